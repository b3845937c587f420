package org.ppsp.cli.check;

import java.io.IOException;

/// The requests that RFC 7846 prints (sections 4.1.1.1, 4.1.2.1, 4.1.3.1), as it prints them:
/// single objects for arrays, numbers as strings, FIND without `find`, `Stat` with a capital. Only
/// the names are the walk's own. Clients that were written by the examples have to be served,
/// unless the tracker reads the grammar by the letter, which the examples do not keep to.
final class JsonExamples {
  private static final String SEEDER =
      """
      {
        "PPSPTrackerProtocol": {
          "version":              1,
          "request_type":         "CONNECT",
          "transaction_id":       "%1$s",
          "peer_id":              "%2$s",
          "connect":{
              "peer_addr": {
                     "ip_address": {
                          "address_type":     "ipv4",
                          "address":          "192.0.2.2"
                     },
                     "port":         80,
                     "priority":     1,
                     "type":         "HOST",
                     "connection":   "wired",
                     "asn":          "45645"
              },
              "swarm_action": [{
                  "swarm_id":       "%3$s",
                  "action":         "JOIN",
                  "peer_mode":      "SEEDER"
              },
              {
                  "swarm_id":       "%4$s",
                  "action":         "JOIN",
                  "peer_mode":      "SEEDER"
              }]
          }
        }
      }
      """;
  private static final String PEER_NUM =
      """
              "peer_num": {
                  "peer_count":        5,
                  "ability_nat":       "STUN",
                  "concurrent_links":  "5",
                  "online_time":       "200",
                  "upload_bandwidth":  "600"
              }
      """;
  private static final String LEECH =
      """
      {
        "PPSPTrackerProtocol": {
          "version":               1,
          "request_type":          "CONNECT",
          "transaction_id":        "%1$s",
          "peer_id":               "%2$s",
          "connect":{
      """
          + PEER_NUM
          + """
                   ,
                   "peer_addr": [{
                         "ip_address": {
                              "address_type":     "ipv4",
                              "address":          "192.0.2.2"
                         },
                         "port":         80,
                         "priority":     1,
                         "type":         "HOST",
                         "connection":   "wired",
                         "asn":          "3256546"
                   },
                   {
                         "ip_address":{
                             "address_type":     "ipv6",
                             "address":          "2001:db8::2"
                         },
                         "port":         80,
                         "priority":     2,
                         "type":         "HOST",
                         "connection":   "wireless",
                         "asn":          "34563456",
                         "peer_protocol": "PPSP-PP"
                   }],
                   "swarm_action": {
                      "swarm_id":       "%3$s",
                      "action":         "JOIN",
                      "peer_mode":      "LEECH"
                   }
              }
            }
          }
          """;
  private static final String SWITCH =
      """
      {
        "PPSPTrackerProtocol": {
          "version":              1,
          "request_type":         "CONNECT",
          "transaction_id":       "%1$s",
          "peer_id":              "%2$s",
          "connect":{
      """
          + PEER_NUM
          + """
                  ,
                  "swarm_action": [{
                      "swarm_id":          "%3$s",
                      "action":            "LEAVE",
                      "peer_mode":         "LEECH"
                  },
                  {
                      "swarm_id":          "%4$s",
                      "action":            "JOIN",
                      "peer_mode":         "LEECH"
                  }]
              }
            }
          }
          """;
  private static final String FIND =
      """
      {
        "PPSPTrackerProtocol": {
            "version":             1,
            "request_type":        "FIND",
            "transaction_id":      "%1$s",
            "peer_id":             "%2$s",
            "swarm_id":            "%3$s",
      """
          + PEER_NUM
          + "  }\n}\n";
  private static final String STAT_REPORT =
      """
      {
        "PPSPTrackerProtocol": {
            "version":             1,
            "request_type":        "STAT_REPORT",
            "transaction_id":      "%1$s",
            "peer_id":             "%2$s",
            "stat_report": {
                "type":  "STREAM_STATS",
                "Stat": {
                      "swarm_id":              "%3$s",
                      "uploaded_bytes":        512,
                      "downloaded_bytes":      768,
                      "available_bandwidth":   1024000,
                      "concurrent_links":      5
                }
            }
        }
      }
      """;

  private JsonExamples() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String one = checks.names().swarm();
    String two = checks.names().swarm();
    JsonPeer seeder = checks.jsonStranger();
    JsonPeer leech = checks.jsonStranger();
    checks.liberty(
        "CONNECT of a SEEDER in two swarms",
        () ->
            send(checks, seeder, SEEDER, one, two).all(one, two).forEach(JsonResult::listsNothing));
    checks.liberty(
        "CONNECT of a LEECH", () -> send(checks, leech, LEECH, one, two).only(one).countsAtMost(5));
    checks.liberty("FIND", () -> send(checks, leech, FIND, one, two).only(one).countsAtMost(5));
    checks.liberty(
        "STAT_REPORT", () -> send(checks, leech, STAT_REPORT, one, two).only(one).listsNothing());
    checks.liberty(
        "CONNECT of a LEECH that changes the swarm",
        () -> send(checks, leech, SWITCH, one, two).all(one, two).getLast().countsAtMost(5));
  }

  private static JsonAnswer send(Checks checks, JsonPeer peer, String form, String one, String two)
      throws IOException, InterruptedException {
    String transaction = checks.names().transaction();
    return peer.send(form.formatted(transaction, peer.id(), one, two), transaction);
  }
}

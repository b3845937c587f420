package org.ppsp.cli.check;

import static org.ppsp.cli.check.JsonMessage.address;
import static org.ppsp.cli.check.JsonMessage.addresses;
import static org.ppsp.cli.check.JsonMessage.report;
import static org.ppsp.cli.check.JsonMessage.stat;
import static org.ppsp.cli.check.JsonMessage.text;

import java.io.IOException;
import java.util.List;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// One tracker for both encodings: who came by one is found by the other.
final class Bridging {
  private static final String XML_ADDRESS =
      "<PeerAddress ip=\"198.51.100.22\" port=\"6778\" type=\"HOST\" priority=\"2\""
          + " connection=\"wired\" asn=\"64496\" peerProtocol=\"PPSP-PP\"/>";
  private static final String JSON_ADDRESS =
      address(
          "203.0.113.9",
          6779,
          3,
          "HOST",
          text("connection", "wireless"),
          text("asn", "64497"),
          text("peer_protocol", "PPSP-PP"));

  private Bridging() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer xml = checks.peer(XML_ADDRESS).join(swarm);
    JsonPeer json = checks.jsonStranger().seed(swarm, addresses(JSON_ADDRESS));
    checks.check(
        "a peer that came by XML is found by JSON, its address intact",
        () ->
            intact(
                "198.51.100.22 6778 2 HOST wired 64496 PPSP-PP",
                JsonConnecting.line(json.find(swarm).addressOf(xml))));
    checks.check(
        "a peer that came by JSON is found by XML, its address and PeerMode intact",
        () -> {
          Peer listed = Checks.only(xml.find(swarm), json);
          intact(
              "SEEDER 203.0.113.9 6779 3 HOST WIRELESS 64497 PPSP-PP",
              listed.mode() + " " + line(listed.addresses()));
        });
    checks.check(
        "what is reported by JSON counts in XML",
        () -> {
          json.ask("STAT_REPORT", report(stat(swarm))).only(swarm).listsNothing();
          Checks.lists(xml.find(swarm, Message.stats("ConcurrentLinks", "5")), json);
          Checks.lists(xml.find(swarm, Message.stats("ConcurrentLinks", "4")));
        });
    checks.check(
        "an encoding that Accept excludes by q=0 is not used",
        () -> {
          String other = JsonCodec.MEDIA_TYPE;
          if (!accepting(checks, xml, other).equals(other)) {
            throw new Skip("the tracker does not go by Accept");
          }
          String came = accepting(checks, xml, other + ";q=0.5, " + XmlCodec.MEDIA_TYPE + ";q=0");
          Mismatch.unless(
              came.equals(other),
              other,
              came,
              "q=0 means that an encoding is not wanted (RFC 9110, section 12.4.2)");
        });
    checks.check(
        "one peer may use both",
        () -> {
          JsonPeer both = checks.leech(swarm);
          String transaction = checks.names().transaction();
          String message =
              Message.of("KEEPALIVE", transaction, Message.element("PeerID", both.id()));
          var post = checks.wire().post(message).with(both.token());
          var _ = checks.wire().send(post, transaction).is(Response.KeepAlive.class);
          both.leave(swarm).succeeds();
          Checks.lists(xml.find(swarm), json);
        });
    accept(checks, swarm, xml, json);
    checks.check(
        "who leaves by JSON is gone in XML",
        () -> {
          JsonPeer other = checks.leech(swarm);
          Checks.lists(xml.find(swarm), json, other);
          other.leave(swarm).succeeds();
          Checks.lists(xml.find(swarm), json);
        });
    checks.check(
        "who disconnects by XML is gone in JSON",
        () -> {
          var _ = xml.ask("DISCONNECT").is(Response.Disconnect.class);
          json.find(swarm).lists();
        });
  }

  private static void accept(Checks checks, String swarm, TestPeer xml, JsonPeer json)
      throws IOException, InterruptedException {
    checks.check(
        "a request in JSON with Accept of XML is answered in XML",
        () -> {
          String transaction = checks.names().transaction();
          String message = JsonMessage.of("FIND", transaction, json.id(), JsonMessage.find(swarm));
          Answer answer =
              checks
                  .wire()
                  .send(
                      checks
                          .wire()
                          .postJson(message)
                          .with(json.token())
                          .accepting(XmlCodec.MEDIA_TYPE),
                      transaction);
          if (answer.beginsWith('{')) {
            throw new Skip("this tracker answers in the request's encoding, as HTTP leaves it to");
          }
          Checks.lists(answer.is(Response.Find.class).peers(), xml);
        });
    checks.check(
        "a request in XML with Accept of JSON is answered in JSON",
        () -> {
          String transaction = checks.names().transaction();
          String message =
              Message.of(
                  "FIND", transaction, Message.element("PeerID", xml.id()), Message.swarm(swarm));
          Answer answer =
              checks
                  .wire()
                  .send(
                      checks.wire().post(message).with(xml.token()).accepting(JsonCodec.MEDIA_TYPE),
                      transaction);
          if (answer.beginsWith('<')) {
            throw new Skip("this tracker answers in the request's encoding, as HTTP leaves it to");
          }
          new JsonAnswer(answer).only(swarm).lists(json);
        });
  }

  /// The media type of the answer to a KEEPALIVE in XML with this Accept.
  private static String accepting(Checks checks, TestPeer peer, String accept)
      throws IOException, InterruptedException {
    String message = Message.of("KEEPALIVE", "t", Message.element("PeerID", peer.id()));
    Wire.Post post = checks.wire().post(message).with(peer.token()).accepting(accept);
    return checks.wire().send(post, null).mediaType();
  }

  private static void intact(String given, String came) {
    Mismatch.unless(
        came.equals(given),
        given,
        came,
        "keep what a peer tells in one form for both encodings, and lose none of it");
  }

  private static String line(List<PeerAddress> addresses) {
    Mismatch.unless(
        addresses.size() == 1,
        "1 address",
        addresses.size() + " addresses",
        "list the addresses that the peer gave");
    PeerAddress address = addresses.getFirst();
    return "%s %s %s %s %s %s %s"
        .formatted(
            address.ip(),
            address.port(),
            address.priority(),
            address.type(),
            address.connection(),
            address.asn(),
            address.protocol());
  }
}

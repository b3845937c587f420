package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ppsp.cli.check.JsonMessage.action;
import static org.ppsp.cli.check.JsonMessage.actions;
import static org.ppsp.cli.check.JsonMessage.address;
import static org.ppsp.cli.check.JsonMessage.connect;
import static org.ppsp.cli.check.JsonMessage.join;
import static org.ppsp.cli.check.JsonMessage.object;
import static org.ppsp.cli.check.JsonMessage.peerNum;
import static org.ppsp.cli.check.JsonMessage.report;
import static org.ppsp.cli.check.JsonMessage.text;

import java.io.IOException;
import org.ppsp.protocol.Status;

/// What a peer can get wrong in JSON: each time an error in JSON, with its transaction_id (RFC
/// 7846, section 4.3).
final class JsonMistakes {
  private static final String JOIN = "JOIN";
  private static final String LEECH = "LEECH";

  private JsonMistakes() {}

  static void members(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer peer = checks.leech(swarm);
    String good = actions(join(swarm, LEECH));
    String[][] requests = {
      {"an unknown request_type", "DANCE", ""},
      {"FIND without swarm_id", "FIND", object("find", peerNum(5))},
      {"an action without swarm_id", "CONNECT", connect(actions("{\"action\":\"JOIN\"}"))},
      {
        "an action that does not say which",
        "CONNECT",
        connect(actions("{" + text("swarm_id", swarm) + "}"))
      },
      {"an unknown action", "CONNECT", connect(actions(action(swarm, "WATCH", LEECH)))},
      {"an unknown peer_mode", "CONNECT", connect(actions(action(swarm, JOIN, "WATCHER")))},
      {
        "a peer_addr that is no IP address",
        "CONNECT",
        connect(JsonMessage.addresses(address("nowhere", 6778, 1, "HOST")), good)
      },
      {
        "a peer_addr with port 70000",
        "CONNECT",
        connect(JsonMessage.addresses(address("198.51.100.7", 70_000, 1, "HOST")), good)
      },
      {
        "a peer_addr without port",
        "CONNECT",
        connect(
            JsonMessage.addresses(
                "{" + object("ip_address", text("address", "198.51.100.7")) + "}"),
            good)
      },
      {"a negative peer_count", "FIND", JsonMessage.find(swarm, peerNum(-1))},
      {"a stat without swarm_id", "STAT_REPORT", report("{\"uploaded_bytes\":1}")},
    };
    for (String[] request : requests) {
      checks.check(
          request[0] + " is error 1",
          () -> peer.ask(request[1], members(request[2])).isRefused(Status.BAD_REQUEST));
    }
    String[][] without = {
      {"CONNECT without connect"},
      {"CONNECT with a misspelt connect", object("conect", good)},
      {"CONNECT of a new peer without swarm_action", connect(text("x", "y"))},
    };
    for (String[] connect : without) {
      checks.check(
          connect[0] + " is error 1, and registers nobody",
          () -> {
            JsonPeer stranger = checks.jsonStranger();
            String[] members = connect.length == 1 ? new String[0] : new String[] {connect[1]};
            stranger.ask("CONNECT", members).isRefused(Status.BAD_REQUEST);
            stranger.ask("STAT_REPORT").isRefusedToStrangers();
          });
    }
    checks.check(
        "a refused request changes nothing: the peer is still connected",
        () -> peer.ask("STAT_REPORT").succeeds());
  }

  private static String[] members(String member) {
    return member.isEmpty() ? new String[0] : new String[] {member};
  }

  static void header(Checks checks) throws IOException, InterruptedException {
    String id = checks.names().peer();
    String[] needed = {"version", "request_type", "peer_id"};
    for (String member : needed) {
      checks.check(
          "no " + member + " is error 1",
          () ->
              keepalive(
                  checks, id, "\"" + member + "\"", "\"x_" + member + "\"", Status.BAD_REQUEST));
    }
    checks.check(
        "no transaction_id is error 1",
        () -> refused(checks, message(id).replace("\"transaction_id\"", "\"x_transaction_id\"")));
    checks.check(
        "a response is error 1",
        () ->
            keepalive(
                checks,
                id,
                "\"request_type\":\"STAT_REPORT\"",
                "\"response_type\":0,\"error_code\":0",
                Status.BAD_REQUEST));
    for (String version : new String[] {"2", "0", "-1", "99999999999"}) {
      checks.check(
          "version " + version + " is error 2",
          () ->
              keepalive(
                  checks,
                  id,
                  "\"version\":1",
                  "\"version\":" + version,
                  Status.UNSUPPORTED_VERSION));
    }
  }

  private static String message(String id) {
    return JsonMessage.of("STAT_REPORT", "t-1", id);
  }

  /// Checks a well-formed message, so that its transaction_id has to come back.
  private static void keepalive(
      Checks checks, String id, String replaced, String by, Status expected)
      throws IOException, InterruptedException {
    String transaction = checks.names().transaction();
    String message = JsonMessage.of("STAT_REPORT", transaction, id).replace(replaced, by);
    new JsonAnswer(checks.wire().send(checks.wire().postJson(message), transaction))
        .isRefused(expected);
  }

  static void documents(Checks checks) throws IOException, InterruptedException {
    String good = message(checks.names().peer());
    String[][] documents = {
      {"an empty body", ""},
      {"a body that is no JSON", "request_type=STAT_REPORT&peer_id=p"},
      {"XML", Message.of("KEEPALIVE", "t-1", Message.element("PeerID", "p"))},
      {"a document that ends in the middle", good.substring(0, good.length() - 10)},
      {"a member without a colon", good.replace("\"peer_id\":", "\"peer_id\"")},
      {"a name without quotation marks", good.replace("\"version\"", "version")},
      {"two messages in one body", good + good},
      {"an array of messages", "[" + good + "]"},
      {"another root member", good.replace("PPSPTrackerProtocol", "SomeOtherProtocol")},
      {"null", "null"},
    };
    for (String[] document : documents) {
      checks.check(document[0] + " is error 1", () -> refused(checks, document[1]));
    }
    checks.check(
        "bytes that are no UTF-8 are error 1",
        () -> {
          byte[] bytes = good.getBytes(UTF_8);
          bytes[good.indexOf("t-1")] = (byte) 0xff;
          var post = checks.wire().postJson("").body(bytes);
          new JsonAnswer(checks.wire().send(post, null)).isRefused(Status.BAD_REQUEST);
        });
  }

  private static void refused(Checks checks, String document)
      throws IOException, InterruptedException {
    new JsonAnswer(checks.wire().send(checks.wire().postJson(document), null))
        .isRefused(Status.BAD_REQUEST);
  }
}

package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.chunks;
import static org.ppsp.cli.check.Message.element;
import static org.ppsp.cli.check.Message.expire;
import static org.ppsp.cli.check.Message.swarm;

import java.io.IOException;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// What a peer can get wrong: each time the right status, a reason, and its TransactionID
/// (specification, sections 2 to 4).
final class Mistakes {
  private static final String HEADER = element("Method", "KEEPALIVE");

  private Mistakes() {}

  static void connection(Checks checks) throws IOException, InterruptedException {
    String swarm = swarm(checks.names().swarm());
    String[][] requests = {
      {"DISCONNECT", ""},
      {"JOIN", swarm + expire("600")},
      {"JOIN_CHUNK", swarm + expire("600") + chunks("1")},
      {"LEAVE", swarm},
      {"FIND", swarm},
      {"FIND_CHUNK", swarm + chunks("1")},
      {"KEEPALIVE", ""},
      {"STAT_REPORT", "<Stats></Stats>"},
    };
    for (String[] request : requests) {
      checks.check(
          request[0] + " before CONNECT is refused",
          () -> {
            var _ =
                checks.stranger().ask(request[0], request[1]).isRefused(Status.FORBIDDEN_ACTION);
          });
    }
  }

  static void elements(Checks checks) throws IOException, InterruptedException {
    TestPeer peer = checks.peer();
    String swarm = swarm(checks.names().swarm());
    String address = "<PeerAddress ip=\"%s\" port=\"%s\"/>";
    String[][] requests = {
      {"an unknown Method", "DANCE", ""},
      {"JOIN without SwarmID", "JOIN", expire("600")},
      {"FIND without SwarmID", "FIND", ""},
      {"LEAVE without SwarmID", "LEAVE", ""},
      {"JOIN_CHUNK without ChunkID", "JOIN_CHUNK", swarm + expire("600")},
      {"FIND_CHUNK without ChunkID", "FIND_CHUNK", swarm},
      {"a chunk range that ends before it begins", "FIND_CHUNK", swarm + chunks("9-3")},
      {"an ExpireTime that is none", "JOIN", swarm + expire("soon")},
      {"an ExpireTime that is past", "JOIN", swarm + expire("2001-01-01T00:00:00Z")},
      {"a negative Peernum", "FIND", swarm + element("Peernum", "-1")},
      {"a Peernum that is no number", "FIND", swarm + element("Peernum", "many")},
      {"an unknown PeerMode", "JOIN", swarm + element("PeerMode", "WATCHER")},
      {"a SwarmID of 257 characters", "FIND", swarm("s".repeat(257))},
      {"a SwarmID with white space in it", "FIND", swarm("two words")},
      {"a PeerAddress that is no IP address", "CONNECT", address.formatted("nowhere", "6778")},
      {"a PeerAddress with port 70000", "CONNECT", address.formatted("198.51.100.7", "70000")},
      {"a PeerAddress without port", "CONNECT", "<PeerAddress ip=\"198.51.100.7\"/>"},
      {"a Stat without property", "STAT_REPORT", "<Stats><Stat>1</Stat></Stats>"},
      {"a SwarmID with an element in its text", "FIND", swarm("a<b>b</b>c")},
      {"a SwarmID in a SwarmID", "FIND", swarm(swarm)},
      {"Response beside Method", "FIND", element("Response", "FIND") + swarm},
    };
    for (String[] request : requests) {
      checks.check(
          request[0] + " is BAD_REQUEST",
          () -> {
            var _ = peer.ask(request[1], request[2]).isRefused(Status.BAD_REQUEST);
          });
    }
    checks.check(
        "a response to STAT_QUERY, posted to the tracker, is BAD_REQUEST",
        () -> statQuery(checks, peer));
    checks.check(
        "a refused request changes nothing: the peer is still connected",
        () -> {
          var _ = peer.ask("KEEPALIVE").is(Response.KeepAlive.class);
        });
  }

  private static void statQuery(Checks checks, TestPeer peer)
      throws IOException, InterruptedException {
    String transaction = checks.names().transaction();
    String response =
        Message.document(
            element("RESPONSE", "STAT_QUERY"),
            element("TransactionID", transaction),
            element("PeerID", peer.id()),
            Message.stats("BufferLevel", "4000"));
    var _ =
        checks
            .wire()
            .send(checks.wire().post(response).with(peer.token()), transaction)
            .isRefused(Status.BAD_REQUEST);
  }

  static void header(Checks checks) throws IOException, InterruptedException {
    String id = checks.names().peer();
    bad(checks, "no Method", "<TransactionID>%s</TransactionID>" + element("PeerID", id));
    bad(checks, "no PeerID", HEADER + "<TransactionID>%s</TransactionID>");
    bad(checks, "an empty PeerID", header("<PeerID> </PeerID>"));
    bad(checks, "a PeerID of 129 characters", header(element("PeerID", "p".repeat(129))));
    bad(checks, "a PeerID with white space in it", header(element("PeerID", "two words")));
    checks.check(
        "no TransactionID is BAD_REQUEST",
        () -> refused(checks, Message.document(HEADER, element("PeerID", id))));
    checks.check(
        "a TransactionID of 129 characters is BAD_REQUEST",
        () -> refused(checks, Message.of("KEEPALIVE", "t".repeat(129), element("PeerID", id))));
    for (String version : new String[] {"2.0", "0", "-1", "99999999999", "1.", "1.0.0"}) {
      checks.check(
          "version " + version + " is UNSUPPORTED_VERSION",
          () -> {
            var _ = keepalive(checks, id, version).isRefused(Status.UNSUPPORTED_VERSION);
          });
    }
    checks.check(
        "version 1.7 is read as version 1",
        () -> {
          var _ = keepalive(checks, id, "1.7").isRefused(Status.FORBIDDEN_ACTION);
        });
  }

  private static Answer keepalive(Checks checks, String id, String version)
      throws IOException, InterruptedException {
    String transaction = checks.names().transaction();
    String message =
        Message.of("KEEPALIVE", transaction, element("PeerID", id))
            .replace("\"1.0\"", "\"" + version + "\"");
    return checks.wire().send(checks.wire().post(message), transaction);
  }

  private static String header(String elements) {
    return HEADER + "<TransactionID>%s</TransactionID>" + elements;
  }

  /// Checks a well-formed message, so that its TransactionID has to come back.
  private static void bad(Checks checks, String name, String elements)
      throws IOException, InterruptedException {
    checks.check(
        name + " is BAD_REQUEST",
        () -> {
          String transaction = checks.names().transaction();
          var _ =
              checks
                  .wire()
                  .send(
                      checks.wire().post(Message.document(elements.formatted(transaction))),
                      transaction)
                  .isRefused(Status.BAD_REQUEST);
        });
  }

  static void documents(Checks checks) throws IOException, InterruptedException {
    String good = Message.of("KEEPALIVE", "t-1", element("PeerID", checks.names().peer()));
    String[][] documents = {
      {"an empty body", ""},
      {"a body that is no XML", "Method=KEEPALIVE&PeerID=p"},
      {"a document that ends in the middle", good.substring(0, good.length() - 10)},
      {"an element closed by another", good.replace("</PeerID>", "</PeerId>")},
      {"an entity that is not declared", good.replace("t-1", "&what;")},
      {"another root element", good.replace("PPSPTrackerProtocol", "SomeOtherProtocol")},
      {"a DOCTYPE", "<!DOCTYPE PPSPTrackerProtocol>" + good},
      {
        "a DOCTYPE with an entity",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + good.replace("t-1", "&e;")
      },
    };
    for (String[] document : documents) {
      checks.check(document[0] + " is BAD_REQUEST", () -> refused(checks, document[1]));
    }
    checks.check(
        "bytes that are no UTF-8 are BAD_REQUEST",
        () -> {
          byte[] bytes = good.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          bytes[good.indexOf("t-1")] = (byte) 0xff;
          var _ =
              checks
                  .wire()
                  .send(checks.wire().post("").body(bytes), null)
                  .isRefused(Status.BAD_REQUEST);
        });
  }

  private static void refused(Checks checks, String document)
      throws IOException, InterruptedException {
    var _ = checks.send(document).isRefused(Status.BAD_REQUEST);
  }
}

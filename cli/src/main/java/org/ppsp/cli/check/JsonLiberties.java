package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ppsp.cli.check.JsonMessage.actions;
import static org.ppsp.cli.check.JsonMessage.address;
import static org.ppsp.cli.check.JsonMessage.addresses;
import static org.ppsp.cli.check.JsonMessage.join;
import static org.ppsp.cli.check.JsonMessage.text;

import java.io.IOException;
import org.ppsp.protocol.Status;

/// Forms that neither the grammar of RFC 7846 has nor its examples. A tracker reads such a form as
/// it can only be meant, or refuses it with error 1; it must not half do it.
final class JsonLiberties {
  private static final String LEECH = "LEECH";
  private static final String HOST = address("198.51.100.22", 6778, 1, "HOST");

  private JsonLiberties() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    String good = actions(join(swarm, LEECH));
    String mode = "," + text("peer_mode", LEECH);
    String[][] connects = {
      {"an action without peer_mode", good.replace(mode, "")},
      {"an action in small letters", good.replace("JOIN", "join")},
      {"an address_type that is not that of the address", at(HOST.replace("ipv4", "ipv6"), good)},
      {"an unknown connection", at(with(text("connection", "ppsp-check")), good)},
      {"an asn with letters", at(with(text("asn", "AS64496")), good)},
      {"an address without type and priority", at(HOST.replaceAll(",.priority.*", "}"), good)},
    };
    for (String[] connect : connects) {
      checks.check(
          connect[0] + " is read, or refused",
          () -> read(checks.jsonStranger().connect(connect[1]), swarm));
    }
    checks.check(
        "a request_type in small letters is read, or refused",
        () -> read(checks.jsonStranger().ask("connect", JsonMessage.connect(good)), swarm));
    JsonPeer peer = checks.leech(swarm);
    checks.check("a number as transaction_id is read, or refused", () -> number(checks, peer));
    checks.liberty(
        "version as a string is read",
        () -> {
          String transaction = checks.names().transaction();
          String message = JsonMessage.of("STAT_REPORT", transaction, peer.id());
          peer.send(message.replace("\"version\":1", "\"version\":\"1\""), transaction).succeeds();
        });
    checks.check(
        "CONNECT of a connected peer without swarm_action refreshes its address, or is refused",
        () -> refresh(checks, checks.names().swarm()));
  }

  private static String with(String member) {
    return address("198.51.100.22", 6778, 1, "HOST", member);
  }

  private static String at(String address, String actions) {
    return addresses(address) + "," + actions;
  }

  private static void read(JsonAnswer answer, String swarm) {
    if (isRefused(answer)) {
      throw new Skip("it is refused, which RFC 7846 allows");
    }
    var _ = answer.only(swarm);
  }

  private static boolean isRefused(JsonAnswer answer) {
    boolean refused = answer.isStatus(Status.BAD_REQUEST);
    if (refused) {
      answer.isRefused(Status.BAD_REQUEST);
    }
    return refused;
  }

  /// Its digits come back.
  private static void number(Checks checks, JsonPeer peer)
      throws IOException, InterruptedException {
    String message = JsonMessage.of("STAT_REPORT", "4711", peer.id());
    JsonAnswer answer =
        peer.send(
            checks.wire().postJson("").body(message.replace("\"4711\"", "4711").getBytes(UTF_8)),
            message,
            "4711");
    if (isRefused(answer)) {
      throw new Skip("it is refused, which RFC 7846 allows");
    }
    answer.succeeds();
  }

  private static void refresh(Checks checks, String swarm)
      throws IOException, InterruptedException {
    JsonPeer peer = checks.leech(swarm, addresses(HOST));
    JsonAnswer answer = peer.connect(addresses(address("203.0.113.9", 6779, 1, "HOST")));
    if (isRefused(answer)) {
      throw new Skip("it is refused, which RFC 7846 allows");
    }
    answer.succeeds();
    String came =
        checks.leech(swarm).find(swarm).addressOf(peer).at("/ip_address/address").asText();
    Mismatch.unless(
        came.equals("203.0.113.9"),
        "the address 203.0.113.9",
        "the address " + came,
        "take the peer_addr of every CONNECT that is answered with error_code 0");
  }
}

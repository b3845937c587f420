package org.ppsp.cli.check;

import static org.ppsp.cli.check.JsonMessage.actions;
import static org.ppsp.cli.check.JsonMessage.address;
import static org.ppsp.cli.check.JsonMessage.join;
import static org.ppsp.cli.check.JsonMessage.peerNum;
import static org.ppsp.cli.check.JsonMessage.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// CONNECT with JOINs (RFC 7846, section 4.1.1).
final class JsonConnecting {
  private static final String FULL =
      address(
          "198.51.100.22",
          6778,
          2,
          "HOST",
          text("connection", "wired"),
          text("asn", "64496"),
          text("peer_protocol", "PPSP-PP"));
  private static final String V6 = address("2001:DB8:0:0:0:0:0:2", 6778, 1, "HOST");
  private static final String OTHER = address("203.0.113.9", 6779, 1, "HOST");

  private JsonConnecting() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer alice = checks.leech(swarm);
    JsonPeer bob = checks.jsonStranger();
    checks.check(
        "a LEECH that JOINs is answered with a list, without itself",
        () -> bob.connect(peerNum(10), actions(join(swarm, "LEECH"))).only(swarm).lists(alice));
    checks.check(
        "a JOIN again, with the same transaction_id, is answered again",
        () -> again(checks, swarm));
    checks.check("several actions are answered with a result each", () -> several(checks));
    checks.check(
        "a SEEDER that JOINs without peer_num gets no list",
        () ->
            checks
                .jsonStranger()
                .connect(actions(join(swarm, "SEEDER")))
                .only(swarm)
                .listsNothing());
    checks.check("a SEEDER that JOINs with peer_num gets one", () -> seeder(checks));
    checks.check("peer_count is kept", () -> count(checks, 1, 1));
    checks.check(
        "a very large peer_count is clamped, not refused", () -> count(checks, 1 << 20, 2));
    checks.check("a LEECH becomes a SEEDER", () -> becomesSeeder(checks));
    told(checks);
  }

  private static void again(Checks checks, String swarm) throws IOException, InterruptedException {
    JsonPeer peer = checks.jsonStranger();
    String transaction = checks.names().transaction();
    String message =
        JsonMessage.of(
            "CONNECT", transaction, peer.id(), JsonMessage.connect(actions(join(swarm, "SEEDER"))));
    for (int i = 0; i < 2; i++) {
      var _ = peer.send(message, transaction).only(swarm);
    }
    peer.leave(swarm).succeeds();
  }

  private static void several(Checks checks) throws IOException, InterruptedException {
    String one = checks.names().swarm();
    String two = checks.names().swarm();
    JsonPeer bob = checks.jsonStranger();
    var _ = bob.connect(actions(join(one, "SEEDER"), join(two, "SEEDER"))).all(one, two);
    checks.leech(one).find(one).lists(bob);
    checks.leech(two).find(two).lists(bob);
  }

  private static void seeder(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer alice = checks.leech(swarm);
    checks
        .jsonStranger()
        .connect(peerNum(10), actions(join(swarm, "SEEDER")))
        .only(swarm)
        .lists(alice);
  }

  private static void count(Checks checks, int asked, int listed)
      throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    var _ = checks.leech(swarm);
    var _ = checks.leech(swarm);
    checks
        .jsonStranger()
        .connect(peerNum(asked), actions(join(swarm, "LEECH")))
        .only(swarm)
        .counts(listed);
  }

  private static void becomesSeeder(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonAnswer answer = checks.leech(swarm).connect(actions(join(swarm, "SEEDER")));
    if (answer.answer().http() == 403) {
      throw new Skip("this tracker keeps to table 6 of RFC 7846, which has no such transition");
    }
    var _ = answer.only(swarm);
  }

  private static void told(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer asker = checks.leech(swarm);
    checks.check(
        "a peer that tells no address is told the observed one, REFLEXIVE",
        () -> reflexive(asker.connect(actions(join(swarm, "LEECH"))).observed()));
    checks.check("a peer that knows its public address is told none", () -> knowing(checks));
    JsonPeer bob = checks.leech(swarm, JsonMessage.addresses(FULL));
    checks.check(
        "a peer's address is listed as it gave it, with all members",
        () -> {
          String came = line(asker.find(swarm).addressOf(bob));
          String given = "198.51.100.22 6778 2 HOST wired 64496 PPSP-PP";
          Mismatch.unless(
              came.equals(given),
              "the address " + given,
              came,
              "list the peer_addr of CONNECT with its members");
        });
    checks.liberty(
        "of several addresses one is listed, IPv6 as RFC 5952 says",
        () -> {
          var _ = bob.join(swarm, JsonMessage.addresses(FULL, V6));
          String came = asker.find(swarm).addressOf(bob).at("/ip_address/address").asText();
          Mismatch.unless(
              List.of("198.51.100.22", "2001:db8::2").contains(came),
              "198.51.100.22 or 2001:db8::2",
              came,
              "choose one of the addresses that the peer gave");
        });
    checks.check(
        "CONNECT again without peer_addr keeps the address, with one replaces it",
        () -> {
          var _ = bob.join(swarm, JsonMessage.addresses(FULL));
          listed(asker.find(swarm).addressOf(bob), "198.51.100.22");
          listed(asker.find(swarm).addressOf(bob.join(swarm)), "198.51.100.22");
          var _ = bob.join(swarm, JsonMessage.addresses(OTHER));
          listed(asker.find(swarm).addressOf(bob), "203.0.113.9");
        });
    checks.check(
        "a peer that gave no address is listed under the one its requests come from",
        () -> {
          String other = checks.names().swarm();
          JsonPeer silent = checks.leech(other);
          var _ = checks.leech(other).find(other).addressOf(silent);
        });
  }

  private static void knowing(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonNode told =
        checks
            .jsonStranger()
            .connect(
                JsonMessage.addresses(address("198.51.100.7", 6778, 1, "REFLEXIVE")),
                actions(join(swarm, "LEECH")))
            .observed();
    Mismatch.unless(
        told == null,
        "no peer_addr",
        "peer_addr " + (told == null ? "" : Grammar.shown(told)),
        "a peer that gave a REFLEXIVE or PROXY address knows it already (section 4.1.1)");
  }

  private static void reflexive(@Nullable JsonNode told) {
    if (told == null) {
      throw new Skip("this tracker does not tell it, as RFC 7846 leaves it to");
    }
    String type = told.path("type").asText();
    Mismatch.unless(
        type.equals("REFLEXIVE"),
        "a peer_addr of type REFLEXIVE",
        "type " + type,
        "say that it is the address as seen from outside");
  }

  private static void listed(JsonNode address, String ip) {
    String came = address.at("/ip_address/address").asText();
    Mismatch.unless(
        came.equals(ip),
        "the address " + ip,
        "the address " + came,
        "peer_addr replaces the addresses of before; without it they stand");
  }

  /// An address in one line.
  static String line(JsonNode address) {
    StringBuilder text = new StringBuilder(address.at("/ip_address/address").asText());
    for (String member :
        new String[] {"port", "priority", "type", "connection", "asn", "peer_protocol"}) {
      text.append(' ').append(address.has(member) ? address.path(member).asText() : "-");
    }
    return text.toString();
  }
}

package org.ppsp.cli.check;

import static org.ppsp.cli.check.JsonMessage.find;
import static org.ppsp.cli.check.JsonMessage.number;
import static org.ppsp.cli.check.JsonMessage.peerNum;
import static org.ppsp.cli.check.JsonMessage.text;

import java.io.IOException;
import org.ppsp.protocol.Status;

/// FIND (RFC 7846, section 4.1.2).
final class JsonFinding {
  private JsonFinding() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer asker = checks.leech(swarm);
    checks.check("who is alone in a swarm gets an empty list", () -> asker.find(swarm).lists());
    JsonPeer bob = checks.leech(swarm);
    JsonPeer carol = checks.jsonStranger().seed(swarm);
    JsonPeer dave = checks.leech(swarm);
    checks.check(
        "FIND lists the members, each once, never the asker",
        () -> asker.find(swarm).lists(bob, carol, dave));
    for (int count : new int[] {1, 2}) {
      checks.check(
          "peer_count " + count + " of 3 members gives " + count,
          () -> asker.find(swarm, peerNum(count)).counts(count));
    }
    checks.check(
        "a very large peer_count is clamped, not refused",
        () -> asker.find(swarm, peerNum(1_000_000)).counts(3));
    checks.check(
        "peer_num with all its members is read",
        () ->
            asker
                .find(
                    swarm,
                    peerNum(
                        2,
                        text("ability_nat", "STUN"),
                        number("concurrent_links", 5),
                        number("online_time", 200),
                        number("upload_bandwidth", 600)))
                .countsAtMost(2));
    checks.liberty(
        "swarm_id and peer_num at the root, with numbers as strings, as in the example",
        () ->
            asker
                .ask(
                    "FIND",
                    text("swarm_id", swarm),
                    peerNum(10, text("concurrent_links", "5"), text("online_time", "200")))
                .only(swarm)
                .countsAtMost(3));
    checks.check(
        "a FIND again, with the same transaction_id, is answered again",
        () -> {
          String transaction = checks.names().transaction();
          String message = JsonMessage.of("FIND", transaction, asker.id(), find(swarm));
          for (int i = 0; i < 2; i++) {
            asker.send(message, transaction).only(swarm).lists(bob, carol, dave);
          }
        });
    checks.check(
        "FIND in a swarm that nobody is in is refused",
        () -> asker.ask("FIND", find(checks.names().swarm())).isRefused(Status.FORBIDDEN_ACTION));
    checks.check(
        "FIND before CONNECT is refused",
        () -> checks.jsonStranger().ask("FIND", find(swarm)).isRefusedToStrangers());
  }
}

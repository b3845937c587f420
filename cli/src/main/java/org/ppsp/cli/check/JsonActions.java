package org.ppsp.cli.check;

import static org.ppsp.cli.check.JsonMessage.action;
import static org.ppsp.cli.check.JsonMessage.actions;
import static org.ppsp.cli.check.JsonMessage.join;
import static org.ppsp.cli.check.JsonMessage.leave;

import java.io.IOException;
import java.util.List;
import org.ppsp.protocol.Status;

/// CONNECT with LEAVEs, and which actions are valid when (RFC 7846, sections 2.3 and 4.1.1).
final class JsonActions {
  private JsonActions() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    String one = checks.names().swarm();
    String two = checks.names().swarm();
    JsonPeer asker = checks.jsonStranger();
    var _ = asker.connect(actions(join(one, "LEECH"), join(two, "LEECH"))).all(one, two);
    JsonPeer bob = checks.leech(one).join(two);
    checks.check(
        "LEAVE ends one membership, and is answered without a list",
        () -> {
          bob.leave(one).only(one).listsNothing();
          asker.find(one).lists();
          asker.find(two).lists(bob);
        });
    checks.check(
        "LEAVE and JOIN in one message switch the channel",
        () -> {
          List<JsonResult> results =
              bob.connect(actions(leave(two), join(one, "LEECH"))).all(two, one);
          results.getFirst().listsNothing();
          results.getLast().lists(asker);
          asker.find(two).lists();
          asker.find(one).lists(bob);
        });
    checks.check(
        "peer_mode says nothing in LEAVE",
        () -> {
          var _ = checks.leech(two).connect(actions(action(two, "LEAVE", "SEEDER"))).only(two);
          asker.find(two).lists();
        });
    checks.check("LEAVE of a swarm the peer is not in is refused", () -> notIn(checks));
    checks.check("what is valid beside it is done, with result 0 and 1", () -> mixed(checks));
    ending(checks);
  }

  private static void notIn(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer bob = checks.leech(swarm);
    bob.leave(checks.names().swarm()).isRefused(Status.FORBIDDEN_ACTION);
    JsonAnswer after = bob.ask("STAT_REPORT");
    if (after.isStatus(Status.FORBIDDEN_ACTION)) {
      throw new Skip("this tracker ends the session, too (RFC 7846, section 2.3.2, NOTE)");
    }
    after.succeeds();
  }

  private static void mixed(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    String unknown = checks.names().swarm();
    JsonPeer bob = checks.leech(checks.names().swarm());
    JsonAnswer answer = bob.connect(actions(leave(unknown), join(swarm, "LEECH")));
    if (answer.isStatus(Status.FORBIDDEN_ACTION)) {
      throw new Skip("this tracker refuses all of them, as RFC 7846 leaves it to");
    }
    String came =
        answer.results().stream().map(r -> r.swarm() + ": " + r.done()).sorted().toList() + "";
    String wanted = List.of(swarm + ": true", unknown + ": false").stream().sorted().toList() + "";
    Mismatch.unless(
        came.equals(wanted),
        "done: " + wanted,
        "done: " + came,
        "a swarm_result for each action, result 1 for what is not valid");
    checks.leech(swarm).find(swarm).lists(bob);
  }

  private static void ending(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    JsonPeer asker = checks.leech(swarm);
    JsonPeer bob = checks.leech(swarm);
    String transaction = checks.names().transaction();
    String last =
        JsonMessage.of(
            "CONNECT", transaction, bob.id(), JsonMessage.connect(actions(leave(swarm))));
    checks.check(
        "the last LEAVE ends the session",
        () -> {
          var _ = bob.send(last, transaction).only(swarm);
          asker.find(swarm).lists();
          bob.ask("FIND", JsonMessage.find(swarm)).isRefusedToStrangers();
        });
    checks.check(
        "the last LEAVE again, with the same transaction_id, is answered again",
        () -> {
          JsonAnswer again = bob.send(last, transaction);
          if (again.isStatus(Status.FORBIDDEN_ACTION)) {
            throw new Skip("this tracker has forgotten it by then");
          }
          var _ = again.only(swarm);
        });
    checks.check(
        "the peer can CONNECT again",
        () -> {
          var _ = bob.join(swarm);
          asker.find(swarm).lists(bob);
        });
    JsonPeer stranger = checks.jsonStranger();
    checks.check(
        "only LEAVE from a peer that is not connected is refused",
        () -> stranger.leave(swarm).isRefusedToStrangers());
    checks.check(
        "and does not connect it",
        () -> stranger.ask("FIND", JsonMessage.find(swarm)).isRefusedToStrangers());
    checks.check(
        "JOIN and LEAVE of one swarm from a peer that is not connected are refused",
        () ->
            checks
                .jsonStranger()
                .connect(actions(join(swarm, "LEECH"), leave(swarm)))
                .isRefusedToStrangers());
  }
}

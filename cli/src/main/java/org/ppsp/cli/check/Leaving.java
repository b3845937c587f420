package org.ppsp.cli.check;

import static org.ppsp.cli.check.Message.chunks;
import static org.ppsp.cli.check.Message.swarm;

import java.io.IOException;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// LEAVE and DISCONNECT, and what is left afterwards (specification, section 4).
final class Leaving {
  private Leaving() {}

  static void leave(Checks checks) throws IOException, InterruptedException {
    String swarm = checks.names().swarm();
    TestPeer asker = checks.peer().join(swarm);
    TestPeer bob = checks.peer().offer(swarm, "0-9");
    checks.check(
        "LEAVE with ChunkID withdraws these chunks only",
        () -> {
          Response.Leave left =
              bob.ask("LEAVE", swarm(swarm), chunks("3-5")).is(Response.Leave.class);
          Mismatch.unless(
              left.swarmId().value().equals(swarm),
              "SwarmID " + swarm,
              "SwarmID " + left.swarmId(),
              "name in the answer the swarm of the request");
          Checks.lists(asker.holders(swarm, "3-5"));
          Checks.lists(asker.holders(swarm, "2"), bob);
          Checks.lists(asker.find(swarm), bob);
        });
    checks.check(
        "after LEAVE nothing lists the peer",
        () -> {
          var _ = bob.ask("LEAVE", swarm(swarm)).is(Response.Leave.class);
          Checks.lists(asker.find(swarm));
          Checks.lists(asker.holders(swarm, "2"));
        });
    checks.check(
        "leaving again is refused",
        () -> {
          var _ = bob.ask("LEAVE", swarm(swarm)).isRefused(Status.FORBIDDEN_ACTION);
        });
    checks.check(
        "leaving a swarm that does not exist is refused",
        () -> {
          var _ =
              bob.ask("LEAVE", swarm(checks.names().swarm())).isRefused(Status.FORBIDDEN_ACTION);
        });
    checks.check(
        "the chunks of before do not come back with a new JOIN",
        () -> {
          bob.join(swarm);
          Checks.lists(asker.find(swarm), bob);
          Checks.lists(asker.holders(swarm, "2"));
        });
  }

  static void disconnect(Checks checks) throws IOException, InterruptedException {
    String one = checks.names().swarm();
    String two = checks.names().swarm();
    TestPeer asker = checks.peer().join(one).join(two);
    TestPeer bob = checks.peer().offer(one, "1").join(two);
    checks.check(
        "after DISCONNECT nothing lists the peer, in no swarm",
        () -> {
          var _ = bob.ask("DISCONNECT").is(Response.Disconnect.class);
          Checks.lists(asker.find(one));
          Checks.lists(asker.holders(one, "1"));
          Checks.lists(asker.find(two));
        });
    for (String method : new String[] {"KEEPALIVE", "STAT_REPORT", "DISCONNECT"}) {
      checks.check(
          method + " after DISCONNECT is refused",
          () -> {
            var _ = bob.ask(method).isRefused(Status.FORBIDDEN_ACTION);
          });
    }
    checks.check(
        "the peer can CONNECT again, and is in no swarm",
        () -> {
          var _ = bob.ask("CONNECT").is(Response.Connect.class);
          Checks.lists(asker.find(one));
          var _ = bob.join(one);
          Checks.lists(asker.find(one), bob);
          Checks.lists(asker.holders(one, "1"));
        });
  }
}

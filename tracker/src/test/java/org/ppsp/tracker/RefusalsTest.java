package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// What is counted of what peers do not get.
class RefusalsTest {
  private final Map<Refusal, Long> expected = new EnumMap<>(Refusal.class);

  private TestTracker tracker =
      new TestTracker(
          TestTracker.Settings.DEFAULT.limits(2, 3, 2).build(),
          (peer, swarm) -> !swarm.value().equals("closed"));

  private void expect(Refusal reason) {
    expected.merge(reason, 1L, Long::sum);
    check();
  }

  private void check() {
    Map<Refusal, Long> all = new EnumMap<>(Refusal.class);
    for (Refusal reason : Refusal.values()) {
      all.put(reason, expected.getOrDefault(reason, 0L));
    }
    assertThat(tracker.tracker.refusals()).isEqualTo(all);
  }

  @Test
  void eachReason_isCountedOnce() {
    tracker.keepAlive("nobody");
    expect(Refusal.NOT_CONNECTED);
    tracker.connect("peer");
    check();
    tracker.send(
        new Request.KeepAlive(TestTracker.TRANSACTION, new PeerId("peer")),
        TestTracker.callerAt("198.51.100.99"));
    expect(Refusal.NOT_OWNER);
    tracker.send(
        TestTracker.connectRequest("peer", List.of()), TestTracker.callerAt("198.51.100.99"));
    expect(Refusal.NOT_OWNER);
    tracker.join("peer", "closed");
    expect(Refusal.SWARM_NOT_ALLOWED);
    tracker.join("peer", "a");
    tracker.join("peer", "b");
    tracker.join("peer", "c");
    expect(Refusal.TOO_MANY_MEMBERSHIPS);
    tracker.joinChunk("peer", "a", "1 3 5 7");
    expect(Refusal.TOO_MANY_CHUNKS);
    tracker.report("peer", Stat.of("a", 1), Stat.of("b", 1), Stat.of("c", 1));
    expect(Refusal.TOO_MANY_STATS);
    tracker.leave("peer", "no-such-swarm", "");
    check();
    tracker.tracker.quarantine(new PeerId("bad"));
    expect(Refusal.QUARANTINED);
    assertThatThrownBy(() -> tracker.tracker.refusals().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /// An action that fails beside one that does not is counted, although the answer is no refusal.
  @Test
  void actionOfSeveral_isCounted() {
    tracker.send(
        new Request.SwarmActions(
            TestTracker.TRANSACTION,
            new PeerId("peer"),
            List.of(),
            List.of(join("open"), join("closed")),
            false,
            OptionalInt.empty(),
            List.of()));
    expect(Refusal.SWARM_NOT_ALLOWED);
  }

  private static SwarmAction join(String swarm) {
    return new SwarmAction(new SwarmId(swarm), SwarmAction.Action.JOIN, PeerMode.SEEDER);
  }

  @Test
  void tooManySessions_areCounted() {
    tracker = new TestTracker(TestTracker.Settings.DEFAULT.maxSessionsPerAddress(1, true).build());
    tracker.connectFrom("198.51.100.1", "a");
    tracker.send(TestTracker.connectRequest("b", List.of()), TestTracker.callerAt("198.51.100.1"));
    expect(Refusal.TOO_MANY_SESSIONS);
  }

  @Test
  void listsThatAreCut_areCounted() {
    tracker = new TestTracker(TestTracker.Settings.DEFAULT.maxAddressesPerMinute(3, true).build());
    tracker.enter(TestTracker.named("p", 3));
    assertThat(tracker.find("p0", 2)).hasSize(2);
    check();
    assertThat(tracker.find("p0", 2)).hasSize(1);
    expect(Refusal.ADDRESSES_CUT);
    assertThat(tracker.find("p0", 2)).isEmpty();
    expect(Refusal.ADDRESSES_CUT);
  }
}

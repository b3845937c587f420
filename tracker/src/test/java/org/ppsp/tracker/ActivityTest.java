package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// What is counted of what peers do.
class ActivityTest {
  private final TestTracker tracker = new TestTracker();

  private static Stat stat(Property property, long value) {
    return new Stat(property, Long.toString(value));
  }

  private long count(Change change) {
    return tracker.tracker.changes().getOrDefault(change, -1L);
  }

  private void agrees() {
    assertThat((long) tracker.tracker.sessions())
        .isEqualTo(
            count(Change.CONNECTED)
                - count(Change.DISCONNECTED)
                - count(Change.SESSION_EXPIRED)
                - count(Change.KICKED)
                - count(Change.GAVE_WAY));
    assertThat(tracker.tracker.census(0).memberships())
        .isEqualTo(count(Change.JOINED) - count(Change.LEFT) - count(Change.MEMBERSHIP_EXPIRED));
  }

  @Test
  void changes_areAllThereFromTheBeginning() {
    assertThat(tracker.tracker.changes())
        .containsOnlyKeys(Change.values())
        .allSatisfy((change, count) -> assertThat(count).isZero());
  }

  @Test
  void changes_tellHowSessionsAndMembershipsEnded() {
    tracker.enter("a", "b", "c", "d");
    tracker.connect("a"); // again
    tracker.join("a");
    tracker.leave("a");
    tracker.disconnect("b"); // with its membership
    tracker.joinFor(10, "a", "other");
    tracker.passSeconds(20);
    tracker.keepAlive("a");
    tracker.keepAlive("c");
    tracker.sweepAll();
    tracker.passSeconds(80);
    tracker.keepAlive("a");
    tracker.keepAlive("c");
    tracker.sweepAll();

    assertThat(tracker.tracker.changes())
        .isEqualTo(
            Map.of(
                Change.CONNECTED, 4L,
                Change.DISCONNECTED, 1L,
                Change.SESSION_EXPIRED, 1L, // d
                Change.KICKED, 0L,
                Change.GAVE_WAY, 0L,
                Change.JOINED, 5L,
                Change.LEFT, 2L, // a, b
                Change.MEMBERSHIP_EXPIRED, 2L)); // a's other one, d's
    agrees();
  }

  @Test
  void changes_agreeWithWhatIsThere_whateverPeersDo() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      String peer = "p" + random.nextInt(8);
      String swarm = "s" + random.nextInt(3);
      switch (random.nextInt(8)) {
        case 0, 1 -> tracker.connect(peer);
        case 2, 3 -> tracker.joinFor(1 + random.nextInt(60), peer, swarm);
        case 4 -> tracker.leave(peer, swarm, "");
        case 5 -> tracker.disconnect(peer);
        case 6 -> assertThat(tracker.tracker.kick(new PeerId(peer))).isIn(true, false);
        default -> {
          tracker.passSeconds(random.nextInt(40));
          tracker.sweepAll();
        }
      }
      agrees();
    }
    assertThat(tracker.tracker.changes())
        .allSatisfy(
            (change, count) -> {
              if (change != Change.GAVE_WAY) { // each peer has an address of its own
                assertThat(count).as(change.name()).isPositive();
              }
            });
  }

  @Test
  void census_countsSwarmsMembershipsAndSeeders() {
    tracker.enter("a", "b");
    tracker.join("a", "other");
    tracker.connect("c");
    tracker.joinAs(PeerMode.SEEDER, "c");

    assertThat(tracker.tracker.census(0)).isEqualTo(new Census(2, 4, 1, List.of()));
  }

  @Test
  void census_namesTheLargestSwarms() {
    for (int i = 1; i <= 5; i++) {
      for (int peer = 0; peer < i; peer++) {
        tracker.connect("p" + peer);
        tracker.join("p" + peer, "s" + i);
      }
    }

    assertThat(tracker.tracker.census(2).largest())
        .containsExactly(
            new Census.Size(new SwarmId("s5"), 5, 0), new Census.Size(new SwarmId("s4"), 4, 0));
    assertThat(tracker.tracker.census(9).largest()).hasSize(5);
  }

  @Test
  void transferred_staysWhenPeersGo() {
    tracker.enter("a", "b");
    tracker.reportIn(
        TestTracker.SWARM,
        "a",
        stat(Property.UPLOADED_BYTES, 100),
        stat(Property.DOWNLOADED_BYTES, 200),
        stat(Property.ORIGIN_BYTES, 50),
        stat(Property.STALL_TIME, 1500));
    tracker.reportIn(TestTracker.SWARM, "a", stat(Property.UPLOADED_BYTES, 130));
    tracker.report("b", stat(Property.DOWNLOADED_BYTES, 7), stat(Property.STALL_TIME, 20));
    tracker.disconnect("a");
    tracker.disconnect("b");

    assertThat(tracker.tracker.transferred()).isEqualTo(new Transferred(130, 207, 50, 1520));
  }

  @Test
  void transferred_goesOnWhereAPeerLeavesAndJoinsAgain() {
    tracker.enter("a");
    tracker.reportIn(
        TestTracker.SWARM, "a", stat(Property.STALL_TIME, 10), stat(Property.ORIGIN_BYTES, 10));
    tracker.leave("a");
    tracker.join("a");
    tracker.reportIn(
        TestTracker.SWARM, "a", stat(Property.STALL_TIME, 12), stat(Property.ORIGIN_BYTES, 12));

    assertThat(tracker.tracker.transferred()).isEqualTo(new Transferred(0, 0, 12, 12));
  }

  @Test
  void transferred_isNeverNegative_whateverPeersSay() {
    Activity activity = new Activity();
    Statistics most = Statistics.NONE.with(List.of(stat(Property.UPLOADED_BYTES, Long.MAX_VALUE)));
    activity.report(Statistics.NONE, most);
    assertThat(activity.transferred().uploaded()).isEqualTo(1L << 40);
    for (int i = 1; i < 1 << 23; i++) {
      activity.report(Statistics.NONE, most);
    }
    assertThat(activity.transferred().uploaded()).isZero(); // once around
  }
}

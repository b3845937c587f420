package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.BAD_REQUEST;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.ABSENT;
import static org.ppsp.tracker.TestTracker.NOON;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.TRANSACTION;
import static org.ppsp.tracker.TestTracker.chunks;
import static org.ppsp.tracker.TestTracker.names;
import static org.ppsp.tracker.TestTracker.status;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// JOIN, JOIN_CHUNK and LEAVE, and how long a membership lasts (specification, sections 3, 4 and
/// 8).
class TrackerMembershipTest {
  private static final int HOUR = 3600;

  private final TestTracker tracker =
      new TestTracker(TestTracker.Settings.DEFAULT.keepalive(Duration.ofHours(1)).build());

  private Response join(@Nullable ExpireTime expire) {
    return tracker.join("peer-a", SWARM, expire, ABSENT);
  }

  private long granted(@Nullable ExpireTime expire) {
    return ((Response.Join) join(expire)).expireTime();
  }

  @Test
  void join_answersWithSwarmAndGrantedTime_andWithoutPeersUnlessAskedFor() {
    tracker.connect("peer-a");
    assertThat(join(new ExpireTime.After(300)))
        .isEqualTo(new Response.Join(TRANSACTION, new SwarmId(SWARM), 300, null));
  }

  @Test
  void expireTime_inSeconds_atATime_absent_andCapped() {
    tracker.connect("peer-a");
    assertThat(granted(null)).isEqualTo(HOUR);
    assertThat(granted(new ExpireTime.After(1))).isEqualTo(1);
    assertThat(granted(new ExpireTime.After(24 * HOUR))).isEqualTo(24 * HOUR);
    assertThat(granted(new ExpireTime.After(24 * HOUR + 1))).isEqualTo(24 * HOUR);
    assertThat(granted(new ExpireTime.After(Long.MAX_VALUE))).isEqualTo(24 * HOUR);
    assertThat(granted(new ExpireTime.At(NOON.plusSeconds(100)))).isEqualTo(100);
    assertThat(granted(new ExpireTime.At(NOON.plusMillis(1)))).isEqualTo(1);
    assertThat(granted(ExpireTime.parse("9999-12-31T23:59:59Z"))).isEqualTo(24 * HOUR);
    assertThat(granted(ExpireTime.parse("20260501T120130Z"))).isEqualTo(90);
  }

  @Test
  void expireTime_inThePast_isABadRequest() {
    tracker.connect("peer-a");
    for (ExpireTime past :
        List.of(
            new ExpireTime.After(0),
            new ExpireTime.At(NOON),
            new ExpireTime.At(NOON.minusSeconds(1)),
            ExpireTime.parse("0000-01-01T00:00:00Z"))) {
      assertThat(status(join(past))).isEqualTo(BAD_REQUEST);
    }
    assertThat(tracker.tracker.swarms()).isZero();
  }

  @Test
  void membership_isInvisibleAtOnceWhenItsTimeIsOver() {
    tracker.connect("peer-b");
    tracker.connect("peer-a");
    tracker.pass(Duration.ofNanos(1));
    tracker.joinFor(60, "peer-a", SWARM);
    tracker.pass(Duration.ofSeconds(60).minusNanos(1));
    assertThat(tracker.find("peer-b", 10)).containsExactly("peer-a");
    tracker.pass(Duration.ofMillis(100));
    assertThat(tracker.find("peer-b", 10)).isEmpty();
    assertThat(status(tracker.leave("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(tracker.reportIn(SWARM, "peer-a", Stat.of("NAT", "STUN"))))
        .isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void membership_thatIsOver_isReclaimedByTheSweep() {
    tracker.connect("peer-a");
    tracker.joinFor(60, "peer-a", SWARM);
    tracker.joinFor(120, "peer-a", "longer");
    tracker.passSeconds(60);
    assertThat(tracker.tracker.swarms()).isEqualTo(2);
    tracker.sweepAll();
    assertThat(tracker.tracker.swarms()).isEqualTo(1);
    assertThat(tracker.tracker.sessions()).isEqualTo(1);
  }

  @Test
  void join_again_refreshesTheMembership() {
    tracker.connect("peer-b");
    tracker.connect("peer-a");
    tracker.joinFor(60, "peer-a", SWARM);
    tracker.joinChunk("peer-a", "7");
    tracker.passSeconds(50);
    tracker.joinFor(60, "peer-a", SWARM);
    tracker.passSeconds(50);
    assertThat(tracker.findChunk("peer-b", 10, "7")).containsExactly("peer-a");
    assertThat(tracker.totals(SWARM).members()).isEqualTo(1);
    tracker.joinFor(1, "peer-a", SWARM);
    tracker.passSeconds(1);
    assertThat(tracker.find("peer-b", 10)).isEmpty();
  }

  /// The sweep may be late: what was offered before is not offered again.
  @Test
  void join_afterItsTimeWasOver_beginsAnew() {
    tracker.connect("peer-b");
    tracker.connect("peer-a");
    tracker.seed("peer-a");
    tracker.joinChunk("peer-a", "7");
    tracker.reportIn(SWARM, "peer-a", Stat.of("Country", "DE"));
    tracker.passSeconds(HOUR);
    tracker.join("peer-a");
    assertThat(tracker.find("peer-b", 10)).containsExactly("peer-a");
    assertThat(tracker.findPeers("peer-b").getFirst().mode()).isEqualTo(PeerMode.LEECH);
    assertThat(tracker.findChunk("peer-b", 10, "7")).isEmpty();
    assertThat(tracker.totals(SWARM).members()).isEqualTo(1);
  }

  @Test
  void join_modeIsLeechUnlessSaid_andStaysUnlessSaid() {
    tracker.connect("peer-b");
    tracker.connect("peer-a");
    tracker.join("peer-a");
    assertThat(tracker.findPeers("peer-b").getFirst().mode()).isEqualTo(PeerMode.LEECH);
    tracker.seed("peer-a");
    tracker.join("peer-a");
    assertThat(tracker.findPeers("peer-b").getFirst().mode()).isEqualTo(PeerMode.SEEDER);
    assertThat(tracker.totals(SWARM).seeders()).isEqualTo(1);
    tracker.joinAs(PeerMode.LEECH, "peer-a");
    assertThat(tracker.findPeers("peer-b").getFirst().mode()).isEqualTo(PeerMode.LEECH);
    assertThat(tracker.totals(SWARM).seeders()).isZero();
  }

  @Test
  void join_withPeernum_listsOthersOnly() {
    tracker.enter("peer-b", "peer-c");
    tracker.connect("peer-a");
    for (int i = 0; i < 2; i++) { // when it is new, and when it is a member
      Response.Join response =
          (Response.Join) tracker.join("peer-a", SWARM, null, OptionalInt.of(10));
      assertThat(names(response.peers())).containsExactlyInAnyOrder("peer-b", "peer-c");
    }
    assertThat(((Response.Join) tracker.join("peer-a", SWARM, null, OptionalInt.of(1))).peers())
        .hasSize(1);
    assertThat(((Response.Join) tracker.join("peer-a", SWARM, null, OptionalInt.of(0))).peers())
        .isEmpty();
  }

  @Test
  void joinChunk_joinsAndAddsToWhatIsOffered() {
    tracker.connect("peer-b");
    tracker.connect("peer-a");
    assertThat(tracker.joinChunk("peer-a", "1-3"))
        .isEqualTo(new Response.JoinChunk(TRANSACTION, new SwarmId(SWARM), HOUR, null));
    tracker.joinChunk("peer-a", "5 a");
    for (String chunk : List.of("1", "3", "5", "a", "0-1", "5-900", "x a")) {
      assertThat(tracker.findChunk("peer-b", 10, chunk)).containsExactly("peer-a");
    }
    for (String chunk : List.of("0", "4", "6-4294967295", "b")) {
      assertThat(tracker.findChunk("peer-b", 10, chunk)).isEmpty();
    }
  }

  @Test
  void leave_endsTheMembership() {
    tracker.enter("peer-a", "peer-b");
    tracker.joinChunk("peer-a", "3");
    assertThat(tracker.leave("peer-a"))
        .isInstanceOfSatisfying(
            Response.Leave.class, left -> assertThat(left.swarmId().value()).isEqualTo(SWARM));
    assertThat(tracker.find("peer-b", 10)).isEmpty();
    assertThat(tracker.findChunk("peer-b", 10, "3")).isEmpty();
    assertThat(status(tracker.leave("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void leave_ofAnotherSwarm_isForbidden() {
    tracker.enter("peer-a");
    assertThat(status(tracker.leave("peer-a", "other", ""))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(tracker.leave("peer-a", "other", "3"))).isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void leave_withChunks_onlyWithdrawsThem() {
    tracker.enter("peer-a", "peer-b");
    tracker.joinChunk("peer-a", "1-10 a");
    tracker.leave("peer-a", SWARM, "5-20 a b");
    assertThat(tracker.findChunk("peer-b", 10, "4")).containsExactly("peer-a");
    assertThat(tracker.findChunk("peer-b", 10, "5-20 a")).isEmpty();
    tracker.leave("peer-a", SWARM, "0-4294967295");
    assertThat(tracker.findChunk("peer-b", 10, "1-10")).isEmpty();
    assertThat(tracker.find("peer-b", 10)).containsExactly("peer-a");
  }

  @Test
  void leave_ofTheLastMember_endsTheSwarm() {
    tracker.enter("peer-a");
    tracker.leave("peer-a");
    assertThat(tracker.tracker.swarms()).isZero();
    assertThat(tracker.tracker.totals(new SwarmId(SWARM))).isEmpty();
    tracker.join("peer-a");
    assertThat(tracker.totals(SWARM).members()).isEqualTo(1);
  }

  private static TestTracker limited(int memberships, int chunkEntries, int stats) {
    return new TestTracker(
        TestTracker.Settings.DEFAULT
            .keepalive(Duration.ofHours(1))
            .limits(memberships, chunkEntries, stats)
            .build());
  }

  @Test
  void maxMemberships_limitsTheSwarmsOfAPeer() {
    TestTracker limited = limited(2, 100, 100);
    limited.connect("peer-a");
    limited.joinFor(60, "peer-a", "one");
    limited.join("peer-a", "two");
    assertThat(status(limited.join("peer-a", "three"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(limited.join("peer-a", "two"))).isEqualTo(SUCCESSFUL);
    assertThat(limited.tracker.swarms()).isEqualTo(2);
    // one whose time is over does not count, whether it was swept or not
    limited.passSeconds(60);
    assertThat(status(limited.join("peer-a", "three"))).isEqualTo(SUCCESSFUL);
    limited.leave("peer-a", "two", "");
    assertThat(status(limited.join("peer-a", "four"))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void maxChunkEntries_limitsThePieces() {
    TestTracker limited = limited(10, 4, 100);
    limited.enter("peer-b");
    limited.connect("peer-a");
    assertThat(status(limited.joinChunk("peer-a", "0 2 4 6 8"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(limited.find("peer-b", 10)).isEmpty();
    assertThat(status(limited.joinChunk("peer-a", "0 2 4 6"))).isEqualTo(SUCCESSFUL);
    assertThat(status(limited.joinChunk("peer-a", "a"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(limited.findChunk("peer-b", 10, "a")).isEmpty();
    assertThat(status(limited.joinChunk("peer-a", "0-4294967295"))).isEqualTo(SUCCESSFUL);
    assertThat(status(limited.joinChunk("peer-a", "a b c"))).isEqualTo(SUCCESSFUL);
    assertThat(status(limited.joinChunk("peer-a", "d"))).isEqualTo(FORBIDDEN_ACTION);
    // leaving a hole takes pieces, too
    assertThat(status(limited.leave("peer-a", SWARM, "1000"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(limited.findChunk("peer-b", 10, "1000")).containsExactly("peer-a");
  }

  private static Request.Join joinWith(Stat... stats) {
    return new Request.Join(
        TRANSACTION,
        new PeerId("peer-a"),
        new SwarmId(SWARM),
        null,
        PeerMode.SEEDER,
        ABSENT,
        ChunkSet.EMPTY,
        List.of(stats));
  }

  /// What is refused changes nothing.
  @Test
  void maxStats_limitsTheStatisticsOfAJoin() {
    TestTracker limited = limited(10, 100, 2);
    limited.connect("peer-a");
    Stat[] three = {Stat.of("a", 1), Stat.of("b", 2), Stat.of("c", 3)};
    assertThat(status(limited.send(joinWith(three)))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(limited.tracker.swarms()).isZero();
    limited.join("peer-a");
    assertThat(status(limited.send(joinWith(three[0], three[1])))).isEqualTo(SUCCESSFUL);
    limited.joinAs(PeerMode.LEECH, "peer-a");
    assertThat(status(limited.send(joinWith(three[2])))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(limited.totals(SWARM).seeders()).isZero();
  }

  @Test
  void accessPolicy_decidesWhoMayJoinAndFind() {
    TestTracker guarded =
        new TestTracker(
            TrackerSettings.DEFAULT,
            (peer, swarm) -> peer.value().equals("peer-a") || swarm.value().equals("open"));
    guarded.connect("peer-a");
    guarded.connect("peer-b");
    assertThat(status(guarded.join("peer-a"))).isEqualTo(SUCCESSFUL);
    assertThat(status(guarded.join("peer-b"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(guarded.joinChunk("peer-b", "1"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(guarded.findResponse("peer-b", SWARM, ABSENT, "")))
        .isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(guarded.findResponse("peer-b", SWARM, ABSENT, "1")))
        .isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(guarded.join("peer-b", "open"))).isEqualTo(SUCCESSFUL);
    assertThat(guarded.totals(SWARM).members()).isEqualTo(1);
  }

  @Test
  void joinChunk_withPeernum_listsOthersOnly() {
    tracker.enter("peer-b");
    tracker.joinChunk("peer-b", "1");
    tracker.connect("peer-a");
    Response.JoinChunk response =
        (Response.JoinChunk)
            tracker.send(
                new Request.JoinChunk(
                    TRANSACTION,
                    new PeerId("peer-a"),
                    new SwarmId(SWARM),
                    null,
                    null,
                    OptionalInt.of(5),
                    chunks("1"),
                    List.of()));
    assertThat(names(response.peers())).containsExactly("peer-b");
  }
}

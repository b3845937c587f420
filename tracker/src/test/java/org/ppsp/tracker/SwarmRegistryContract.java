package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.SwarmRegistry.Outcome.DONE;
import static org.ppsp.tracker.SwarmRegistry.Outcome.NOT_A_MEMBER;
import static org.ppsp.tracker.SwarmRegistry.Outcome.TOO_MANY_CHUNKS;
import static org.ppsp.tracker.SwarmRegistry.Outcome.TOO_MANY_MEMBERSHIPS;
import static org.ppsp.tracker.SwarmRegistry.Outcome.TOO_MANY_STATS;
import static org.ppsp.tracker.TestTracker.chunks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// What every [SwarmRegistry] has to do.
abstract class SwarmRegistryContract {
  private static final SwarmId SWARM = new SwarmId("swarm");
  private static final SwarmId OTHER = new SwarmId("other");
  private static final int NOW = 100;
  private static final int LATER = 200;

  private final SplittableRandom random = new SplittableRandom(1);
  private final SwarmRegistry registry =
      registry(TestTracker.Settings.DEFAULT.limits(2, 3, 2).build());
  private final Session asker = session("asker");
  private final Session a = session("a");
  private final Session b = session("b");

  /// A registry that knows no one yet.
  abstract SwarmRegistry registry(TrackerSettings settings);

  private static Session session(String name) {
    Session session =
        new Session(
            TestTracker.connectRequest(name, List.of()),
            IpAddress.v4(name.hashCode() & 0x3fff_ffff | 0x2000_0000),
            6000,
            new SessionToken(1, 1),
            0);
    session.heardOf(Integer.MAX_VALUE);
    return session;
  }

  private SwarmRegistry.Outcome join(
      Session session, SwarmId swarm, int until, @Nullable PeerMode mode, String chunks) {
    var terms = new SwarmRegistry.Terms(until, mode, chunks(chunks), List.of());
    return registry.join(session, swarm, terms, NOW, random);
  }

  private SwarmRegistry.Outcome join(Session session, SwarmId swarm) {
    return join(session, swarm, LATER, null, "");
  }

  private SwarmRegistry.Outcome leave(Session session, SwarmId swarm, String chunks) {
    return registry.leave(session, swarm, chunks(chunks), NOW, random);
  }

  private List<String> find(Session by, SwarmId swarm, String chunks, int now) {
    ChunkSet wanted = chunks(chunks);
    Wishes wishes = new Wishes(0, new Filter[0], wanted, now);
    Search.Bounds bounds = new Search.Bounds(100, 100, 0, 10_000);
    Search search = new Search(by, wanted, wishes, bounds, now, random, new Candidates());
    registry.find(swarm, search);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < search.found().count(); i++) {
      byte[] listing = search.found().member(i).session().listing();
      PeerList.Builder one = new PeerList.Builder(1);
      one.add(listing, 0, PeerMode.LEECH);
      names.add(one.build().getFirst().id().value());
    }
    return names;
  }

  private List<String> find(String chunks) {
    return find(asker, SWARM, chunks, NOW);
  }

  @Test
  void join_makesAMember_ofThatSwarmOnly() {
    assertThat(join(a, SWARM)).isEqualTo(DONE);
    assertThat(registry.isMember(a, SWARM, NOW)).isTrue();
    assertThat(registry.isMember(a, OTHER, NOW)).isFalse();
    assertThat(registry.isMember(b, SWARM, NOW)).isFalse();
    assertThat(find("")).containsExactly("a");
    assertThat(find(asker, OTHER, "", NOW)).isEmpty();
    assertThat(registry.swarms()).isEqualTo(1);
  }

  @Test
  void find_neverGivesTheAsker() {
    join(a, SWARM, LATER, PeerMode.SEEDER, "1");
    join(b, SWARM, LATER, null, "1");
    assertThat(find(a, SWARM, "", NOW)).containsExactly("b");
    assertThat(find(a, SWARM, "1", NOW)).containsExactly("b");
  }

  @Test
  void join_again_keepsModeAndAddsChunks() {
    join(a, SWARM, LATER, null, "1");
    join(a, SWARM, LATER, null, "3");
    assertThat(find("1")).containsExactly("a");
    assertThat(find("3")).containsExactly("a");
    join(a, SWARM, LATER, PeerMode.SEEDER, "");
    join(a, SWARM, LATER, null, "");
    assertThat(find("99")).containsExactly("a");
    join(a, SWARM, LATER, PeerMode.LEECH, "");
    assertThat(find("99")).isEmpty();
    assertThat(find("1")).containsExactly("a");
    assertThat(registry.totals(SWARM).orElseThrow().members()).isEqualTo(1);
  }

  @Test
  void aMembership_isOverAtItsTime() {
    join(a, SWARM);
    assertThat(find(asker, SWARM, "", LATER - 1)).containsExactly("a");
    assertThat(find(asker, SWARM, "", LATER)).isEmpty();
    assertThat(registry.isMember(a, SWARM, LATER - 1)).isTrue();
    assertThat(registry.isMember(a, SWARM, LATER)).isFalse();
    assertThat(registry.leave(a, SWARM, ChunkSet.EMPTY, LATER, random)).isEqualTo(NOT_A_MEMBER);
    assertThat(registry.report(a, SWARM, List.of(), LATER)).isEqualTo(NOT_A_MEMBER);
  }

  @Test
  void expire_endsWhatIsOver() {
    join(a, SWARM);
    join(a, OTHER, LATER + 1, null, "");
    registry.expire(a, LATER, LATER);
    assertThat(registry.swarms()).isEqualTo(1);
    assertThat(registry.totals(SWARM)).isEmpty();
    assertThat(registry.isMember(a, OTHER, LATER)).isTrue();
  }

  @Test
  void join_ofWhatWasOver_beginsAnew() {
    join(a, SWARM, LATER, PeerMode.SEEDER, "1");
    var terms = new SwarmRegistry.Terms(LATER * 2, null, ChunkSet.EMPTY, List.of());
    assertThat(registry.join(a, SWARM, terms, LATER, random)).isEqualTo(DONE);
    assertThat(find(asker, SWARM, "1", LATER)).isEmpty();
    assertThat(find(asker, SWARM, "", LATER)).containsExactly("a");
    assertThat(registry.totals(SWARM).orElseThrow()).isEqualTo(new SwarmTotals(1, 0, 0, 0, 0));
  }

  @Test
  void leave_endsTheMembership_orWithdrawsChunks() {
    assertThat(leave(a, SWARM, "")).isEqualTo(NOT_A_MEMBER);
    join(a, SWARM, LATER, null, "1-2");
    assertThat(leave(a, SWARM, "2")).isEqualTo(DONE);
    assertThat(find("1")).containsExactly("a");
    assertThat(find("2")).isEmpty();
    assertThat(leave(a, SWARM, "")).isEqualTo(DONE);
    assertThat(find("")).isEmpty();
    assertThat(registry.swarms()).isZero();
    assertThat(leave(a, SWARM, "")).isEqualTo(NOT_A_MEMBER);
  }

  @Test
  void leaveAll_endsEveryMembership() {
    join(a, SWARM, LATER, null, "1");
    join(a, OTHER, LATER, PeerMode.SEEDER, "");
    join(b, SWARM);
    registry.leaveAll(a, Change.LEFT);
    assertThat(find("")).containsExactly("b");
    assertThat(find("1")).isEmpty();
    assertThat(registry.swarms()).isEqualTo(1);
  }

  @Test
  void whatIsRefused_changesNothing() {
    join(a, SWARM, LATER, null, "1 3 5");
    join(a, OTHER);
    assertThat(join(a, new SwarmId("third"))).isEqualTo(TOO_MANY_MEMBERSHIPS);
    assertThat(join(a, SWARM, LATER, PeerMode.SEEDER, "7")).isEqualTo(TOO_MANY_CHUNKS);
    assertThat(leave(a, OTHER, "1")).isEqualTo(DONE);
    var stats = List.of(Stat.of("x", 1), Stat.of("y", 1), Stat.of("z", 1));
    var terms = new SwarmRegistry.Terms(LATER, PeerMode.SEEDER, ChunkSet.EMPTY, stats);
    assertThat(registry.join(a, SWARM, terms, NOW, random)).isEqualTo(TOO_MANY_STATS);
    assertThat(registry.report(a, SWARM, stats, NOW)).isEqualTo(TOO_MANY_STATS);
    assertThat(find("7")).isEmpty();
    assertThat(registry.swarms()).isEqualTo(2);
    assertThat(registry.totals(SWARM).orElseThrow().seeders()).isZero();
  }

  @Test
  void report_addsUpWhatIsNew() {
    join(a, SWARM);
    registry.report(a, SWARM, List.of(Stat.of("UploadedBytes", 10)), NOW);
    registry.report(a, SWARM, List.of(Stat.of("UploadedBytes", 15)), NOW);
    assertThat(registry.totals(SWARM).orElseThrow()).isEqualTo(new SwarmTotals(1, 0, 15, 0, 0));
    assertThat(registry.totals(OTHER)).isEmpty();
  }

  private static void connect(Session session, PeerAddress... addresses) {
    List<PeerAddress> given = List.of(addresses);
    Whereabouts at = Whereabouts.of(given, new Caller(session.ip(), 6000, null));
    session.connect(TestTracker.connectRequest("a", given), at, NOW);
  }

  @Test
  void refresh_takesOverWhatASessionSays() {
    join(a, SWARM);
    connect(a, TestTracker.host("203.0.113.1"));
    registry.relist(a, NOW);
    assertThat(find("")).containsExactly("a");
    assertThat(find(a, SWARM, "", NOW)).isEmpty();
  }

  /// Between the swarms' having the new listing and the session's having it.
  @Test
  void find_neverGivesTheAsker_whileItConnectsAgain() {
    join(a, SWARM);
    connect(a);
    assertThat(find(a, SWARM, "", NOW)).isEmpty();
    assertThat(find("")).containsExactly("a");
  }
}

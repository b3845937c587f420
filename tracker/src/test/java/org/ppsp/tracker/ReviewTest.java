package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;

/// Who may no longer be in a swarm leaves it, without a request of its own.
class ReviewTest {
  /// `peer swarm` of all that is not allowed.
  private final Set<String> denied = ConcurrentHashMap.newKeySet();

  private long version;
  private int asked;

  private final TestTracker tracker =
      new TestTracker(
          TrackerSettings.DEFAULT,
          new AccessPolicy() {
            @Override
            public boolean allows(PeerId peer, SwarmId swarm) {
              asked++;
              return !denied.contains(peer + " " + swarm);
            }

            @Override
            public long version() {
              return version;
            }
          });

  private static Request join(String peer, String swarm) {
    return new Request.Join(
        TestTracker.TRANSACTION,
        new PeerId(peer),
        new SwarmId(swarm),
        null,
        PeerMode.LEECH,
        TestTracker.ABSENT,
        ChunkSet.EMPTY,
        List.of());
  }

  private int members(String swarm) {
    return tracker.tracker.totals(new SwarmId(swarm)).map(SwarmTotals::members).orElse(0);
  }

  private void in(String peer, String... swarms) {
    tracker.connect(peer);
    for (String swarm : swarms) {
      assertThat(tracker.send(join(peer, swarm)).status()).isEqualTo(Status.SUCCESSFUL);
    }
  }

  @Test
  void peerThatIsTakenOut_leavesThatSwarm_atTheNextStep_andStaysConnected() {
    in("alice", "movie", "news");
    in("bob", "movie");
    denied.add("alice movie");
    tracker.tracker.sweep(1);
    assertThat(members("movie")).isEqualTo(2); // nobody has said that the rules changed
    version++;
    tracker.tracker.sweep(1);
    assertThat(members("movie")).isEqualTo(1);
    assertThat(members("news")).isEqualTo(1);
    assertThat(tracker.tracker.sessions()).isEqualTo(2);
    assertThat(tracker.send(join("alice", "movie")).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(tracker.tracker.changes()).containsEntry(Change.LEFT, 1L);
  }

  @Test
  void review_isDoneInSteps_andBeginsAnewWhenTheRulesChangeMeanwhile() {
    for (int i = 0; i < 100; i++) {
      in("peer-" + i, "movie", "news");
    }
    for (int i = 0; i < 100; i++) {
      denied.add("peer-" + i + " movie");
    }
    version++;
    tracker.tracker.sweep(2);
    assertThat(members("movie")).isEqualTo(80);
    for (int i = 0; i < 100; i++) {
      denied.add("peer-" + i + " news");
    }
    version++;
    for (int i = 0; i < 5; i++) {
      tracker.tracker.sweep(2);
    }
    assertThat(members("movie")).isZero();
    assertThat(members("news")).isZero();
  }

  @Test
  void withoutAChange_nobodyIsLookedAt() {
    in("alice", "movie");
    int before = asked;
    tracker.sweepAll();
    assertThat(asked).isEqualTo(before);
  }

  @Test
  void narrowerCredential_endsWhatItDoesNotAllow_atOnce() {
    in("alice", "movie", "news");
    Caller caller = tracker.callerOf("alice");
    Response answer =
        tracker.send(
            new Request.KeepAlive(TestTracker.TRANSACTION, new PeerId("alice")),
            caller.with(new Pass("news", true)));
    assertThat(answer.status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(members("movie")).isZero();
    assertThat(members("news")).isEqualTo(1);
  }

  @Test
  void credentialThatIsTakenBack_endsAllMemberships() {
    tracker.connect("alice");
    Pass pass = new Pass("movie", true);
    tracker.send(join("alice", "movie"), tracker.callerOf("alice").with(pass));
    assertThat(members("movie")).isEqualTo(1);
    pass.valid = false;
    version++;
    tracker.tracker.sweep(1);
    assertThat(members("movie")).isZero();
  }

  /// What alice has proved.
  private static final class Pass implements Credential {
    private final String swarm;
    private boolean valid;

    Pass(String swarm, boolean valid) {
      this.swarm = swarm;
      this.valid = valid;
    }

    @Override
    public PeerId peer() {
      return new PeerId("alice");
    }

    @Override
    public boolean allows(SwarmId wanted) {
      return wanted.value().equals(swarm);
    }

    @Override
    public boolean isValid() {
      return valid;
    }
  }
}

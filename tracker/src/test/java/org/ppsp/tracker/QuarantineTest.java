package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmStats;

/// Peers that enough others accuse of serving bad content. Three are enough here.
class QuarantineTest {
  private static final long DAY = 86_400;
  private static final String BAD = "bad";
  private static final Stat UPLOADED = Stat.of("UploadedBytes", 1);

  private final TestTracker tracker =
      new TestTracker(
          TestTracker.Settings.DEFAULT
              .keepalive(Duration.ofHours(1))
              .quarantineReporters(3)
              .build());

  /// A swarm with the peer, three who may accuse, and one who asks.
  @BeforeEach
  void fill() {
    tracker.connect("asker");
    tracker.connect(BAD);
    tracker.joinFor(DAY, BAD, TestTracker.SWARM);
    for (String reporter : TestTracker.named("r", 3)) {
      tracker.connect(reporter, UPLOADED);
      tracker.joinFor(DAY, reporter, TestTracker.SWARM);
    }
    tracker.passSeconds(600);
  }

  private void accuse(String reporter, String peer) {
    assertThat(tracker.report(reporter, Stat.of("PollutedPeer", peer)).status())
        .isEqualTo(Status.SUCCESSFUL);
  }

  private void allAccuse() {
    for (String reporter : TestTracker.named("r", 3)) {
      accuse(reporter, BAD);
    }
  }

  private boolean isListed() {
    return tracker.find("asker", 50).contains(BAD);
  }

  private List<PeerId> quarantined() {
    return tracker.tracker.quarantined();
  }

  @Test
  void enoughReporters_hideAPeer_thatStaysConnected() {
    tracker.joinChunk(BAD, "5");
    accuse("r0", BAD);
    accuse("r1", BAD);
    accuse("r1", BAD); // counts once
    assertThat(isListed()).isTrue();
    assertThat(quarantined()).isEmpty();
    accuse("r2", BAD);
    assertThat(isListed()).isFalse();
    assertThat(quarantined()).containsExactly(new PeerId(BAD));
    assertThat(tracker.find("asker", TestTracker.SWARM, 50, "5")).isEmpty();
    assertThat(tracker.findChunk("asker", 50, "5")).isEmpty();
    assertThat(tracker.keepAlive(BAD).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.find(BAD, 50)).containsExactlyInAnyOrder("r0", "r1", "r2");
  }

  @Test
  void nothingThatItSends_bringsItBack() {
    allAccuse();
    tracker.connect(BAD);
    tracker.keepAlive(BAD);
    tracker.seed(BAD);
    tracker.join(BAD, "other");
    tracker.joinChunk(BAD, "7");
    tracker.report(BAD, Stat.of("UploadBandwidth", 9000));
    tracker.reportIn("other", BAD, Stat.of("UploadBandwidth", 9000));
    tracker.connectFrom("50.250.1.1", "mover");
    tracker.passSeconds(100);
    tracker.sweepAll();
    assertThat(isListed()).isFalse();
    assertThat(tracker.find("asker", "other", 50, "")).isEmpty();
    assertThat(tracker.findChunk("asker", 50, "7")).isEmpty();

    tracker.disconnect(BAD);
    tracker.connect(BAD);
    tracker.join(BAD);
    assertThat(isListed()).isFalse();
    tracker.leave(BAD);
    tracker.joinChunk(BAD, "7");
    assertThat(isListed()).isFalse();
  }

  @Test
  void quarantine_isOverAfterItsTime() {
    allAccuse();
    tracker.passSeconds(3599);
    tracker.sweepAll();
    assertThat(isListed()).isFalse();
    tracker.passSeconds(1);
    tracker.sweepAll();
    assertThat(isListed()).isTrue();
    assertThat(quarantined()).isEmpty();
    accuse("r0", BAD);
    accuse("r1", BAD);
    assertThat(isListed()).isTrue();
  }

  @Test
  void accusations_areForgottenAfterTheirTime() {
    accuse("r0", BAD);
    accuse("r1", BAD);
    tracker.passSeconds(3600);
    accuse("r2", BAD);
    assertThat(isListed()).isTrue();
    accuse("r1", BAD);
    accuse("r0", BAD);
    assertThat(isListed()).isFalse();
  }

  /// What each of these says does not count, or not as another voice.
  @Test
  void whoCannotBeBelieved_isNot() {
    accuse("r0", BAD);
    accuse("r1", BAD);

    tracker.connect("young", UPLOADED);
    accuse("young", BAD);
    tracker.connect("idle");
    tracker.connectFrom(neighbour("r0", 77), "neighbour");
    tracker.report("neighbour", UPLOADED);
    tracker.passSeconds(600);
    accuse("idle", BAD);
    tracker.report("idle", Stat.of("UploadedBytes", 0));
    accuse("idle", BAD);
    accuse("neighbour", BAD);
    tracker.report(BAD, UPLOADED);
    accuse(BAD, BAD);
    assertThat(isListed()).isTrue();

    // One that is in quarantine itself.
    tracker.connect("bad-2", UPLOADED);
    tracker.passSeconds(600);
    tracker.tracker.quarantine(new PeerId("bad-2"));
    accuse("bad-2", BAD);
    assertThat(isListed()).isTrue();

    // Two that have gone; the neighbour's voice has come in the place of that of r0.
    tracker.disconnect("neighbour");
    accuse("r2", BAD);
    assertThat(isListed()).isTrue();
    accuse("r0", BAD);
    assertThat(isListed()).isFalse();
  }

  private String neighbour(String peer, int host) {
    String text = tracker.addressOf(peer).toString();
    return text.substring(0, text.lastIndexOf('.') + 1) + host;
  }

  @Test
  void loopbackIsOneVoice_privateAddressesAreOneEach() {
    for (int i = 1; i <= 4; i++) {
      tracker.connectFrom("127.0.0." + i, "here" + i);
      tracker.connectFrom("fd00::" + i, "ula" + i);
      tracker.connectFrom("192.168.1." + i, "lan" + i);
      for (String place : List.of("here", "ula", "lan")) {
        tracker.report(place + i, UPLOADED);
      }
    }
    tracker.passSeconds(600);
    for (int i = 1; i <= 4; i++) {
      accuse("here" + i, BAD);
      accuse("ula" + i, BAD);
    }
    assertThat(isListed()).isTrue(); // two voices
    tracker.tracker.release(new PeerId(BAD));
    for (int i = 1; i <= 3; i++) {
      assertThat(isListed()).isTrue();
      accuse("lan" + i, BAD);
    }
    assertThat(isListed()).isFalse();
  }

  @Test
  void reporter_standsAccusingEightAtATime() {
    accuse("r0", BAD);
    for (int i = 0; i < Quarantine.ACCUSED_BY_ONE; i++) {
      accuse("r0", "other-" + i);
    }
    accuse("r1", BAD);
    accuse("r2", BAD);
    assertThat(isListed()).isTrue();
    accuse("r0", BAD); // and so "other-0" is forgotten
    assertThat(isListed()).isFalse();
    for (int i = 0; i < 2; i++) {
      accuse("r1", "other-" + i);
      accuse("r2", "other-" + i);
    }
    assertThat(quarantined()).containsExactly(new PeerId(BAD), new PeerId("other-1"));
  }

  @Test
  void everyWayToReport_counts() {
    Stat polluted = Stat.of("PollutedPeer", BAD);
    tracker.connect("r0", polluted);
    tracker.send(
        new Request.SwarmReports(
            TestTracker.TRANSACTION,
            new PeerId("r1"),
            List.of(new SwarmStats(new SwarmId(TestTracker.SWARM), List.of(polluted)))));
    assertThat(isListed()).isTrue();
    tracker.joinAs(org.ppsp.protocol.PeerMode.LEECH, "r2", polluted);
    assertThat(isListed()).isFalse();
  }

  @Test
  void answeredQuery_counts() {
    accuse("r0", BAD);
    accuse("r1", BAD);
    tracker.tracker.answered(
        new Response.StatQuery(
            TestTracker.TRANSACTION, new PeerId("r2"), List.of(Stat.of("PollutedPeer", BAD))));
    assertThat(isListed()).isFalse();
  }

  @Test
  void operator_quarantinesAndReleases() {
    PeerId bad = new PeerId(BAD);
    assertThat(tracker.tracker.quarantine(bad)).isTrue();
    assertThat(isListed()).isFalse();
    allAccuse();
    tracker.passSeconds(2 * 3600);
    tracker.keepAlive(BAD);
    tracker.keepAlive("asker");
    tracker.sweepAll();
    assertThat(isListed()).isFalse();
    assertThat(tracker.tracker.release(bad)).isTrue();
    assertThat(isListed()).isTrue();
    assertThat(tracker.tracker.release(bad)).isFalse();

    PeerId absent = new PeerId("absent");
    assertThat(tracker.tracker.quarantine(absent)).isTrue();
    tracker.connect("absent");
    tracker.join("absent");
    assertThat(tracker.find("asker", 50)).doesNotContain("absent");
    assertThat(quarantined()).containsExactly(absent);
  }

  @Test
  void switchedOff_nobodyIsAccused() {
    TestTracker off =
        new TestTracker(
            TestTracker.Settings.DEFAULT
                .keepalive(Duration.ofHours(1))
                .quarantineReporters(0)
                .build());
    off.enter(BAD, "asker");
    for (String reporter : TestTracker.named("r", 9)) {
      off.connect(reporter, UPLOADED);
    }
    off.passSeconds(600);
    for (String reporter : TestTracker.named("r", 9)) {
      off.report(reporter, Stat.of("PollutedPeer", BAD));
    }
    assertThat(off.find("asker", 50)).containsExactly(BAD);
  }

  private static Session session(int number) {
    Session session =
        new Session(
            TestTracker.connectRequest("s" + number, List.of()),
            IpAddress.v4(50 << 24 | number << 8),
            6000,
            new SessionToken(1, 1),
            0);
    session.heardOf(Integer.MAX_VALUE);
    return session;
  }

  @Test
  void memoryIsBounded_oldestGoFirst_butNotTheOperators() {
    Quarantine quarantine = new Quarantine(Defences.DEFAULT, 1000, TestTracker.budget());
    PeerId named = new PeerId("named");
    assertThat(quarantine.hold(named)).containsExactly(named);
    List<Session> reporters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      reporters.add(session(i));
    }
    int more = Quarantine.KEPT + 10;
    for (int i = 0; i < more; i++) {
      for (Session reporter : reporters) {
        quarantine.accuse(reporter, new PeerId("p" + i), 1);
      }
    }
    assertThat(quarantine.size()).isEqualTo(Quarantine.KEPT);
    assertThat(quarantine.holds(named, 500)).isTrue();
    assertThat(quarantine.holds(new PeerId("p0"), 500)).isFalse();
    assertThat(quarantine.holds(new PeerId("p" + (more - 1)), 500)).isTrue();
    assertThat(quarantine.expire(1001)).hasSize(Quarantine.KEPT - 1);
    assertThat(quarantine.list()).containsExactly(named);

    for (int i = 1; i < Quarantine.KEPT; i++) {
      assertThat(quarantine.hold(new PeerId("n" + i))).isNotEmpty();
    }
    assertThat(quarantine.hold(new PeerId("one-too-many"))).isEmpty();
    for (int i = 0; i < more; i++) {
      quarantine.accuse(session(5 + i), new PeerId("q" + i), 1);
    }
    reporters.forEach(quarantine::gone);
    assertThat(quarantine.size()).isEqualTo(Quarantine.KEPT);
  }

  /// Operators and the peers themselves at once: in the end exactly those are listed who are not in
  /// quarantine.
  @Test
  void concurrentChanges_endAsTheLastOneSays() throws Exception {
    String[] peers = TestTracker.named("p", 4);
    CyclicBarrier start = new CyclicBarrier(4);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        all.add(
            threads.submit(
                () -> {
                  Random random = new Random(4711 + thread);
                  start.await();
                  for (int i = 0; i < 10_000; i++) {
                    String peer = peers[random.nextInt(peers.length)];
                    switch (random.nextInt(8)) {
                      case 0, 1 -> tracker.connect(peer);
                      case 2 -> tracker.disconnect(peer);
                      case 3 -> tracker.join(peer);
                      case 4 -> tracker.leave(peer);
                      case 5 -> tracker.tracker.quarantine(new PeerId(peer));
                      case 6 -> tracker.tracker.release(new PeerId(peer));
                      default -> tracker.find("asker", 50);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    for (int round = 0; round < 2; round++) {
      List<PeerId> hidden = quarantined();
      for (String peer : peers) {
        tracker.connect(peer);
        tracker.join(peer);
        assertThat(tracker.find("asker", 50).contains(peer))
            .isEqualTo(!hidden.contains(new PeerId(peer)));
      }
      hidden.forEach(tracker.tracker::release);
    }
    assertThat(tracker.find("asker", 50)).contains(peers);
  }
}

package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;

/// How many addresses a host collects that begins its sessions anew; that viewers behind one
/// address get whole lists all the same.
class HarvestTest {
  private static final int MEMBERS = 5000;

  private static TestTracker tracker(int maxAddressesPerMinute) {
    Defences d = Defences.DEFAULT;
    TestTracker tracker =
        new TestTracker(
            TestTracker.Settings.DEFAULT
                .defences(
                    new Defences(
                        d.shares(),
                        maxAddressesPerMinute,
                        0,
                        true,
                        true,
                        d.quarantineReporters(),
                        d.quarantineAge(),
                        d.quarantineTime()))
                .build());
    tracker.enter(TestTracker.named("member-", MEMBERS));
    return tracker;
  }

  private static List<String> find(TestTracker tracker, String peer, Caller caller) {
    Response response =
        tracker.send(
            new Request.Find(
                TestTracker.TRANSACTION,
                new PeerId(peer),
                new SwarmId(TestTracker.SWARM),
                ChunkSet.EMPTY,
                OptionalInt.of(50),
                List.of()),
            caller);
    return TestTracker.names(((Response.Find) response).peers());
  }

  /// Connects, asks and takes its leave 200 times.
  private static Set<String> harvest(TestTracker tracker, IntFunction<Caller> callers) {
    Set<String> told = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Caller caller = callers.apply(i);
      PeerId peer = caller.credential() == null ? new PeerId("h-" + i) : caller.credential().peer();
      tracker.send(TestTracker.connectRequest(peer.value(), List.of()), caller);
      told.addAll(find(tracker, peer.value(), caller));
      tracker.send(new Request.Disconnect(TestTracker.TRANSACTION, peer, null), caller);
    }
    return told;
  }

  @Test
  void oneHostThatBeginsItsSessionsAnew_isToldABoundedNumberAMinute() {
    TestTracker tracker = tracker(100);
    Set<String> told = harvest(tracker, i -> TestTracker.callerAt("60.1.1.1"));
    assertThat(told.size()).isBetween(300, 510);
    assertThat(tracker.tracker.refusals().get(Refusal.ADDRESSES_CUT)).isGreaterThan(150);
    told.addAll(harvest(tracker, i -> TestTracker.callerAt("60.1.1.1")));
    assertThat(told.size()).isBetween(300, 510);
    assertThat(harvest(tracker, i -> TestTracker.callerAt("60.1.2.1")).size()).isGreaterThan(150);
    tracker.passSeconds(60);
    tracker.keepAlive("member-1");
    assertThat(harvest(tracker, i -> TestTracker.callerAt("60.1.1.1")).size()).isBetween(100, 150);
  }

  /// Only who stays is told more, a tenth for each session, so that all who begin anew gain
  /// nothing.
  @Test
  void sessionsCountOnceTheyHaveStayed() {
    TestTracker tracker = tracker(100);
    Caller caller = TestTracker.callerAt("60.1.1.1");
    for (int i = 0; i < 200; i++) {
      tracker.send(TestTracker.connectRequest("viewer-" + i, List.of()), caller);
    }
    assertThat(all(tracker, caller)).isBetween(90, 150);
    tracker.passSeconds(60);
    tracker.enter(TestTracker.named("member-", MEMBERS));
    assertThat(all(tracker, caller)).isBetween(90, 150);
    tracker.passSeconds(60);
    tracker.enter(TestTracker.named("member-", MEMBERS));
    assertThat(all(tracker, caller)).isBetween(1700, 2500);
  }

  /// How many different members all viewers together are told.
  private static int all(TestTracker tracker, Caller caller) {
    Set<String> told = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      told.addAll(find(tracker, "viewer-" + i, caller));
    }
    return told.size();
  }

  /// Without the bound for the subscriber of IPv6, each session has an address of its own.
  @Test
  void oneSubscriberOfIpv6_isOneHost() {
    Set<String> told = harvest(tracker(100), i -> TestTracker.callerAt("2a00:1:2:3::" + (i + 1)));
    assertThat(told.size()).isBetween(300, 510);
  }

  @Test
  void oneNetwork_isBoundedTogether() {
    Set<String> told = harvest(tracker(10), i -> TestTracker.callerAt("60.1.1." + (i + 1)));
    assertThat(told.size()).isBetween(400, 64 * 10 + 4 * 10 + 10);
  }

  @Test
  void oneCredential_isBounded_fromWhereverItComes() {
    record Proved(PeerId peer) implements Credential {
      @Override
      public boolean allows(SwarmId swarm) {
        return true;
      }

      @Override
      public boolean isValid() {
        return true;
      }
    }

    Credential credential = new Proved(new PeerId("h"));
    Set<String> told =
        harvest(
            tracker(100),
            i -> new Caller(IpAddress.v4(0x3c00_0000 + (i << 8)), 6000, null, credential));
    assertThat(told.size()).isBetween(150, 8 * 50 + 110);
  }

  @Test
  void threeThousandViewersBehindOneAddress_getWholeLists() {
    TestTracker tracker = tracker(1000);
    Caller caller = TestTracker.callerAt("60.1.1.1");
    for (int i = 0; i < 3000; i++) {
      tracker.send(TestTracker.connectRequest("viewer-" + i, List.of()), caller);
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 3000; i++) {
        assertThat(find(tracker, "viewer-" + i, caller)).hasSize(50);
      }
    }
  }

  /// Each asks every few seconds, always in a swarm of few.
  @Test
  void whoIsToldTheSameAgain_usesNothingUp() {
    TestTracker tracker = tracker(100);
    Caller caller = TestTracker.callerAt("60.1.1.1");
    for (int i = 0; i < 40; i++) {
      tracker.join("member-" + i, "few");
    }
    for (int i = 0; i < 10; i++) {
      tracker.send(TestTracker.connectRequest("viewer-" + i, List.of()), caller);
    }
    for (int i = 0; i < 500; i++) {
      Response response =
          tracker.send(
              new Request.Find(
                  TestTracker.TRANSACTION,
                  new PeerId("viewer-" + i % 10),
                  new SwarmId("few"),
                  ChunkSet.EMPTY,
                  OptionalInt.of(30),
                  List.of()),
              caller);
      assertThat(((Response.Find) response).peers()).hasSize(30);
    }
  }
}

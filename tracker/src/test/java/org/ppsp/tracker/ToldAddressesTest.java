package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// How many addresses a peer is told in a minute.
class ToldAddressesTest {
  private static final int MOST = 100;

  private final TestTracker tracker = tracker(true);

  private static TestTracker tracker(boolean exemptLoopback) {
    TestTracker tracker =
        new TestTracker(
            TestTracker.Settings.DEFAULT.maxAddressesPerMinute(MOST, exemptLoopback).build());
    tracker.enter(TestTracker.named("member-", 60));
    return tracker;
  }

  private static int told(TestTracker tracker, String asker) {
    return tracker.findPeers(asker).stream().mapToInt(peer -> peer.addresses().size()).sum();
  }

  @Test
  void lists_getShorterAndEmpty_untilTheNextMinute() {
    tracker.connect("asker");
    tracker.connect("other");
    assertThat(told(tracker, "asker")).isEqualTo(50);
    assertThat(tracker.find("asker", 30)).hasSize(30);
    assertThat(tracker.find("asker", 30)).hasSize(20).doesNotHaveDuplicates();
    assertThat(tracker.find("asker", 30)).isEmpty();
    assertThat(told(tracker, "other")).isEqualTo(50);
    tracker.passSeconds(59);
    assertThat(tracker.find("asker", 30)).isEmpty();
    tracker.passSeconds(1);
    assertThat(told(tracker, "asker")).isEqualTo(50);
    assertThat(told(tracker, "asker")).isEqualTo(50);
    assertThat(told(tracker, "asker")).isZero();
  }

  @Test
  void everyAddressOfAPeer_counts() {
    for (int i = 0; i < 60; i++) {
      tracker.disconnect("member-" + i);
      tracker.connectFrom(
          "50.9." + i + ".1",
          "many-" + i,
          TestTracker.reflexive("50.9." + i + ".1"),
          TestTracker.host("50.9." + i + ".2"),
          TestTracker.host("50.9." + i + ".3"));
      tracker.join("many-" + i);
    }
    tracker.connect("asker");
    assertThat(tracker.findPeers("asker")).hasSize(33); // 99 addresses; one more does not fit
  }

  /// With JOIN and the CONNECT of RFC 7846, too; what is cut is no refusal.
  @Test
  void allLists_countTogether() {
    tracker.connect("asker");
    assertThat(told(tracker, "asker")).isEqualTo(50);
    var joined = (Response.Join) tracker.join("asker", TestTracker.SWARM, null, OptionalInt.of(30));
    assertThat(joined.peers()).hasSize(30);
    var action =
        new SwarmAction(new SwarmId(TestTracker.SWARM), SwarmAction.Action.JOIN, PeerMode.LEECH);
    Request connect =
        new Request.SwarmActions(
            TestTracker.TRANSACTION,
            new org.ppsp.protocol.PeerId("asker"),
            List.of(),
            List.of(action),
            true,
            OptionalInt.of(30),
            List.of());
    var connected = (Response.SwarmActions) tracker.send(connect);
    assertThat(connected.results().getFirst().peers()).hasSize(20);
    connected = (Response.SwarmActions) tracker.send(connect);
    assertThat(connected.status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(connected.results().getFirst().successful()).isTrue();
    assertThat(connected.results().getFirst().peers()).isEmpty();
  }

  /// A re-CONNECT, from another address, too, begins no new count.
  @Test
  void reconnecting_isNoWayAround() {
    Response.Connect first = tracker.connect("asker");
    assertThat(told(tracker, "asker") + told(tracker, "asker")).isEqualTo(MOST);
    Caller moved = new Caller(TestTracker.callerAt("50.200.1.1").ip(), 6000, first.session());
    tracker.send(TestTracker.connectRequest("asker", List.of()), moved);
    Request find =
        new Request.Find(
            TestTracker.TRANSACTION,
            new PeerId("asker"),
            new SwarmId(TestTracker.SWARM),
            ChunkSet.EMPTY,
            OptionalInt.of(50),
            List.of());
    assertThat(((Response.Find) tracker.send(find, moved)).peers()).isEmpty();
  }

  @Test
  void loopback_isBounded_unlessItIsExempt() {
    tracker.connectFrom("127.0.0.1", "asker");
    for (int i = 0; i < 5; i++) {
      assertThat(told(tracker, "asker")).isEqualTo(50);
    }
    TestTracker strict = tracker(false);
    strict.connectFrom("127.0.0.1", "asker");
    assertThat(told(strict, "asker") + told(strict, "asker")).isEqualTo(MOST);
    assertThat(told(strict, "asker")).isZero();
  }

  /// Four threads with the requests of one peer.
  @Test
  void concurrentLists_takeNoMoreTogether() throws Exception {
    tracker.connect("asker");
    for (int round = 0; round < 200; round++) {
      tracker.passSeconds(60);
      tracker.keepAlive("asker");
      for (int i = 0; i < 60; i++) {
        tracker.join("member-" + i); // for a further hour
      }
      CyclicBarrier start = new CyclicBarrier(4);
      int sum = 0;
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(
              threads.submit(
                  () -> {
                    start.await();
                    int told = 0;
                    for (int list = 0; list < 3; list++) {
                      for (Peer peer : tracker.findPeers("asker")) {
                        told += peer.addresses().size();
                      }
                    }
                    return told;
                  }));
        }
        for (Future<Integer> each : all) {
          sum += each.get();
        }
      }
      assertThat(sum).isEqualTo(MOST);
    }
  }
}

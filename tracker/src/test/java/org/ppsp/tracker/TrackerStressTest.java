package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.named;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SwarmId;

/// Four threads at once, each with seeded choices, against what must hold however they interleave.
///
/// Volume instead of a search through all interleavings: the model checkers for the JVM are not
/// among the build's dependencies.
class TrackerStressTest {
  private static final int THREADS = 4;
  private static final int OPERATIONS = 40_000;
  private static final int PEERS = 12;

  private final TestTracker tracker =
      new TestTracker(TestTracker.Settings.DEFAULT.keepalive(Duration.ofHours(1)).build());

  /// How often each peer has come and gone: odd after a DISCONNECT has returned, even before a
  /// CONNECT begins.
  private final AtomicIntegerArray comings = new AtomicIntegerArray(THREADS * PEERS);

  private interface Work {
    void run(int thread, Random random) throws Exception;
  }

  private static void inParallel(Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  work.run(thread, new Random(4711 + thread));
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  /// Each thread has peers of its own, so that it knows what they are in; they meet in few swarms.
  @Test
  void joinLeaveFindConnectDisconnectAndSweep() throws Exception {
    List<Map<String, Map<String, Boolean>>> models = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      models.add(new HashMap<>());
    }
    inParallel((thread, random) -> workOnOwnPeers(thread, random, models.get(thread)));

    Map<String, Integer> members = new HashMap<>();
    Map<String, Set<String>> holders = new HashMap<>();
    int sessions = 0;
    for (Map<String, Map<String, Boolean>> model : models) {
      sessions += model.size();
      model.forEach(
          (peer, swarms) ->
              swarms.forEach(
                  (swarm, offers) -> {
                    members.merge(swarm, 1, Integer::sum);
                    Set<String> those = holders.computeIfAbsent(swarm, s -> new HashSet<>());
                    if (offers) {
                      those.add(peer);
                    }
                  }));
    }
    tracker.passSeconds(10);
    tracker.sweepAll();
    assertThat(tracker.tracker.sessions()).isEqualTo(sessions);
    assertThat(tracker.tracker.swarms()).isEqualTo(members.size());
    tracker.connect("outside");
    members.forEach(
        (swarm, count) -> {
          assertThat(tracker.totals(swarm).members()).isEqualTo(count);
          assertThat(tracker.find("outside", swarm, 50, "")).hasSize(Math.min(50, count));
          assertThat(new HashSet<>(tracker.find("outside", swarm, 50, "5")))
              .isEqualTo(holders.get(swarm));
          assertThat(new HashSet<>(tracker.find("outside", swarm, 50, "t")))
              .isEqualTo(holders.get(swarm));
        });
    for (Map<String, Map<String, Boolean>> model : models) {
      model.keySet().stream().limit(3).forEach(tracker::disconnect);
    }
    tracker.passSeconds(3 * 3600 + 1); // the others are not heard of any more
    tracker.sweepAll();
    assertThat(tracker.tracker.sessions()).isZero();
    assertThat(tracker.tracker.swarms()).isZero();
    for (String swarm : members.keySet()) {
      assertThat(tracker.tracker.totals(new SwarmId(swarm))).isEmpty();
    }
  }

  private void workOnOwnPeers(
      int thread, Random random, Map<String, Map<String, Boolean>> connected) {
    for (int i = 0; i < OPERATIONS; i++) {
      int number = thread * PEERS + random.nextInt(PEERS);
      String peer = "peer-" + number;
      String swarm = "swarm-" + random.nextInt(3);
      Map<String, Boolean> in = connected.get(peer);
      if (in == null) {
        if (comings.get(number) % 2 == 1) {
          comings.incrementAndGet(number);
        }
        tracker.connect(peer);
        connected.put(peer, new HashMap<>());
        continue;
      }
      switch (random.nextInt(12)) {
        case 0 -> {
          tracker.disconnect(peer);
          comings.incrementAndGet(number);
          connected.remove(peer);
        }
        case 1 -> {
          tracker.connect(peer); // without its token, so it may have begun anew
          in.replaceAll((s, offers) -> false);
        }
        case 2, 3 -> {
          tracker.join(peer, swarm);
          in.putIfAbsent(swarm, false);
        }
        case 4, 5 -> {
          tracker.joinChunk(peer, swarm, "1-6 t");
          in.put(swarm, true);
        }
        case 6 -> {
          boolean left = tracker.leave(peer, swarm, "").status().code() == 0;
          assertThat(left).isEqualTo(in.remove(swarm) != null);
        }
        case 7 -> {
          tracker.leave(peer, swarm, "0-9 t");
          in.computeIfPresent(swarm, (s, offers) -> false);
        }
        case 8 -> tracker.joinFor(1 + random.nextInt(2), peer, "brief-" + random.nextInt(3));
        case 9 -> {
          if (thread == 0) {
            tracker.pass(Duration.ofMillis(1)); // all of it less than a membership lasts
            tracker.tracker.sweep(5);
          }
        }
        default -> find(peer, random.nextBoolean() ? swarm : "brief-1", random);
      }
    }
  }

  private void find(String peer, String swarm, Random random) {
    int[] before = new int[comings.length()];
    for (int i = 0; i < before.length; i++) {
      before[i] = comings.get(i);
    }
    String[] chunks = {"", "5", "0-9 t", "t"};
    List<String> found = tracker.find(peer, swarm, 50, chunks[random.nextInt(4)]);
    assertThat(found).doesNotHaveDuplicates().doesNotContain(peer);
    for (String each : found) {
      int number = Integer.parseInt(each.substring(5));
      boolean goneAllTheTime = before[number] % 2 == 1 && comings.get(number) == before[number];
      assertThat(goneAllTheTime).as(each).isFalse();
    }
  }

  /// All threads act for the same few peers: a swarm comes and goes all the time.
  @Test
  void theLastLeaves_whileTheFirstJoins() throws Exception {
    String[] peers = named("peer-", 3);
    inParallel(
        (thread, random) -> {
          for (int i = 0; i < OPERATIONS; i++) {
            String peer = peers[random.nextInt(peers.length)];
            switch (random.nextInt(6)) {
              case 0 -> tracker.connect(peer);
              case 1 -> tracker.disconnect(peer);
              case 2 -> tracker.join(peer);
              case 3 -> tracker.joinAs(PeerMode.SEEDER, peer);
              case 4 -> tracker.leave(peer);
              default -> tracker.joinChunk(peer, "3");
            }
          }
        });
    for (String peer : peers) {
      tracker.connect(peer);
      tracker.join(peer);
    }
    tracker.connect("outside");
    assertThat(tracker.tracker.swarms()).isEqualTo(1);
    assertThat(tracker.totals(TestTracker.SWARM).members()).isEqualTo(peers.length);
    assertThat(tracker.find("outside", 10)).containsExactlyInAnyOrder(peers);
    for (String peer : peers) {
      tracker.disconnect(peer);
    }
    assertThat(tracker.tracker.swarms()).isZero();
    assertThat(tracker.tracker.sessions()).isEqualTo(1);
  }
}

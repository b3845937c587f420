package org.ppsp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.cli.RunningTracker;
import org.ppsp.protocol.xml.XmlCodec;

/// A tracker that is killed with `kill -9` and started again has all peers back within one
/// keep-alive interval, and not all at once. What came when stands in its log.
class TrackerLossTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PPSP_TRACKER_KEEPALIVE_INTERVAL", INTERVAL.toSeconds() + "s");

  /// CONNECTs in a tenth of a second. Evenly spread there would be three or four.
  private static final int PEAK = 25;

  private static final Pattern ACCESS =
      Pattern.compile("(\\S+) DEBUG access \\S+ (CONNECT|JOIN|JOIN_CHUNK) (\\S+) 200 .*");
  private static final Pattern READY = Pattern.compile("(\\S+) INFO +Server tracker listens .*");

  @TempDir private Path folder;

  private long passed;

  private void runUntil(World world, int seconds, BooleanSupplier done) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < seconds * 5 && !done.getAsBoolean(); i++) {
      assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
      passed += 200;
      world.step(passed);
    }
    assertThat(done.getAsBoolean()).as("in %s s", seconds).isTrue();
  }

  private static Set<String> peers(World world) {
    Set<String> names = new HashSet<>();
    world.swarms().forEach(swarm -> swarm.members().forEach(peer -> names.add(peer.id().value())));
    return names;
  }

  /// When each peer joined again, and when CONNECTs came, in ms after the tracker listened.
  private record Return(Map<String, Long> joined, List<Long> connects) {
    static Return read(Path log) throws IOException {
      Map<String, Long> joined = new HashMap<>();
      List<Long> connects = new ArrayList<>();
      OffsetDateTime start = OffsetDateTime.MAX;
      for (String line : Files.readAllLines(log)) {
        Matcher ready = READY.matcher(line);
        Matcher access = ACCESS.matcher(line);
        if (ready.matches()) {
          start = OffsetDateTime.parse(ready.group(1));
        } else if (access.matches()) {
          long at = Duration.between(start, OffsetDateTime.parse(access.group(1))).toMillis();
          if (access.group(2).equals("CONNECT")) {
            connects.add(at);
          } else {
            joined.putIfAbsent(access.group(3), at);
          }
        }
      }
      return new Return(joined, connects);
    }

    long peak() {
      Map<Long, Long> tenths = new HashMap<>();
      connects.forEach(at -> tenths.merge(at / 100, 1L, Long::sum));
      return tenths.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }

  @Test
  @Timeout(180)
  void killedTracker_hasAllPeersBackInOneInterval_butNotAtOnce() throws Exception {
    RunningTracker tracker = RunningTracker.logging(0, folder.resolve("first"), ENVIRONMENT);
    URI url = URI.create(tracker.url());
    Path log = folder.resolve("second");
    RunningTracker again = null;
    try (Sessions sessions = new Sessions(url, new Tally(new XmlCodec()))) {
      World world = new World(Content.CATALOGUE, 100, new SplittableRandom(1), sessions, "");
      runUntil(world, 30, () -> world.came() >= 100 && world.connected() == world.peers());
      Set<String> before = peers(world);
      tracker.kill();
      again = RunningTracker.logging(url.getPort(), log, ENVIRONMENT);
      long restarted = passed;
      runUntil(world, 30, () -> passed >= restarted + INTERVAL.toMillis() + 1000);
      Set<String> stayed = peers(world);
      stayed.retainAll(before);
      Return back = Return.read(log);
      assertThat(stayed).hasSizeGreaterThan(80);
      assertThat(back.joined().keySet()).containsAll(stayed);
      assertThat(stayed)
          .allSatisfy(
              peer -> assertThat(back.joined().get(peer)).isBetween(0L, INTERVAL.toMillis()));
      assertThat(back.peak()).as("CONNECTs in 100 ms").isLessThanOrEqualTo(PEAK);
    } finally {
      tracker.close();
      if (again != null) {
        again.close();
      }
    }
  }
}

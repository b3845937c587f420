package org.ppsp.server.metrics;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ppsp.server.audit.Refusals;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.manage.Reading;
import org.ppsp.tracker.Census;
import org.ppsp.tracker.Refusal;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.Transferred;

/// Reads the numbers that the dashboard shows. Thread-safe.
///
/// @param edge what was refused before it reached the tracker
public record Readings(
    Tallies tallies, HttpFront front, Tracker tracker, Refusals edge, InstantSource clock)
    implements Supplier<Reading> {
  /// The bounds of the buckets of [Reading#durations], in seconds.
  public static double[] bounds() {
    return Histogram.ofTimes().bounds();
  }

  @Override
  public Reading get() {
    Census census = tracker.census(0);
    Transferred reported = tracker.transferred();
    long[] durations = new long[bounds().length + 1];
    for (LoopTally loop : tallies.all()) {
      for (Histogram method : loop.durations) {
        method.addTo(durations);
      }
    }
    Map<String, Long> refusals = new TreeMap<>();
    edge.all().forEach((reason, count) -> refusals.merge(name(reason), count, Long::sum));
    Map<Refusal, Long> tracked = tracker.refusals();
    tracked.forEach(
        (reason, count) -> {
          if (reason != Refusal.QUARANTINED) { // which is how many there are
            refusals.merge(name(reason), count, Long::sum);
          }
        });
    long delay = tallies.all().stream().mapToLong(loop -> loop.delay).max().orElse(0);
    return new Reading(
        clock.millis(),
        tracker.sessions(),
        census.swarms(),
        census.memberships(),
        census.seeders(),
        tracked.getOrDefault(Refusal.QUARANTINED, 0L).intValue(),
        front.connections(),
        tallies.sum(loop -> loop.requests.sum()),
        Arrays.stream(durations).boxed().toList(),
        tallies.sum(loop -> loop.numbers.get(LoopTally.RECEIVED)),
        tallies.sum(loop -> loop.numbers.get(LoopTally.SENT)),
        reported.uploaded(),
        reported.downloaded(),
        reported.origin(),
        reported.stalled(),
        refusals,
        delay / 1e9);
  }

  private static String name(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

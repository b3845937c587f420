package org.ppsp.server.manage;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/// The tracker in figures: now, and over the last hour. Keeps a reading for each ten seconds of an
/// hour, however long it runs. Every thread may call.
public final class Figures {
  /// Seconds between two samples.
  public static final int INTERVAL = 10;

  private static final int KEPT = 3600 / INTERVAL;

  /// Rates are those since a reading that is at least so old.
  private static final long LEAST_MILLIS = 1000;

  private final Supplier<Reading> source;
  private final double[] bounds;
  private final Deque<Reading> samples = new ArrayDeque<>(KEPT + 1);

  /// Takes the first sample.
  ///
  /// @param source reads the tracker
  /// @param bounds of the buckets of [Reading#durations], in seconds
  public Figures(Supplier<Reading> source, double[] bounds) {
    this.source = source;
    this.bounds = bounds.clone();
    samples.add(source.get());
  }

  /// Takes the next sample; to be called each [#INTERVAL] seconds.
  public void sample() {
    Reading now = source.get();
    synchronized (this) {
      samples.add(now);
      if (samples.size() > KEPT + 1) {
        samples.remove();
      }
    }
  }

  record Latency(double p50, double p99) {}

  record Overview(
      String at,
      int sessions,
      int swarms,
      long memberships,
      long seeders,
      int quarantined,
      int connections,
      long requests,
      double requestsPerSecond,
      Latency latency,
      long received,
      long sent,
      long uploaded,
      long downloaded,
      long origin,
      double offload,
      long stalled,
      Map<String, Long> refusals,
      double eventLoopDelay) {}

  /// The tracker now; rates and latencies are those of the last ten seconds or so.
  Overview overview() {
    Reading now = source.get();
    Reading before = before(now);
    return new Overview(
        Instant.ofEpochMilli(now.at()).toString(),
        now.sessions(),
        now.swarms(),
        now.memberships(),
        now.seeders(),
        now.quarantined(),
        now.connections(),
        now.requests(),
        perSecond(before, now, Reading::requests),
        new Latency(
            Reading.quantile(0.5, before, now, bounds),
            Reading.quantile(0.99, before, now, bounds)),
        now.received(),
        now.sent(),
        now.uploaded(),
        now.downloaded(),
        now.origin(),
        Reading.offload(now.downloaded(), now.origin()),
        now.stalled(),
        new TreeMap<>(now.refusals()),
        now.delay());
  }

  private synchronized Reading before(Reading now) {
    Reading best = samples.getFirst();
    for (Reading sample : samples) {
      if (now.at() - sample.at() >= LEAST_MILLIS) {
        best = sample;
      }
    }
    return best;
  }

  private static double perSecond(Reading before, Reading now, ToDoubleFunction<Reading> number) {
    double seconds = (now.at() - before.at()) / 1000.0;
    return seconds <= 0
        ? 0
        : Math.max(0, (number.applyAsDouble(now) - number.applyAsDouble(before)) / seconds);
  }

  record History(int interval, List<Long> at, Map<String, List<Double>> series) {}

  /// The samples of the last hour.
  History history() {
    List<Reading> all;
    synchronized (this) {
      all = List.copyOf(samples);
    }
    Map<String, ToDoubleBiFunction<Reading, Reading>> kinds = new LinkedHashMap<>();
    kinds.put("sessions", (before, now) -> now.sessions());
    kinds.put("swarms", (before, now) -> now.swarms());
    kinds.put("memberships", (before, now) -> now.memberships());
    kinds.put("seeders", (before, now) -> now.seeders());
    kinds.put("connections", (before, now) -> now.connections());
    kinds.put("requestsPerSecond", (b, now) -> perSecond(b, now, Reading::requests));
    kinds.put("latencyP50", (before, now) -> Reading.quantile(0.5, before, now, bounds));
    kinds.put("latencyP99", (before, now) -> Reading.quantile(0.99, before, now, bounds));
    kinds.put(
        "offload",
        (before, now) ->
            Reading.offload(
                now.downloaded() - before.downloaded(), now.origin() - before.origin()));
    kinds.put("uploadedPerSecond", (b, now) -> perSecond(b, now, Reading::uploaded));
    kinds.put("downloadedPerSecond", (b, now) -> perSecond(b, now, Reading::downloaded));
    kinds.put("originPerSecond", (b, now) -> perSecond(b, now, Reading::origin));
    kinds.put("stalledPerSecond", (b, now) -> perSecond(b, now, Reading::stalled));
    kinds.put("refusalsPerSecond", (b, now) -> perSecond(b, now, Reading::refused));
    List<Long> times = new ArrayList<>();
    Map<String, List<Double>> series = new LinkedHashMap<>();
    kinds.keySet().forEach(name -> series.put(name, new ArrayList<>()));
    for (int i = 1; i < all.size(); i++) {
      Reading before = all.get(i - 1);
      Reading now = all.get(i);
      times.add(now.at() / 1000);
      series.forEach((name, values) -> values.add(value(kinds, name, before, now)));
    }
    return new History(INTERVAL, times, series);
  }

  private static double value(
      Map<String, ToDoubleBiFunction<Reading, Reading>> kinds,
      String name,
      Reading before,
      Reading now) {
    ToDoubleBiFunction<Reading, Reading> kind = kinds.get(name);
    return kind == null ? 0 : kind.applyAsDouble(before, now);
  }
}

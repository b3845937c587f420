package org.ppsp.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.List;

/// How often a number was how large, in fixed buckets. One thread adds, any thread reads.
final class Histogram {
  /// 50 us to 5 s, in nanoseconds.
  private static final long[] TIMES = {
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000L,
    5_000_000_000L
  };

  /// As long as lists may be.
  private static final long[] LENGTHS = {0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000};

  private final long[] bounds;
  private final double unit;

  /// One for each bound, one for what is beyond, and the sum.
  private final Cells cells;

  private Histogram(long[] bounds, double unit) {
    this.bounds = bounds;
    this.unit = unit;
    this.cells = new Cells(bounds.length + 2);
  }

  /// Of nanoseconds, which are shown as seconds.
  static Histogram ofTimes() {
    return new Histogram(TIMES, 1e9);
  }

  /// Of the lengths of lists.
  static Histogram ofLengths() {
    return new Histogram(LENGTHS, 1);
  }

  /// By the one thread only.
  void add(long number) {
    int bucket = 0;
    while (bucket < bounds.length && number > bounds[bucket]) { // most are in one of the first
      bucket++;
    }
    cells.add(bucket, 1);
    cells.add(bounds.length + 1, number);
  }

  /// The upper bounds of all buckets but the last one, in the unit that is shown.
  double[] bounds() {
    return asDoubles(this);
  }

  /// Adds how many there are in each bucket.
  void addTo(long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += cells.get(i);
    }
  }

  /// What several of one kind have, together.
  static HistogramDataPointSnapshot together(List<Histogram> parts, Labels labels) {
    Histogram kind = parts.getFirst();
    double[] upper = Arrays.copyOf(asDoubles(kind), kind.bounds.length + 1);
    upper[kind.bounds.length] = Double.POSITIVE_INFINITY;
    long[] counts = new long[upper.length];
    double sum = 0;
    for (Histogram part : parts) {
      part.addTo(counts);
      sum += part.cells.get(counts.length) / kind.unit;
    }
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, counts))
        .sum(sum)
        .labels(labels)
        .build();
  }

  private static double[] asDoubles(Histogram kind) {
    return Arrays.stream(kind.bounds).mapToDouble(bound -> bound / kind.unit).toArray();
  }
}

package org.ppsp.cli.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.ppsp.protocol.Method;

/// What was measured. Times are in microseconds, from when a request was due to when its answer was
/// there: what a request had to wait for is part of it.
final class Tally {
  /// Longer times are counted as this.
  private static final long LONGEST = TimeUnit.HOURS.toMicros(1);

  private static final int DIGITS = 3;
  private static final int MAX_KINDS = 100;

  /// What was measured of one method.
  static final class Row {
    final Histogram micros = histogram();
    final Map<String, Long> errors = new TreeMap<>();

    long errorCount() {
      return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    private void add(long time, Outcome outcome) {
      micros.recordValue(time);
      String failure = outcome.failure();
      if (failure != null) {
        errors.merge(errors.size() < MAX_KINDS ? failure : "other", 1L, Long::sum);
      }
    }
  }

  private final Map<Method, Row> rows = new EnumMap<>(Method.class);
  private final Row all = new Row();
  private final Histogram lately = histogram();
  private String firstFailure = "";

  private static Histogram histogram() {
    Histogram histogram = new Histogram(LONGEST, DIGITS);
    histogram.setAutoResize(false);
    return histogram;
  }

  /// Counts a request.
  ///
  /// @param nanos from due to answered
  void add(Method method, long nanos, Outcome outcome) {
    long time = Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST);
    rows.computeIfAbsent(method, m -> new Row()).add(time, outcome);
    all.add(time, outcome);
    lately.recordValue(time);
    if (!outcome.isSuccess() && firstFailure.isEmpty()) {
      firstFailure = method + ": " + outcome.failure() + ": " + outcome.detail();
    }
  }

  Map<Method, Row> rows() {
    return rows;
  }

  Row all() {
    return all;
  }

  /// The first thing that went wrong, in words; empty if nothing did.
  String firstFailure() {
    return firstFailure;
  }

  /// The times since this was called last.
  Histogram takeLately() {
    Histogram taken = lately.copy();
    lately.reset();
    return taken;
  }
}

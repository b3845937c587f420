package org.ppsp.cli.load;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// A result for a person.
public final class LoadTable {
  private static final double MILLI = 1000;

  private LoadTable() {}

  /// The table, and in words what to look at.
  public static String of(LoadResult result) {
    if (result.seconds() <= 0) {
      return "nothing was measured: the load was ended in its warm-up\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%-12s %10s %9s %9s %9s %9s %9s %9s  %s%n"
            .formatted(
                "",
                "requests",
                "a second",
                "p50 ms",
                "p90 ms",
                "p99 ms",
                "p99.9 ms",
                "max ms",
                "errors"));
    result
        .tally()
        .rows()
        .forEach((method, row) -> text.append(row(method.name(), row, result.seconds())));
    if (result.tally().rows().size() != 1) {
      text.append(row("all", result.tally().all(), result.seconds()));
    }
    text.append(
        String.format(
            Locale.ROOT, "%noffered %.0f/s, served %.0f/s%n", result.offered(), result.served()));
    if (!result.keptUp()) {
      text.append(
          String.format(
              Locale.ROOT,
              "the tracker, or this machine, did not keep up: %d requests were due and never"
                  + " sent%n",
              result.unsent()));
    }
    if (!result.tally().firstFailure().isEmpty()) {
      text.append("first error: ").append(result.tally().firstFailure()).append('\n');
    }
    return text.toString();
  }

  private static String row(String name, Tally.Row row, double seconds) {
    Histogram micros = row.micros;
    return String.format(
        Locale.ROOT,
        "%-12s %10d %9.0f %9.2f %9.2f %9.2f %9.2f %9.2f  %s%n",
        name,
        micros.getTotalCount(),
        micros.getTotalCount() / seconds,
        micros.getValueAtPercentile(50) / MILLI,
        micros.getValueAtPercentile(90) / MILLI,
        micros.getValueAtPercentile(99) / MILLI,
        micros.getValueAtPercentile(99.9) / MILLI,
        micros.getMaxValue() / MILLI,
        errors(row.errors));
  }

  private static String errors(Map<String, Long> errors) {
    return errors.isEmpty()
        ? "0"
        : errors.entrySet().stream()
            .map(entry -> entry.getValue() + " × " + entry.getKey())
            .collect(Collectors.joining(", "));
  }
}

package org.ppsp.server.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.Map;

/// The values of one metric at one moment. Those with equal labels are added: two of them would
/// spoil all that is asked for with them.
final class Points {
  private final String name;
  private final String help;
  private final Map<Labels, Double> values = new LinkedHashMap<>();

  /// @param name without the `_total` of counters
  Points(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /// @param labels names and values in turn
  Points add(double value, String... labels) {
    values.merge(Labels.of(labels), value, Double::sum);
    return this;
  }

  /// The same with a whole number; beyond 2^53 it is not exact.
  Points add(long value, String... labels) {
    return add((double) value, labels);
  }

  CounterSnapshot counter() {
    var counter = CounterSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
    return counter.build();
  }

  GaugeSnapshot gauge() {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return gauge.build();
  }
}

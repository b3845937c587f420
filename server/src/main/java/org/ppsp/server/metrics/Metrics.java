package org.ppsp.server.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.ppsp.server.audit.Refusals;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.limit.Limits;
import org.ppsp.server.manage.Reply;
import org.ppsp.server.manage.Route;
import org.ppsp.tracker.Tracker;

/// All metrics of a server, as Prometheus reads them. The numbers of the JVM and the process are
/// Micrometer's; ours are gathered when they are asked for. However many peers and swarms there
/// are, there is a bounded number of series. Thread-safe.
public final class Metrics implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /// Metrics of what is running already.
  ///
  /// @param tallies those of the front
  /// @param refusals what was refused before it reached the tracker
  /// @param limits what clients may ask
  /// @param droppedLines of the log
  /// @param topSwarms how many of the largest swarms have series of their own, 0 to 1000
  public Metrics(
      Tallies tallies,
      HttpFront front,
      Tracker tracker,
      Refusals refusals,
      Limits limits,
      LongSupplier droppedLines,
      int topSwarms) {
    registry.getPrometheusRegistry().register(new EdgeMetrics(tallies, front, limits));
    registry.getPrometheusRegistry().register(new TrackerMetrics(tracker, refusals, topSwarms));
    registry
        .getPrometheusRegistry()
        .register(
            (MultiCollector)
                () ->
                    MetricSnapshots.of(
                        new Points(
                                "ppsp_log_lines_dropped",
                                "Lines of the log that standard error did not take.")
                            .add(droppedLines.getAsLong())
                            .counter()));
    // A gauge whose name ends as a histogram's count does.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    // And one that counts nanoseconds.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    new JvmMemoryMetrics().bindTo(registry);
    collector.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /// The call that Prometheus makes.
  public List<Route> routes() {
    return List.of(Route.of("GET", "/metrics", ask -> Reply.of(TEXT, text())));
  }

  private byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
    try {
      registry.scrape(out, TEXT);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no device that could fail
    }
    return out.toByteArray();
  }

  /// Ends what Micrometer watches.
  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}

package org.ppsp.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Function;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Status;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.limit.Limits;

/// What comes and goes at the front: requests, connections, bytes.
final class EdgeMetrics implements MultiCollector {
  private static final Method[] METHODS = Method.values();
  private static final Status[] STATUSES = Status.values();
  private static final String[] ENCODINGS = {"xml", "json"};
  private static final int OK = 200;

  private final Tallies tallies;
  private final HttpFront front;
  private final Limits limits;

  EdgeMetrics(Tallies tallies, HttpFront front, Limits limits) {
    this.tallies = tallies;
    this.front = front;
    this.limits = limits;
  }

  @Override
  public MetricSnapshots collect() {
    return MetricSnapshots.builder()
        .metricSnapshot(requests().counter())
        .metricSnapshot(codes().counter())
        .metricSnapshot(
            new Points(
                    "ppsp_charged_requests",
                    "As how many requests more than one each expensive ones counted, by cause.")
                .add(limits.chargedSearches(), "cause", "search")
                .add(limits.chargedBytes(), "cause", "bytes")
                .counter())
        .metricSnapshot(durations())
        .metricSnapshot(
            histogram("ppsp_list_peers", "Peers of the lists that were handed out.", t -> t.lists))
        .metricSnapshot(
            new Points("ppsp_received_bytes", "Bytes that clients have sent, as on the wire.")
                .add(number(LoopTally.RECEIVED))
                .counter())
        .metricSnapshot(
            new Points("ppsp_sent_bytes", "Bytes that were sent to clients, as on the wire.")
                .add(number(LoopTally.SENT))
                .counter())
        .metricSnapshot(
            new Points("ppsp_connections", "Clients that are connected.")
                .add(front.connections())
                .gauge())
        .metricSnapshot(
            new Points("ppsp_connections_limit", "Clients that may be connected at once.")
                .add(front.maxConnections())
                .gauge())
        .metricSnapshot(
            new Points(
                    "ppsp_http_buffered_bytes",
                    "Bytes of messages that come in parts and of answers that clients do not take.")
                .add(front.bytesUnderWay())
                .gauge())
        .metricSnapshot(
            new Points("ppsp_connections_accepted", "Clients that have connected.")
                .add(number(LoopTally.ACCEPTED))
                .counter())
        .metricSnapshot(
            new Points(
                    "ppsp_connections_gave_way",
                    "Connections that were idle and made room for new ones.")
                .add(front.gaveWay())
                .counter())
        .metricSnapshot(
            new Points("ppsp_tls_handshakes", "Handshakes of TLS, by how they ended.")
                .add(number(LoopTally.HANDSHAKES), "result", "done")
                .add(number(LoopTally.FAILED_HANDSHAKES), "result", "failed")
                .counter())
        .metricSnapshot(
            histogram(
                "ppsp_event_loop_delay_seconds",
                "How late event loops did what was due.",
                t -> t.delays))
        .build();
  }

  private long number(int which) {
    return tallies.sum(tally -> tally.numbers.get(which));
  }

  private static String method(int index) {
    return index < METHODS.length ? METHODS[index].name() : "none";
  }

  /// What has not been yet is left out, but for successes.
  private Points requests() {
    Points points =
        new Points(
            "ppsp_requests", "Requests answered, by method, encoding and status of the protocol.");
    for (int method = 0; method < LoopTally.METHODS; method++) {
      for (int encoding = 0; encoding < LoopTally.ENCODINGS; encoding++) {
        for (Status status : STATUSES) {
          int cell = LoopTally.requests(method, encoding, status.ordinal());
          long count = tallies.sum(tally -> tally.requests.get(cell));
          if (count > 0 || status == Status.SUCCESSFUL && method < METHODS.length) {
            points.add(
                count,
                "method",
                method(method),
                "encoding",
                ENCODINGS[encoding],
                "status",
                status.name());
          }
        }
      }
    }
    return points;
  }

  private Points codes() {
    Points points = new Points("ppsp_http_responses", "Answers by their HTTP status.");
    for (int code = 0; code < LoopTally.CODES; code++) {
      int cell = code;
      long count = tallies.sum(tally -> tally.codes.get(cell));
      if (count > 0 || code == OK) {
        points.add(count, "code", Integer.toString(code));
      }
    }
    return points;
  }

  private HistogramSnapshot durations() {
    var durations =
        HistogramSnapshot.builder()
            .name("ppsp_request_duration_seconds")
            .help("Time from a request's last byte to its answer, by method.");
    for (int method = 0; method < LoopTally.METHODS; method++) {
      int index = method;
      durations.dataPoint(
          Histogram.together(
              tallies.all().stream().map(tally -> tally.durations[index]).toList(),
              Labels.of("method", method(method))));
    }
    return durations.build();
  }

  private HistogramSnapshot histogram(
      String name, String help, Function<LoopTally, Histogram> which) {
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(Histogram.together(tallies.all().stream().map(which).toList(), Labels.EMPTY))
        .build();
  }
}

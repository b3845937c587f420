package org.ppsp.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.ppsp.server.audit.Refusals;
import org.ppsp.tracker.Census;
import org.ppsp.tracker.Change;
import org.ppsp.tracker.MemoryUse;
import org.ppsp.tracker.Refusal;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.Transferred;

/// Who is there, who has come and gone, what was refused and what peers report.
final class TrackerMetrics implements MultiCollector {
  private final Tracker tracker;
  private final Refusals edge;
  private final int topSwarms;

  /// @param edge what was refused before it reached the tracker
  /// @param topSwarms how many of the largest swarms have series of their own
  TrackerMetrics(Tracker tracker, Refusals edge, int topSwarms) {
    this.tracker = tracker;
    this.edge = edge;
    this.topSwarms = topSwarms;
  }

  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    population(all);
    changes(all);
    refusals(all);
    reports(all);
    return all.build();
  }

  private void population(MetricSnapshots.Builder all) {
    Census census = tracker.census(topSwarms);
    MemoryUse memory = tracker.memory();
    Points members = new Points("ppsp_swarm_members", "Members of the largest swarms.");
    Points seeders = new Points("ppsp_swarm_seeders", "Seeders in the largest swarms.");
    for (Census.Size size : census.largest()) {
      String label = SwarmLabel.of(size.swarm());
      members.add(size.members(), "swarm", label);
      seeders.add(size.seeders(), "swarm", label);
    }
    all.metricSnapshot(
            new Points("ppsp_sessions", "Peers that are connected.")
                .add(tracker.sessions())
                .gauge())
        .metricSnapshot(
            new Points("ppsp_swarms", "Swarms that have members.").add(census.swarms()).gauge())
        .metricSnapshot(
            new Points("ppsp_memberships", "Memberships in all swarms, by mode.")
                .add(census.seeders(), "mode", "seeder")
                .add(census.memberships() - census.seeders(), "mode", "leech")
                .gauge())
        .metricSnapshot(
            new Points("ppsp_draining", "1 while no new peers are taken, otherwise 0.")
                .add(tracker.isDraining() ? 1 : 0)
                .gauge())
        .metricSnapshot(
            new Points("ppsp_memory_bytes", "Memory that peers use, by the tracker's estimate.")
                .add(memory.used())
                .gauge())
        .metricSnapshot(
            new Points("ppsp_memory_limit_bytes", "Memory that peers may use.")
                .add(memory.most())
                .gauge())
        .metricSnapshot(members.gauge())
        .metricSnapshot(seeders.gauge());
  }

  private void changes(MetricSnapshots.Builder all) {
    Map<Change, Long> changes = new EnumMap<>(tracker.changes());
    all.metricSnapshot(
            new Points("ppsp_sessions_begun", "Sessions that have begun with a CONNECT.")
                .add(changes.getOrDefault(Change.CONNECTED, 0L))
                .counter())
        .metricSnapshot(
            new Points("ppsp_sessions_ended", "Sessions that have ended, by cause.")
                .add(changes.getOrDefault(Change.DISCONNECTED, 0L), "cause", "disconnect")
                .add(changes.getOrDefault(Change.SESSION_EXPIRED, 0L), "cause", "expiry")
                .add(changes.getOrDefault(Change.KICKED, 0L), "cause", "kick")
                .add(changes.getOrDefault(Change.GAVE_WAY, 0L), "cause", "gave_way")
                .counter())
        .metricSnapshot(
            new Points("ppsp_memberships_begun", "Memberships that have begun with a JOIN.")
                .add(changes.getOrDefault(Change.JOINED, 0L))
                .counter())
        .metricSnapshot(
            new Points("ppsp_memberships_ended", "Memberships that have ended, by cause.")
                .add(changes.getOrDefault(Change.LEFT, 0L), "cause", "leave")
                .add(changes.getOrDefault(Change.MEMBERSHIP_EXPIRED, 0L), "cause", "expiry")
                .counter());
  }

  private void refusals(MetricSnapshots.Builder all) {
    Points refusals = new Points("ppsp_refusals", "Refusals, by who refused and why.");
    edge.all().forEach((reason, count) -> refusals.add(count, labels("edge", reason)));
    tracker
        .refusals()
        .forEach(
            (reason, count) -> {
              if (reason == Refusal.QUARANTINED) {
                all.metricSnapshot(
                    new Points("ppsp_quarantined_peers", "Peers that no list names.")
                        .add(count)
                        .gauge());
              } else {
                refusals.add(count, labels("tracker", reason));
              }
            });
    all.metricSnapshot(refusals.counter());
  }

  private static String[] labels(String layer, Enum<?> reason) {
    return new String[] {"layer", layer, "reason", reason.name().toLowerCase(Locale.ROOT)};
  }

  private void reports(MetricSnapshots.Builder all) {
    Transferred reported = tracker.transferred();
    all.metricSnapshot(
            new Points(
                    "ppsp_reported_uploaded_bytes", "Bytes that peers say to have sent to peers.")
                .add(reported.uploaded())
                .counter())
        .metricSnapshot(
            new Points(
                    "ppsp_reported_downloaded_bytes",
                    "Bytes that peers say to have received, by source.")
                .add(reported.downloaded(), "source", "peers")
                .add(reported.origin(), "source", "origin")
                .counter())
        .metricSnapshot(
            new Points(
                    "ppsp_reported_stall_seconds",
                    "Time for which peers say that playing stood still.")
                .add(reported.stalled() / 1e3)
                .counter());
  }
}

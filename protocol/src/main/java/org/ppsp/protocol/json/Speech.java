package org.ppsp.protocol.json;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;

/// Which requests can be said in JSON.
final class Speech {
  private Speech() {}

  /// What keeps a request from being said, for a person; null if nothing does.
  static @Nullable String problem(Request request) {
    String missing = missing(request);
    return missing == null
        ? null
        : "the JSON encoding (RFC 7846) has no word for %s; use XML".formatted(missing);
  }

  private static @Nullable String missing(Request request) {
    return switch (request) {
      case Request.Connect connect -> {
        if (connect.certificate() != null) {
          yield "a certificate";
        }
        if (connect.signature() != null) {
          yield "a signature";
        }
        if (connect.controlPort().isPresent()) {
          yield "a control port";
        }
        yield connect.stats().isEmpty() ? null : "statistics in CONNECT";
      }
      case Request.Joining joining -> {
        if (joining.expireTime() != null) {
          yield "an expire time";
        }
        yield joining.stats().isEmpty() ? chunks(joining.chunks()) : "statistics in JOIN";
      }
      case Request.Leave leave -> chunks(leave.chunks());
      case Request.Finding finding -> {
        String requirements = preferences(finding.requirements());
        yield requirements == null ? chunks(finding.chunks()) : requirements;
      }
      case Request.SwarmActions actions -> preferences(actions.preferences());
      case Request.FindMembers find -> preferences(find.preferences());
      case Request.StatReport report ->
          report.swarmId() == null && !report.stats().isEmpty()
              ? "statistics of no swarm (name it)"
              : stats(report.stats());
      case Request.SwarmReports reports ->
          reports.reports().stream()
              .map(report -> stats(report.stats()))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      case Request.KeepAlive _ -> null;
      case Request.Disconnect _ -> "DISCONNECT (a peer leaves its last swarm instead)";
      case Request.StatQuery _ -> "STAT_QUERY";
    };
  }

  private static @Nullable String chunks(ChunkSet chunks) {
    return chunks.isEmpty() ? null : "chunks";
  }

  private static @Nullable String stats(List<Stat> stats) {
    return stats.stream().allMatch(stat -> Names.isUnique(stat.property()))
        ? null
        : "a statistic that has the name of another member";
  }

  private static @Nullable String preferences(List<Requirement> requirements) {
    return Names.arePreferences(requirements)
        ? null
        : "requirements but match=\"prefer\" of NAT, ConcurrentLinks, OnlineTime, UploadBandwidth,"
            + " each of them once";
  }
}

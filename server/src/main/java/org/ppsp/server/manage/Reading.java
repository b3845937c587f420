package org.ppsp.server.manage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What was read of a tracker at one moment: how it stood, and what it had counted since its start.
///
/// @param at milliseconds since 1970
/// @param requests answered so far
/// @param durations how many of them took how long, in buckets; the last is all beyond
/// @param received bytes
/// @param sent bytes
/// @param uploaded bytes that peers reported as sent to peers
/// @param downloaded bytes that they reported as received from peers
/// @param origin bytes that they reported as received from the origin
/// @param stalled milliseconds that they reported as stood still
/// @param refusals by reason
/// @param delay how late an event loop was at most at its last looks, in seconds
public record Reading(
    long at,
    int sessions,
    int swarms,
    long memberships,
    long seeders,
    int quarantined,
    int connections,
    long requests,
    List<Long> durations,
    long received,
    long sent,
    long uploaded,
    long downloaded,
    long origin,
    long stalled,
    Map<String, Long> refusals,
    double delay) {
  /// Copies what could be changed.
  public Reading {
    durations = List.copyOf(durations);
    refusals = Map.copyOf(refusals);
  }

  long refused() {
    return refusals.values().stream().mapToLong(Long::longValue).sum();
  }

  /// The part of what was received between two readings that came from peers, 0 to 1.
  static double offload(long downloaded, long origin) {
    double all = (double) downloaded + origin;
    return all <= 0 ? 0 : downloaded / all;
  }

  /// The time within which a part of the requests between two readings was answered, in seconds; 0
  /// if there was none. Within a bucket they are taken to be spread evenly.
  ///
  /// @param bounds of the buckets in seconds, the last one's left out
  static double quantile(double part, Reading before, Reading now, double[] bounds) {
    long[] counts = new long[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(0, now.durations.get(i) - before.durations.get(i));
    }
    double rank = part * Arrays.stream(counts).sum();
    long below = 0;
    for (int i = 0; i < bounds.length; i++) {
      if (counts[i] > 0 && below + counts[i] >= rank) {
        double from = i == 0 ? 0 : bounds[i - 1];
        return from + (bounds[i] - from) * Math.max(0, rank - below) / counts[i];
      }
      below += counts[i];
    }
    return rank == 0 ? 0 : bounds[bounds.length - 1];
  }
}

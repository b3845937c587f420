package org.ppsp.protocol;

import java.util.List;

/// What a peer tells of its part in one swarm (RFC 7846, section 3.2.5).
///
/// @param swarmId the swarm
/// @param stats the statistics
public record SwarmStats(SwarmId swarmId, List<Stat> stats) {
  /// Copies the list.
  public SwarmStats {
    stats = List.copyOf(stats);
  }
}

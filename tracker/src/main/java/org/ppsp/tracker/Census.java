package org.ppsp.tracker;

import java.util.List;
import org.ppsp.protocol.SwarmId;

/// How many memberships there are, those included that are about to be reclaimed.
///
/// @param swarms that have members
/// @param memberships in all swarms
/// @param seeders how many of the memberships are those of seeders
/// @param largest the swarms with the most members, the largest first
public record Census(int swarms, long memberships, long seeders, List<Size> largest) {
  /// Copies the list.
  public Census {
    largest = List.copyOf(largest);
  }

  /// How large a swarm is.
  ///
  /// @param seeders how many of the members are seeders
  public record Size(SwarmId swarm, int members, int seeders) {}
}

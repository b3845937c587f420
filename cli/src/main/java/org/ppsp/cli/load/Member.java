package org.ppsp.cli.load;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;

/// A peer of the load. It has one request under way at the most, so that the tracker sees its
/// requests in the order in which they were made.
final class Member {
  final PeerId id;
  final SwarmId swarm;
  @Nullable String session;
  boolean connected;
  boolean joined;
  boolean busy;

  Member(PeerId id, SwarmId swarm) {
    this.id = id;
    this.swarm = swarm;
  }
}

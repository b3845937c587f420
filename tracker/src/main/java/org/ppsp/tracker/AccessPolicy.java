package org.ppsp.tracker;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;

/// Decides which peer may take part in which swarm. Called on the way of each request: quick, and
/// for every thread.
@FunctionalInterface
public interface AccessPolicy {
  /// Everyone everywhere.
  AccessPolicy OPEN = (peer, swarm) -> true;

  /// Whether the peer may join the swarm and be given its peers.
  boolean allows(PeerId peer, SwarmId swarm);
}

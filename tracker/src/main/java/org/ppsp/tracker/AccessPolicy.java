package org.ppsp.tracker;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;

/// Decides who may connect, and which peer may take part in which swarm. Called on the way of each
/// request: quick, and for every thread.
@FunctionalInterface
public interface AccessPolicy {
  /// Everyone everywhere.
  AccessPolicy OPEN = (peer, swarm) -> true;

  /// Whether the peer may join the swarm and be given its peers, as far as this does not depend on
  /// its [Credential].
  boolean allows(PeerId peer, SwarmId swarm);

  /// Another number each time the answers of [#allows], or what credentials still count, may have
  /// changed: memberships that are no longer allowed end then.
  default long version() {
    return 0;
  }

  /// Whether only those may connect who show a [Credential].
  default boolean needsCredential() {
    return false;
  }
}

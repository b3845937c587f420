package org.ppsp.tracker;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;

/// What a caller has proved of itself (specification, section 9). Thread-safe; those that say the
/// same are equal.
public interface Credential {
  /// The peer that it names; it is good for no other.
  PeerId peer();

  /// Whether it lets the peer take part in the swarm.
  boolean allows(SwarmId swarm);

  /// Whether it still counts: it has neither expired nor been revoked. Asked at each request of a
  /// session that was begun with it.
  boolean isValid();
}

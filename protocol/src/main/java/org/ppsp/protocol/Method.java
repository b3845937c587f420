package org.ppsp.protocol;

/// What a message asks for (specification, section 4).
public enum Method {
  /// A peer wants to be known to the tracker.
  CONNECT,
  /// A peer goes; everything of it is forgotten.
  DISCONNECT,
  /// A peer takes part in a swarm.
  JOIN,
  /// A peer offers chunks in a swarm.
  JOIN_CHUNK,
  /// A peer ends its part in a swarm, or withdraws chunks.
  LEAVE,
  /// A peer asks for peers of a swarm.
  FIND,
  /// A peer asks for peers that offer chunks.
  FIND_CHUNK,
  /// A peer is still there.
  KEEPALIVE,
  /// A peer tells its statistics.
  STAT_REPORT,
  /// The tracker asks a peer for statistics.
  STAT_QUERY
}

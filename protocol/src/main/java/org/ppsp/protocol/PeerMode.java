package org.ppsp.protocol;

/// What a member of a swarm has: all of the content, or a part.
public enum PeerMode {
  /// Holds all chunks.
  SEEDER,
  /// Holds some chunks or none; the default.
  LEECH
}

package org.ppsp.cli.demo;

/// Counts the chunks that moved in a swarm.
final class Traffic {
  private long fromPeers;
  private long fromOrigin;
  private long near;

  /// @param origin whether the chunk came from the origin
  /// @param inNetwork whether it came from the same network
  void moved(boolean origin, boolean inNetwork) {
    if (origin) {
      fromOrigin++;
      return;
    }
    fromPeers++;
    if (inNetwork) {
      near++;
    }
  }

  long fromPeers() {
    return fromPeers;
  }

  long fromOrigin() {
    return fromOrigin;
  }

  /// Of those from peers, how many from the same network.
  long near() {
    return near;
  }
}

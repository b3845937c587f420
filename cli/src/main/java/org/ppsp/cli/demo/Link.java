package org.ppsp.cli.demo;

import java.util.List;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Requirement;

/// A simulated peer's way to the tracker, in its swarm from the beginning. Nothing here waits; what
/// the tracker answers comes to the [Inbox].
interface Link {
  /// Makes links.
  interface Factory {
    /// Connects a peer and takes it into its swarm.
    Link open(SimulatedPeer peer);
  }

  /// Whether the tracker knows the peer.
  boolean isConnected();

  /// Offers chunks.
  void announce(ChunkSet chunks);

  /// Offers chunks no more.
  void withdraw(ChunkSet chunks);

  /// Tells that the peer has all there is.
  void complete();

  /// Asks for peers.
  ///
  /// @param chunks of which they shall have some; none: any peers
  void find(ChunkSet chunks, int peernum, Requirement... requirements);

  /// Disconnects.
  void close();

  /// Takes the lists that the tracker hands out. Every thread may call.
  @FunctionalInterface
  interface Inbox {
    /// Peers were listed.
    void found(List<PeerId> peers);
  }
}

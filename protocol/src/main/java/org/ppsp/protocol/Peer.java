package org.ppsp.protocol;

import java.util.List;

/// A peer as a peer list names it (specification, section 5).
///
/// @param id who it is
/// @param mode what it has of the content
/// @param addresses where it serves chunks, in the order the peer gave; at most 255
public record Peer(PeerId id, PeerMode mode, List<PeerAddress> addresses) {
  /// Copies the list.
  public Peer {
    addresses = List.copyOf(addresses);
  }
}

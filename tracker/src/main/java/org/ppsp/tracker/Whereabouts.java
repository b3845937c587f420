package org.ppsp.tracker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;

/// Where a peer is, and under which addresses lists may show it.
///
/// @param ip where its requests come from, [IpAddress#UNKNOWN] if that is not known
/// @param other an address of the other family that a request of the peer has come from, or null
/// @param given the addresses that the peer names
/// @param listed those under which it is listed; if there are none, it is listed as one that gave
///   none
/// @param observed the address that its requests come from, to those who are not shown a listed
///   one; empty if it must not be shown, or need not
record Whereabouts(
    IpAddress ip,
    @Nullable IpAddress other,
    List<PeerAddress> given,
    List<PeerAddress> listed,
    List<PeerAddress> observed) {
  /// A peer that may name any address.
  static Whereabouts of(List<PeerAddress> given, Caller caller) {
    return new Whereabouts(caller.ip(), null, given, given, observed(caller));
  }

  /// The address that a request comes from, as lists show it; empty if it is not known.
  static List<PeerAddress> observed(Caller caller) {
    PeerAddress observed = caller.observed();
    return observed == null ? List.of() : List.of(observed);
  }

  /// All addresses under which some are shown the peer.
  List<PeerAddress> all() {
    return listed.isEmpty() ? observed : listed;
  }

  /// Those under which strangers are shown it.
  List<PeerAddress> open() {
    List<PeerAddress> open = listed.stream().filter(a -> !a.ip().isPrivate()).toList();
    return open.isEmpty() ? observed : open;
  }

  /// Whether all is listed that the peer named.
  boolean isWhole() {
    return listed.size() == given.size();
  }
}

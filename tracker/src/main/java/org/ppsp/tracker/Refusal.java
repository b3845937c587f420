package org.ppsp.tracker;

/// Why a peer does not get what it asks for, or not all of it: what [Tracker#refusals] counts.
public enum Refusal {
  /// A request of a peer that has no session.
  NOT_CONNECTED,
  /// A request in the name of a peer that the caller has not shown to be.
  NOT_OWNER,
  /// A swarm that the peer may not take part in.
  SWARM_NOT_ALLOWED,
  /// A JOIN of a peer that is in as many swarms as it may be.
  TOO_MANY_MEMBERSHIPS,
  /// Chunks in more pieces than are kept.
  TOO_MANY_CHUNKS,
  /// More statistics than are kept.
  TOO_MANY_STATS,
  /// A peer that would use more memory than one may.
  MEMORY_OF_SESSION,
  /// A peer whose address uses as much memory as one may.
  MEMORY_OF_ADDRESS,
  /// A peer whose network uses as much memory as one may.
  MEMORY_OF_NETWORK,
  /// Something that would grow, while peers use all the memory they may.
  MEMORY,
  /// A CONNECT from an address that has as many sessions as it may have.
  TOO_MANY_SESSIONS,
  /// A CONNECT of a peer that is not connected, while no new ones are taken.
  DRAINING,
  /// A list that was cut short, or filled with peers that were told before, for the peer, or those
  /// of its address, network or credential, were told as many addresses in that minute as they may
  /// be.
  ADDRESSES_CUT,
  /// A public address that a peer named and that is not listed, for no request has come from there.
  FOREIGN_ADDRESS,
  /// An address that is not listed for its port, which is too low.
  LOW_PORT,
  /// An address that is not listed, for other peers are listed under the same one and port.
  SHARED_ADDRESS,
  /// A CONNECT by way of a proxy that tells no port, or no address, so that the peer is not listed
  /// under the one it comes from.
  UNKNOWN_ADDRESS,
  /// Not a count of what has been, but how many peers are in quarantine now.
  QUARANTINED
}

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
  /// A CONNECT from an address that has as many sessions as it may have.
  TOO_MANY_SESSIONS,
  /// A CONNECT of a peer that is not connected, while no new ones are taken.
  DRAINING,
  /// A list that was cut short, for the peer was told as many addresses in that minute as it may
  /// be.
  ADDRESSES_CUT,
  /// Not a count of what has been, but how many peers are in quarantine now.
  QUARANTINED
}

package org.ppsp.tracker;

/// What becomes of sessions and memberships: what [Tracker#changes] counts. There are as many
/// sessions, or memberships, as have begun and not ended.
public enum Change {
  /// A session has begun; a CONNECT of a connected peer is none.
  CONNECTED,
  /// A session has ended by a DISCONNECT, or was undone with the request that had begun it.
  DISCONNECTED,
  /// A session has ended because its peer was not heard of.
  SESSION_EXPIRED,
  /// A session was ended by the operator.
  KICKED,
  /// A session has given way to a new one, for its address was full.
  GAVE_WAY,
  /// A membership has begun; a JOIN of a member is none.
  JOINED,
  /// A membership has ended by a LEAVE, because the peer may no longer be in the swarm, or with a
  /// session whose time was not over.
  LEFT,
  /// A membership has ended because its time, or that of its session, was over.
  MEMBERSHIP_EXPIRED
}

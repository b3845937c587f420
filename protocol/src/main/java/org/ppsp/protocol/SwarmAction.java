package org.ppsp.protocol;

/// One change of a membership that a CONNECT of RFC 7846 asks for (section 3.2.3 there).
///
/// @param swarmId the swarm
/// @param action what to do
/// @param mode what the peer has of the content; with LEAVE of no effect
public record SwarmAction(SwarmId swarmId, Action action, PeerMode mode) {
  /// What to do.
  public enum Action {
    /// Take part in the swarm, or go on in another mode.
    JOIN,
    /// End the part in it.
    LEAVE
  }
}

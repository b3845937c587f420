package org.ppsp.protocol;

import org.jspecify.annotations.Nullable;

/// What became of one action, or of one swarm's statistics (RFC 7846, section 3.3.4).
///
/// @param swarmId the swarm
/// @param successful whether it was done
/// @param peers members of the swarm; null if none were asked for
public record SwarmResult(SwarmId swarmId, boolean successful, @Nullable PeerList peers) {}

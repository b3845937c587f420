package org.ppsp.client;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.SwarmId;

/// Hears of what happens in a [PeerSession]. Called by the thread in which it happened, one call at
/// a time, with no lock held that the session needs; whatever is thrown is dropped. To be quick:
/// keep-alives may wait for it.
public interface PeerListener {
  /// Peers were found that had not been before, by JOIN or FIND.
  ///
  /// @param peers at least one
  default void peersFound(SwarmId swarm, List<Peer> peers) {}

  /// The peer is connected to another tracker than before.
  ///
  /// @param before null the first time
  default void trackerChanged(@Nullable URI before, URI now) {}

  /// The connection has another state than before.
  ///
  /// @param cause what led to it, if it was a failure: a refusal, or no tracker could be reached
  default void stateChanged(PeerSession.State state, @Nullable Result<?> cause) {}

  /// The tracker took the peer, but did not do all that was asked: does not list one of its
  /// addresses, say.
  ///
  /// @param warning cause and cure, for a person, in the tracker's words
  default void warned(URI tracker, String warning) {}

  /// A tracker refused something about a swarm in the background.
  ///
  /// @param refused what it said
  /// @param isLost whether the peer is no longer in the swarm, and does not try any more; otherwise
  ///   only some chunks are not offered
  default void swarmRefused(SwarmId swarm, Result.Refused<?> refused, boolean isLost) {}
}

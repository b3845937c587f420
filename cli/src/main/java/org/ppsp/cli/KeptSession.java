package org.ppsp.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SessionToken;

/// A session that an earlier call began: a line of the state file.
///
/// @param tracker as [TrackerUrl#parse] gives it
/// @param token null if the tracker gave none
record KeptSession(URI tracker, PeerId peer, @Nullable SessionToken token) {
  private static final String NO_TOKEN = "-";

  /// Reads what [#line] writes.
  ///
  /// @throws IllegalArgumentException if it is anything else
  static KeptSession parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not three parts");
    }
    return new KeptSession(
        TrackerUrl.parse(parts[0]),
        new PeerId(parts[1]),
        parts[2].equals(NO_TOKEN) ? null : SessionToken.parse(parts[2]));
  }

  /// The session in a line: none of its parts can hold a blank.
  String line() {
    return tracker + " " + peer + " " + (token == null ? NO_TOKEN : token.text());
  }

  /// Whether it is the session of this peer with this tracker.
  boolean isOf(URI otherTracker, PeerId otherPeer) {
    return tracker.equals(otherTracker) && peer.equals(otherPeer);
  }
}

package org.ppsp.client;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SessionToken;

/// A tracker and what is known of it. The tokens are for every thread, the rest is under the lock
/// of [Trackers].
final class Endpoint {
  final URI uri;

  /// What CONNECT gave for each peer; sent along with all its requests to this tracker.
  final Map<PeerId, SessionToken> tokens = new ConcurrentHashMap<>();

  /// How often in a row it has failed.
  int failures;

  /// Until when others are tried first, in [Time#nanos].
  long avoidUntil;

  /// Until when it asked not to be asked, in [Time#nanos].
  long blockedUntil;

  Endpoint(URI uri, long now) {
    this.uri = uri;
    avoidUntil = now;
    blockedUntil = now;
  }
}

package org.ppsp.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// What a [PeerSession] was told; [PeerSessionBuilder] says what each means.
record SessionSettings(
    PeerId peerId,
    List<PeerAddress> addresses,
    @Nullable Certificate certificate,
    @Nullable Credentials credentials,
    @Nullable Supplier<List<Stat>> statistics,
    Duration reportInterval,
    Duration announceInterval,
    @Nullable Duration expireTime,
    int peersOnJoin,
    Duration spread,
    Backoff backoff) {
  /// The most statistics in a message (specification, section 3).
  static final int MAX_STATS = 64;

  /// The peer's statistics now.
  ///
  /// @param wanted which; none: all
  List<Stat> stats(List<Property> wanted) {
    if (statistics == null) {
      return List.of();
    }
    return statistics.get().stream()
        .filter(stat -> wanted.isEmpty() || wanted.contains(stat.property()))
        .limit(MAX_STATS)
        .toList();
  }
}

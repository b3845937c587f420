package org.ppsp.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// The peer's part in one swarm. What is not marked is under the exchange lock of [Upkeep].
final class Membership {
  private static final int MAX_KNOWN = 10_000;

  final SwarmId id;

  /// For every thread.
  final Availability chunks = new Availability();

  /// What the peer has of the content; for every thread.
  volatile PeerMode mode;

  /// Whether the peer has left, or was thrown out; for every thread.
  volatile boolean left;

  /// The peer's statistics in this swarm, or null; for every thread.
  volatile @Nullable Supplier<List<Stat>> statistics;

  /// Since when there is something to announce or withdraw, in [Time#nanos]; for every thread,
  /// under the lock of this object.
  private long pendingSince;

  private boolean pending;

  /// Whether the tracker knows of the membership and its mode.
  boolean joined;

  /// Why the peer was thrown out, or null.
  Result.@Nullable Refused<?> refusal;

  /// When to renew the membership, in [Time#nanos].
  long renewAt;

  /// The peers that listeners have heard of; under its own lock.
  private final SequencedSet<PeerId> known = new LinkedHashSet<>();

  Membership(SwarmId id, PeerMode mode) {
    this.id = id;
    this.mode = mode;
  }

  /// The peer's statistics in this swarm now, if there are any.
  List<Stat> stats() {
    Supplier<List<Stat>> source = statistics;
    return source == null
        ? List.of()
        : source.get().stream().limit(SessionSettings.MAX_STATS).toList();
  }

  synchronized void changed(long now) {
    if (!pending) {
      pending = true;
      pendingSince = now;
    }
  }

  synchronized void settled() {
    pending = false;
  }

  /// In how many nanoseconds announcements are due, if they are sent so long after the first one;
  /// `Long.MAX_VALUE` if there are none.
  synchronized long flushIn(long now, Duration interval) {
    return pending ? pendingSince + interval.toNanos() - now : Long.MAX_VALUE;
  }

  void forgotten() {
    joined = false;
    chunks.forgotten();
  }

  /// Those peers of a list that were not in any list before.
  List<Peer> unknown(List<Peer> peers) {
    synchronized (known) {
      List<Peer> fresh = new ArrayList<>();
      for (Peer peer : peers) {
        if (known.add(peer.id())) {
          fresh.add(peer);
        }
      }
      while (known.size() > MAX_KNOWN) {
        known.removeFirst();
      }
      return fresh;
    }
  }
}

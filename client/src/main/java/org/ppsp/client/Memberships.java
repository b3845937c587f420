package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;

/// The swarms a peer takes part in, and what its tracker knows of that: joins, renews, announces,
/// withdraws.
///
/// Under the exchange lock of [Upkeep], but for what is marked.
final class Memberships {
  private static final Duration DEFAULT_EXPIRE = Duration.ofHours(1);

  /// In seconds; no tracker grants more.
  private static final int LONGEST_EXPIRE = 86_400;

  private final Map<SwarmId, Membership> members = new ConcurrentHashMap<>();
  private final Connection connection;
  private final SessionSettings settings;
  private final Messages messages;
  private final Events events;
  private final Time time;
  private final Jitter jitter;

  Memberships(
      Connection connection,
      SessionSettings settings,
      Messages messages,
      Events events,
      TrackerClient client) {
    this.connection = connection;
    this.settings = settings;
    this.messages = messages;
    this.events = events;
    time = client.time();
    jitter = client.jitter();
  }

  /// Does one thing that is due.
  ///
  /// @return 0 if there was one, otherwise in how many nanoseconds there will be
  long step(long now) throws InterruptedException {
    long wait = Long.MAX_VALUE;
    for (Membership member : members.values()) {
      long renew = member.joined ? member.renewAt - now : 0;
      if (renew <= 0) {
        join(member);
        return 0;
      }
      long flush = member.flushIn(now, settings.announceInterval());
      if (flush <= 0) {
        flush(member);
        return 0;
      }
      wait = Math.min(wait, Math.min(renew, flush));
    }
    return wait;
  }

  /// For every thread.
  Collection<Membership> all() {
    return members.values();
  }

  /// Whether any of them has statistics of its own; for every thread.
  boolean haveStatistics() {
    return members.values().stream().anyMatch(member -> member.statistics != null);
  }

  /// The tracker knows of none any more.
  void forgotten() {
    members.values().forEach(Membership::forgotten);
  }

  /// The membership of a swarm, with this mode from now on; the tracker has yet to be told unless
  /// it is [Membership#joined].
  Membership with(SwarmId swarm, PeerMode mode) {
    Membership member = members.computeIfAbsent(swarm, id -> new Membership(id, mode));
    if (member.mode != mode) {
      member.mode = mode;
      member.joined = false;
    }
    return member;
  }

  /// Joins, renews, or announces: each of them does all three.
  void join(Membership member) throws InterruptedException {
    ChunkSet chunks = member.chunks.toAnnounce();
    if (!messages.haveAllWords()) {
      member.chunks.announced(chunks);
      chunks = ChunkSet.EMPTY;
    }
    Result<? extends Response> result =
        chunks.isEmpty()
            ? connection.tell(messages.join(member), Response.Join.class)
            : connection.tell(messages.joinChunk(member, chunks), Response.JoinChunk.class);
    if (result instanceof Result.Refused<? extends Response> refused) {
      refused(member, chunks, refused);
    } else if (result instanceof Result.Success<? extends Response>(Response response, URI _)) {
      member.joined = true;
      member.chunks.announced(chunks);
      settle(member);
      if (response instanceof Response.Join join) {
        joined(member, join.expireTime(), join.peers());
      } else if (response instanceof Response.JoinChunk join) {
        joined(member, join.expireTime(), join.peers());
      }
    }
  }

  private void joined(Membership member, long granted, @Nullable PeerList peers) {
    Duration wanted = settings.expireTime() == null ? DEFAULT_EXPIRE : settings.expireTime();
    long seconds = granted < 0 ? wanted.toSeconds() : granted;
    long whole = TimeUnit.SECONDS.toNanos(Math.clamp(seconds, 1, LONGEST_EXPIRE));
    // Early enough for some failures, and not at the same moment as those who joined together.
    member.renewAt = time.nanos() + jitter.between(whole / 2, whole / 4 * 3);
    if (peers != null) {
      found(member, peers);
    }
  }

  /// Has listeners hear of those peers that are new; for every thread.
  void found(Membership member, List<Peer> peers) {
    List<Peer> fresh = member.unknown(peers);
    if (!fresh.isEmpty()) {
      events.add(listener -> listener.peersFound(member.id, List.copyOf(fresh)));
    }
  }

  private void refused(Membership member, ChunkSet chunks, Result.Refused<?> refused) {
    boolean isLost = chunks.isEmpty();
    if (isLost) {
      member.refusal = refused;
      member.left = true;
      members.remove(member.id, member);
    } else {
      member.chunks.remove(chunks);
      settle(member);
    }
    events.add(listener -> listener.swarmRefused(member.id, refused, isLost));
  }

  private void flush(Membership member) throws InterruptedException {
    if (!member.chunks.toAnnounce().isEmpty()) {
      join(member);
      return;
    }
    ChunkSet gone = member.chunks.toWithdraw();
    if (gone.isEmpty()
        || !messages.haveAllWords()
        || connection.tell(messages.leave(member, gone), Response.Leave.class) != null) {
      member.chunks.withdrawn(gone);
      settle(member);
    }
  }

  /// What is left goes with the next message, one interval from now.
  private void settle(Membership member) {
    member.settled();
    if (!member.chunks.isTold()) {
      member.changed(time.nanos());
    }
  }

  /// Ends a membership. The tracker is told if it can be reached now.
  void leave(Membership member) throws InterruptedException {
    member.left = true;
    if (members.remove(member.id, member) && member.joined && connection.isConnected()) {
      var _ = connection.tell(messages.leave(member, ChunkSet.EMPTY), Response.Leave.class);
    }
  }
}

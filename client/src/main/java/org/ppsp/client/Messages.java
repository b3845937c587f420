package org.ppsp.client;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// The requests of one peer. Every thread may call.
///
/// @param controlPort 0: none
record Messages(TrackerClient client, SessionSettings settings, int controlPort) {
  Request.Connect connect() {
    return new Request.Connect(
        client.newTransactionId(),
        settings.peerId(),
        settings.certificate(),
        settings.addresses(),
        controlPort == 0 ? OptionalInt.empty() : OptionalInt.of(controlPort),
        settings.stats(List.of()),
        null);
  }

  Request.Disconnect disconnect() {
    return new Request.Disconnect(
        client.newTransactionId(), settings.peerId(), settings.certificate());
  }

  Request.KeepAlive keepAlive() {
    return new Request.KeepAlive(client.newTransactionId(), settings.peerId());
  }

  /// @param swarm null: about the peer as a whole
  Request.StatReport report(@Nullable SwarmId swarm, List<Stat> stats) {
    return new Request.StatReport(client.newTransactionId(), settings.peerId(), swarm, stats);
  }

  Request.Join join(Membership member) {
    return new Request.Join(
        client.newTransactionId(),
        settings.peerId(),
        member.id,
        expireTime(),
        member.mode,
        peernum(),
        ChunkSet.EMPTY,
        stats(member));
  }

  Request.JoinChunk joinChunk(Membership member, ChunkSet chunks) {
    return new Request.JoinChunk(
        client.newTransactionId(),
        settings.peerId(),
        member.id,
        expireTime(),
        member.mode,
        member.joined ? OptionalInt.empty() : peernum(),
        chunks,
        stats(member));
  }

  /// A tracker that does not know of the membership knows no statistics of it either.
  private static List<Stat> stats(Membership member) {
    return member.joined ? List.of() : member.stats();
  }

  private @Nullable ExpireTime expireTime() {
    Duration wanted = settings.expireTime();
    return wanted == null ? null : new ExpireTime.After(wanted.toSeconds());
  }

  private OptionalInt peernum() {
    return settings.peersOnJoin() == 0
        ? OptionalInt.empty()
        : OptionalInt.of(settings.peersOnJoin());
  }

  /// @param chunks which to withdraw; none: the membership ends
  Request.Leave leave(Membership member, ChunkSet chunks) {
    return new Request.Leave(client.newTransactionId(), settings.peerId(), member.id, chunks);
  }

  /// @param chunks at least one of which the peers shall offer; none: any peers
  Request find(
      Membership member, ChunkSet chunks, OptionalInt peernum, List<Requirement> requirements) {
    return chunks.isEmpty()
        ? new Request.Find(
            client.newTransactionId(), settings.peerId(), member.id, chunks, peernum, requirements)
        : new Request.FindChunk(
            client.newTransactionId(), settings.peerId(), member.id, chunks, peernum, requirements);
  }
}

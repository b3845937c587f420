package org.ppsp.client;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// The requests of one peer, as far as the encoding has words for them: in JSON statistics are told
/// for swarms only, and a peer that goes leaves its swarms. Every thread may call.
///
/// @param controlPort 0: none
/// @param swarms which the peer is in
record Messages(
    TrackerClient client,
    SessionSettings settings,
    int controlPort,
    Supplier<List<SwarmId>> swarms) {
  /// Of messages that are only made to see whether they can be said.
  static final TransactionId NEVER_SENT = new TransactionId("0");

  /// Whether there is a word for everything. What else there are words for goes by this, too: there
  /// are two encodings.
  boolean haveAllWords() {
    return client.codec().canEncode(new Request.Disconnect(NEVER_SENT, settings.peerId(), null));
  }

  /// @throws IllegalArgumentException if it cannot be said in the encoding
  Request.Connect connect() {
    Request.Connect request =
        new Request.Connect(
            client.newTransactionId(),
            settings.peerId(),
            settings.certificate(),
            settings.addresses(),
            controlPort == 0 ? OptionalInt.empty() : OptionalInt.of(controlPort),
            haveAllWords() ? settings.stats(List.of()) : List.of(),
            null);
    client.codec().encode(request, new ByteWriter(1024));
    return request;
  }

  /// The last message; null if there is none to be said.
  @Nullable Request disconnect() {
    if (haveAllWords()) {
      return new Request.Disconnect(
          client.newTransactionId(), settings.peerId(), settings.certificate());
    }
    List<SwarmAction> leaves =
        swarms.get().stream()
            .map(swarm -> new SwarmAction(swarm, SwarmAction.Action.LEAVE, PeerMode.LEECH))
            .toList();
    return leaves.isEmpty()
        ? null
        : new Request.SwarmActions(
            client.newTransactionId(),
            settings.peerId(),
            List.of(),
            leaves,
            false,
            OptionalInt.empty(),
            List.of());
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
        haveAllWords() ? expireTime() : null,
        member.mode,
        peernum(),
        ChunkSet.EMPTY,
        haveAllWords() ? stats(member) : List.of());
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

package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp join-chunk`: a peer offers chunks.
@Command(
    name = "join-chunk",
    customSynopsis = {
      "ppsp join-chunk --swarm-id SWARMID --chunk-id CHUNKS... [--peer-mode MODE] [--expire TIME]",
      "                       [--peernum N] [--stat NAME=VALUE]... [OPTION]..."
    },
    description = {"Send JOIN_CHUNK: offer chunks in a swarm, and join it if need be.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp join-chunk --swarm-id movie --chunk-id '0-99 120'",
      "  ppsp join-chunk --swarm-id movie --chunk-id 0-99 --chunk-id intro --expire 10m"
    })
final class JoinChunkCommand extends MessageCommand {
  @Mixin private final JoinOptions join = new JoinOptions();
  @Mixin private final ChunkOptions chunks = new ChunkOptions();

  /// For picocli.
  JoinChunkCommand() {}

  @Override
  Request.JoinChunk request(TransactionId transactionId, PeerId peerId) {
    return new Request.JoinChunk(
        transactionId,
        peerId,
        join.swarm(),
        join.expireTime(),
        join.mode(),
        join.peernum(),
        chunks.needed(),
        join.stats());
  }
}

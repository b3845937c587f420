package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp find-chunk`: a peer asks who has chunks.
@Command(
    name = "find-chunk",
    customSynopsis = {
      "ppsp find-chunk --swarm-id SWARMID --chunk-id CHUNKS... [--peernum N]",
      "                       [--stat [MATCH:]NAME=VALUE]... [OPTION]..."
    },
    description = {
      "Send FIND_CHUNK: ask for peers that offer at least one of some chunks.",
      "",
      "A --stat is required of each peer listed.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp find-chunk --swarm-id movie --chunk-id '17 40-47'",
      "  ppsp find-chunk --swarm-id movie --chunk-id 42 --output xml"
    })
final class FindChunkCommand extends MessageCommand {
  @Mixin private final FindOptions find = new FindOptions();
  @Mixin private final ChunkOptions chunks = new ChunkOptions();

  /// For picocli.
  FindChunkCommand() {}

  @Override
  Request.FindChunk request(TransactionId transactionId, PeerId peerId) {
    return new Request.FindChunk(
        transactionId, peerId, find.swarm(), chunks.needed(), find.peernum(), find.requirements());
  }
}

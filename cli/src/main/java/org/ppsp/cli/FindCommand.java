package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp find`: a peer asks for peers.
@Command(
    name = "find",
    customSynopsis = {
      "ppsp find --swarm-id SWARMID [--peernum N] [--stat [MATCH:]NAME=VALUE]...",
      "                 [--chunk-id CHUNKS]... [OPTION]..."
    },
    description = {
      "Send FIND: ask for peers of a swarm.",
      "",
      "A --stat is required of each peer listed.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp find --swarm-id movie --peernum 10",
      "  ppsp find --swarm-id movie --stat UploadBandwidth=5000 --stat prefer:Country=DE"
    })
final class FindCommand extends MessageCommand {
  @Mixin private final FindOptions find = new FindOptions();
  @Mixin private final ChunkOptions chunks = new ChunkOptions();

  /// For picocli.
  FindCommand() {}

  @Override
  Request.Find request(TransactionId transactionId, PeerId peerId) {
    return new Request.Find(
        transactionId, peerId, find.swarm(), chunks.all(), find.peernum(), find.requirements());
  }
}

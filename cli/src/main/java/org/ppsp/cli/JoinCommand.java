package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp join`: a peer takes part in a swarm.
@Command(
    name = "join",
    customSynopsis = {
      "ppsp join --swarm-id SWARMID [--peer-mode MODE] [--expire TIME] [--peernum N]",
      "                 [--chunk-id CHUNKS]... [--stat NAME=VALUE]... [OPTION]..."
    },
    description = {"Send JOIN: take part in a swarm.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp join --swarm-id movie --peer-mode SEEDER",
      "  ppsp join --swarm-id movie --expire 10m --peernum 20"
    })
final class JoinCommand extends MessageCommand {
  @Mixin private final JoinOptions join = new JoinOptions();
  @Mixin private final ChunkOptions chunks = new ChunkOptions();

  /// For picocli.
  JoinCommand() {}

  @Override
  Request.Join request(TransactionId transactionId, PeerId peerId) {
    return new Request.Join(
        transactionId,
        peerId,
        join.swarm(),
        join.expireTime(),
        join.mode(),
        join.peernum(),
        chunks.all(),
        join.stats());
  }
}

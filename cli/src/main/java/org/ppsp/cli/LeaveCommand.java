package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp leave`: a peer leaves a swarm.
@Command(
    name = "leave",
    customSynopsis = "ppsp leave --swarm-id SWARMID [--chunk-id CHUNKS]... [OPTION]...",
    description = {"Send LEAVE: end the part in a swarm, or withdraw only some chunks.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp leave --swarm-id movie",
      "  ppsp leave --swarm-id movie --chunk-id 0-49"
    })
final class LeaveCommand extends MessageCommand {
  @Mixin private final SwarmOption swarm = new SwarmOption();
  @Mixin private final ChunkOptions chunks = new ChunkOptions();

  /// For picocli.
  LeaveCommand() {}

  @Override
  Request.Leave request(TransactionId transactionId, PeerId peerId) {
    return new Request.Leave(transactionId, peerId, swarm.id(), chunks.all());
  }
}

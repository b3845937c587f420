package org.ppsp.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ppsp report`: a peer tells statistics.
@Command(
    name = "report",
    customSynopsis = "ppsp report [--swarm-id SWARMID] [--stat NAME=VALUE]... [OPTION]...",
    description = {"Send STAT_REPORT: tell statistics of the peer.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp report --stat UploadBandwidth=8000 --stat NAT=STUN",
      "  ppsp report --swarm-id movie --stat UploadedBytes=1048576"
    })
final class ReportCommand extends MessageCommand {
  @Option(
      names = "--swarm-id",
      paramLabel = "SWARMID",
      description = "The swarm the statistics are about (default: the peer as a whole).")
  private @Nullable SwarmId swarm;

  @Option(
      names = "--stat",
      paramLabel = "NAME=VALUE",
      description = "A statistic; may be repeated. Without any it is a KEEPALIVE.")
  private List<Stat> stats = List.of();

  /// For picocli.
  ReportCommand() {}

  @Override
  Request.StatReport request(TransactionId transactionId, PeerId peerId) {
    return new Request.StatReport(transactionId, peerId, swarm, stats);
  }
}

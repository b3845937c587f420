package org.ppsp.cli;

import java.util.List;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ppsp query`: the operator asks a peer for statistics.
@Command(
    name = "query",
    customSynopsis = "ppsp query [--peer-id PEERID] [--stat NAME]... [OPTION]...",
    description = {
      "Send STAT_QUERY as the operator: ask a peer for statistics through the tracker.",
      "",
      "A tracker takes it from its own machine (statQuery.fromLoopback). A peer with a control",
      "port answers itself; of any other the tracker tells what it knows, and asks the peer",
      "in the answer to its next KEEPALIVE.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp query --peer-id alice",
      "  ppsp query --peer-id alice --stat BufferLevel --stat StallTime"
    })
final class QueryCommand extends MessageCommand {
  @Option(
      names = "--stat",
      paramLabel = "NAME",
      description = "A statistic to ask for; may be repeated (default: all).")
  private List<Property> properties = List.of();

  /// For picocli.
  QueryCommand() {}

  @Override
  Request.StatQuery request(TransactionId transactionId, PeerId peerId) {
    return new Request.StatQuery(transactionId, peerId, properties);
  }
}

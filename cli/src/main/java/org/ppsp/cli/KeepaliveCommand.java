package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;

/// `ppsp keepalive`: a peer is still there.
@Command(
    name = "keepalive",
    customSynopsis = "ppsp keepalive [--peer-id PEERID] [OPTION]...",
    description = {
      "Send KEEPALIVE: tell the tracker that the peer is still there.",
      "",
      "StatRequest in the answer asks for statistics, to be told with 'ppsp report'.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  ppsp keepalive --peer-id alice"})
final class KeepaliveCommand extends MessageCommand {
  /// For picocli.
  KeepaliveCommand() {}

  @Override
  Request.KeepAlive request(TransactionId transactionId, PeerId peerId) {
    return new Request.KeepAlive(transactionId, peerId);
  }
}

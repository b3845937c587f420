package org.ppsp.cli;

import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp disconnect`: a peer ends its session.
@Command(
    name = "disconnect",
    customSynopsis = "ppsp disconnect [--peer-id PEERID] [--cer FILE] [OPTION]...",
    description = {"Send DISCONNECT: have the tracker forget the peer and all it offers.", ""},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  ppsp disconnect --peer-id alice"})
final class DisconnectCommand extends MessageCommand {
  @Mixin private final CertificateOption cer = new CertificateOption();

  /// For picocli.
  DisconnectCommand() {}

  @Override
  Request.Disconnect request(TransactionId transactionId, PeerId peerId) {
    return new Request.Disconnect(transactionId, peerId, cer.certificate());
  }
}

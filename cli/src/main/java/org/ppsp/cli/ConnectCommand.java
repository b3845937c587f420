package org.ppsp.cli;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp connect`: a peer begins a session.
@Command(
    name = "connect",
    customSynopsis = {
      "ppsp connect [--peer-id PEERID] [--address IP:PORT]... [--stat NAME=VALUE]...",
      "                    [--control-port PORT] [--cer FILE [--signature ALGORITHM:BASE64]]"
          + " [OPTION]..."
    },
    description = {
      "Send CONNECT: make a peer known to the tracker.",
      "",
      "The tracker's token is kept, and later calls send it along.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp connect --peer-id alice",
      "  ppsp connect --peer-id alice --address 198.51.100.7:6778 --stat UploadBandwidth=8000",
      "  ppsp connect --peer-id bob --address '[2001:db8::2]:6778,priority=2,connection=wired'"
    })
final class ConnectCommand extends MessageCommand {
  @Option(
      names = "--address",
      paramLabel = "IP:PORT[,ATTRIBUTE=VALUE]...",
      description =
          "Where the peer serves chunks; may be repeated. Attributes: type, priority, connection,"
              + " asn, peerProtocol. Without it, the address the message comes from.")
  private List<PeerAddress> addresses = List.of();

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      description = "Where the peer answers STAT_QUERY, 1024 to 65535.")
  private @Nullable Integer controlPort;

  @Option(
      names = "--stat",
      paramLabel = "NAME=VALUE",
      description = "A statistic of the peer; may be repeated.")
  private List<Stat> stats = List.of();

  @Mixin private final CertificateOption cer = new CertificateOption();

  @Option(
      names = "--signature",
      paramLabel = "ALGORITHM:BASE64",
      description = "The proof that the certificate is the peer's.")
  private @Nullable Signature signature;

  /// For picocli.
  ConnectCommand() {}

  @Override
  Request.Connect request(TransactionId transactionId, PeerId peerId) {
    return new Request.Connect(
        transactionId,
        peerId,
        cer.certificate(),
        addresses,
        controlPort == null ? OptionalInt.empty() : OptionalInt.of(controlPort),
        stats,
        signature);
  }
}

package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.KeyKind;
import org.ppsp.cli.enrol.Subject;
import org.ppsp.protocol.PeerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol peer`: the certificate of a peer.
@Command(
    name = "peer",
    description = {
      "Issue a certificate that names a peer, with a new key or for the peer's own.",
      "",
      "A peer that keeps its key sends a signing request (PKCS #10), which proves that it has the",
      "key; only the key is taken from it.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol peer --peer-id alice",
      "  ppsp enrol peer --peer-id alice --key-type ed25519 --days 30 --out alice-2",
      "  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=bob \\",
      "    -keyout bob.key -out bob.csr",
      "  ppsp enrol peer --peer-id bob --csr bob.csr"
    })
final class EnrolPeerCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @Option(
      names = "--peer-id",
      paramLabel = "PEERID",
      required = true,
      description = "The peer that it names.")
  private @Nullable PeerId peer;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "90",
      description = "How long it is good for (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--key-type",
      paramLabel = "KIND",
      description = "The kind of the new key: ec (P-256, default), rsa (3072 bits) or ed25519.")
  private @Nullable KeyKind kind;

  @Option(
      names = "--csr",
      paramLabel = "FILE",
      description = "A signing request, PEM or DER: no key is made.")
  private @Nullable Path request;

  @Option(
      names = "--out",
      paramLabel = "PREFIX",
      description =
          "Write PREFIX.pem and PREFIX.key (default: the PeerID; peer- and the serial number where"
              + " that is no name for a file).")
  private @Nullable Path prefix;

  /// For picocli.
  EnrolPeerCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    if (peer == null) {
      throw console.misuse("--peer-id is missing");
    }
    if (kind != null && request != null) {
      throw console.misuse("--key-type does not go with --csr, which has the peer's own key");
    }
    Duration span = days(days);
    Subject.Peer subject = new Subject.Peer(peer);
    Authority authority = new Authority(dir.folder(console), InstantSource.system());
    print(
        request == null
            ? authority.issue(subject, kind == null ? KeyKind.EC : kind, span, prefix)
            : authority.issue(subject, request, span, prefix),
        "PeerID",
        console);
  }

  /// Tells what was issued.
  ///
  /// @param title of its name
  static void print(Authority.Written written, String title, Console console) {
    Table table =
        new Table()
            .row(title, written.issued().subject().name())
            .row("Serial", written.issued().serialText())
            .row("Until", written.issued().until())
            .row("Certificate", written.certificate());
    if (written.key() != null) {
      table.row("Key", written.key());
    }
    table.print(console.out());
  }
}

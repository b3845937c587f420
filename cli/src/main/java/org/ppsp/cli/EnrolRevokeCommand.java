package org.ppsp.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.Issued;
import org.ppsp.cli.enrol.Reason;
import org.ppsp.protocol.PeerId;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol revoke`: a certificate is worth nothing any more.
@Command(
    name = "revoke",
    description = {
      "Revoke a certificate, or all of a peer's whose time is not over.",
      "",
      "crl.pem is signed anew and replaced in one step; it holds as long as the one before.",
      "Revoking again changes nothing else.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol revoke --peer-id alice",
      "  ppsp enrol revoke --serial 5f0a6c2e9b7d41f08c3e6a5d2b1f0e97 --reason keyCompromise"
    })
final class EnrolRevokeCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @ArgGroup(multiplicity = "1")
  private @Nullable Which which;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      defaultValue = "unspecified",
      description =
          "keyCompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn"
              + " or unspecified (default).")
  private Reason reason = Reason.UNSPECIFIED;

  /// What is revoked: one of both.
  static final class Which {
    @Option(
        names = "--serial",
        paramLabel = "HEX",
        required = true,
        description = "The certificate's serial number.")
    private @Nullable String serial;

    @Option(
        names = "--peer-id",
        paramLabel = "PEERID",
        required = true,
        description = "The peer whose certificates all go.")
    private @Nullable PeerId peer;

    /// For picocli.
    Which() {}
  }

  /// For picocli.
  EnrolRevokeCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    Authority.Revoked revoked = revoke(Objects.requireNonNull(which));
    for (Issued issued : revoked.before()) {
      console.say(issued.serialText() + " was revoked already");
    }
    Table table = new Table();
    for (Issued issued : revoked.now()) {
      table.row("Revoked", issued.serialText() + " " + issued.subject().name());
    }
    table
        .row("CRL", dir.folder().resolve(Authority.CRL))
        .row("Until", revoked.until())
        .print(console.out());
  }

  private Authority.Revoked revoke(Which chosen) throws EnrolException, IOException {
    Authority authority = new Authority(dir.folder(console), InstantSource.system());
    if (chosen.peer != null) {
      return authority.revoke(chosen.peer, reason);
    }
    try {
      return authority.revoke(Issued.serial(Objects.requireNonNull(chosen.serial)), reason);
    } catch (IllegalArgumentException e) {
      throw console.misuse("--serial: " + e.getMessage());
    }
  }
}

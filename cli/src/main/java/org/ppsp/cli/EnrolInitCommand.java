package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.EnrolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol init`: an authority.
@Command(
    name = "init",
    description = {
      "Make a certificate authority in a folder.",
      "",
      "ca.pem is its certificate, for all to trust; ca.key its key (EC, P-256, PKCS #8 without a",
      "password), readable by its owner only; index is what was issued; crl.pem what was revoked.",
      "Nothing is overwritten.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol init",
      "  ppsp enrol init --dir /etc/ppsp/ca --name 'Example authority' --days 1825"
    })
final class EnrolInitCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "PPSP authority",
      description = "Its name, for people: 1 to 64 characters (default: ${DEFAULT-VALUE}).")
  private String name = "";

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "3650",
      description = "How long it is good for (default: ${DEFAULT-VALUE}).")
  private int days;

  /// For picocli.
  EnrolInitCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    Duration span = days(days);
    int length = name.codePointCount(0, name.length());
    if (name.isBlank() || length > 64 || name.codePoints().anyMatch(Character::isISOControl)) {
      throw console.misuse("--name must be 1 to 64 characters, without control characters");
    }
    Path folder = dir.folder();
    Instant until = new Authority(folder, InstantSource.system()).create(name, span);
    new Table()
        .row("Certificate", folder.resolve(Authority.CERTIFICATE))
        .row("Key", folder.resolve(Authority.KEY))
        .row("CRL", folder.resolve(Authority.CRL))
        .row("Until", until)
        .print(console.out());
  }
}

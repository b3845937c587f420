package org.ppsp.cli;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.EnrolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol crl`: the list of what was revoked, for another time.
@Command(
    name = "crl",
    description = {
      "Sign the list of what was revoked anew, so that its time does not end.",
      "",
      "crl.pem is replaced in one step. Let a timer do it well before its time ends.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Examples:", "  ppsp enrol crl", "  ppsp enrol crl --dir /etc/ppsp/ca --days 7"})
final class EnrolCrlCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long it is good for (default: as long as the one before, 30 at first).")
  private @Nullable Integer days;

  /// For picocli.
  EnrolCrlCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    Instant until =
        new Authority(dir.folder(console), InstantSource.system())
            .renewCrl(days == null ? null : days(days));
    new Table()
        .row("CRL", dir.folder().resolve(Authority.CRL))
        .row("Until", until)
        .print(console.out());
  }
}

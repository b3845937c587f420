package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.KeyKind;
import org.ppsp.cli.enrol.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol tracker`: the certificate of a tracker.
@Command(
    name = "tracker",
    description = {
      "Issue a certificate for a tracker, with a new key.",
      "",
      "Its hosts are what stands in the tracker's URL, each a name or an IP address.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol tracker --host tracker.example.org",
      "  ppsp enrol tracker --host localhost 127.0.0.1 ::1 --days 30 --out new"
    })
final class EnrolTrackerCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      arity = "1..*",
      required = true,
      description = "A name or IP address by which clients reach it; may be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "90",
      description = "How long it is good for (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--out",
      paramLabel = "PREFIX",
      description = "Write PREFIX.pem and PREFIX.key (default: tracker).")
  private @Nullable Path prefix;

  /// For picocli.
  EnrolTrackerCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    List<Subject.Host> named = new ArrayList<>();
    for (String host : hosts) {
      try {
        named.add(Subject.Host.parse(host));
      } catch (IllegalArgumentException e) {
        throw console.misuse("--host: " + e.getMessage());
      }
    }
    Authority.Written written =
        new Authority(dir.folder(console), InstantSource.system())
            .issue(new Subject.Tracker(named), KeyKind.EC, days(days), prefix);
    EnrolPeerCommand.print(written, "Hosts", console);
  }
}

package org.ppsp.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.SigningKeys;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol token`: a token for a peer.
@Command(
    name = "token",
    description = {
      "Print a token (JWT) that names a peer, signed by the key of 'ppsp enrol keys'.",
      "",
      "Who has it can act as this peer until it expires; nothing revokes it but 'ppsp enrol keys",
      "--drop-old'.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol token --peer-id alice",
      "  ppsp enrol token --peer-id alice --swarm movie --swarm 'live/*' --expires 10m"
    })
final class EnrolTokenCommand extends EnrolTask {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final String ANY = "*";

  @Mixin private final FolderOption dir = new FolderOption();

  @Option(
      names = "--peer-id",
      paramLabel = "PEERID",
      required = true,
      description = "The peer that it names.")
  private @Nullable PeerId peer;

  @Option(
      names = "--swarm",
      paramLabel = "SWARMID",
      description =
          "A swarm where it holds, or with * at the end all that begin so; may be repeated."
              + " Without it, everywhere.")
  private List<String> swarms = List.of();

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      defaultValue = "ppsp",
      description = "For whom it is (default: ${DEFAULT-VALUE}).")
  private String audience = "";

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "How long it is good for, 1s to 365d (default: ${DEFAULT-VALUE}).")
  private Duration span = Duration.ZERO;

  /// For picocli.
  EnrolTokenCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    if (span.compareTo(Duration.ofSeconds(1)) < 0 || span.compareTo(LONGEST) > 0) {
      throw console.misuse("--expires must be 1s to 365d");
    }
    if (audience.isBlank()) {
      throw console.misuse("--audience must not be empty");
    }
    swarms.forEach(this::check);
    console
        .out()
        .println(
            new SigningKeys(dir.folder(console), InstantSource.system())
                .token(
                    new SigningKeys.Claims(Objects.requireNonNull(peer), swarms, audience, span)));
    console.out().flush();
  }

  private void check(String swarm) {
    String name = swarm.endsWith(ANY) ? swarm.substring(0, swarm.length() - 1) : swarm;
    if (!swarm.equals(ANY)) {
      try {
        SwarmId _ = new SwarmId(name);
      } catch (IllegalArgumentException e) {
        throw console.misuse("--swarm: " + e.getMessage());
      }
    }
  }
}

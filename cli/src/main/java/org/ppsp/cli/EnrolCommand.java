package org.ppsp.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp enrol`: who may take part in a closed swarm.
@Command(
    name = "enrol",
    description = {
      "Let only those take part that an operator has enrolled.",
      "",
      "Peers prove who they are by a certificate, a password or a token. An authority in a folder",
      "issues certificates and revokes them; a file holds who has a password; keys for tokens are",
      "made here for tests and small swarms.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EnrolInitCommand.class,
      EnrolTrackerCommand.class,
      EnrolPeerCommand.class,
      EnrolListCommand.class,
      EnrolRevokeCommand.class,
      EnrolCrlCommand.class,
      EnrolUserCommand.class,
      EnrolKeysCommand.class,
      EnrolTokenCommand.class
    },
    footer = {
      "",
      "Who can read ca.key or jwt.key can enrol anybody: keep them away from the tracker.",
      "",
      "Examples:",
      "  ppsp enrol init                                an authority in ppsp-ca",
      "  ppsp enrol tracker --host tracker.example.org  the tracker's certificate and key",
      "  ppsp enrol peer --peer-id alice                a peer's",
      "  ppsp enrol list                                what was issued",
      "  ppsp enrol revoke --peer-id alice              is worth nothing any more",
      "  ppsp enrol user --file users --peer-id bob     a password instead",
      "  ppsp enrol keys && ppsp enrol token --peer-id carol",
      "                                                 or a token"
    })
final class EnrolCommand implements Runnable {
  @Mixin private final Console console = new Console();

  /// For picocli.
  EnrolCommand() {}

  @Override
  public void run() {
    throw console.misuse("a command is missing");
  }
}

package org.ppsp.cli;

import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ppsp admin`: what an operator sees and steers of a running tracker. Its subcommands are methods
/// of three classes, and there only when they may be needed: two dozen of them would make every
/// start of `ppsp` slower.
@Command(
    name = "admin",
    description = {
      "See and steer a running tracker.",
      "",
      "Calls its management port, which is at http://127.0.0.1:9846 unless manage.listen says",
      "otherwise. Prints text for people, or with --json the answer as it came.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  ppsp admin overview                            the tracker in figures",
      "  ppsp admin swarms --sort uploaded --limit 10   the swarms with the most traffic",
      "  ppsp admin peer alice                          what is known of a peer",
      "  ppsp admin explain --peer-id bob --swarm-id movie --about alice",
      "                                                 why is alice not told to bob?",
      "  ppsp admin quarantine mallory                  no list names mallory any more",
      "  ppsp admin drain                               take no new peers, before a restart",
      "  ppsp admin --help                              all commands",
      "  ppsp admin status --url https://tracker.example.org:9846 --token-file admin.token",
      "                                                 a tracker on another machine"
    })
final class AdminCommand implements Runnable {
  @Mixin private final Console console = new Console();

  /// For picocli.
  AdminCommand() {}

  /// Whether a command line may need the subcommands: it names them, asks for them, or has a file
  /// with more arguments.
  static boolean mayBeMeant(String... args) {
    return List.of(args).stream().anyMatch(arg -> arg.equals("admin") || arg.startsWith("@"));
  }

  /// Adds the subcommands.
  ///
  /// @param admin this command, as picocli has it
  static void addCommands(CommandLine admin) {
    for (Class<?> part : List.of(AdminTracker.class, AdminSwarms.class, AdminPeers.class)) {
      for (Method command : CommandLine.getCommandMethods(part, null)) {
        admin.addSubcommand(new CommandLine(command));
      }
    }
  }

  @Override
  public void run() {
    throw console.misuse("a command is missing");
  }
}

package org.ppsp.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.Configuration;
import org.ppsp.server.ConfigurationException;
import org.ppsp.server.LogLevel;
import org.ppsp.server.StartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `ppsp`: its options, its subcommands, and how it tells what went wrong.
@Command(
    name = "ppsp",
    description = "A tracker for peer-to-peer streaming (PPSP), and a peer to try it with.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      TrackerCommand.class,
      ConnectCommand.class,
      JoinCommand.class,
      JoinChunkCommand.class,
      FindCommand.class,
      FindChunkCommand.class,
      KeepaliveCommand.class,
      ReportCommand.class,
      LeaveCommand.class,
      DisconnectCommand.class,
      PeerCommand.class,
      QueryCommand.class,
      CheckCommand.class,
      LoadCommand.class,
      EnrolCommand.class,
      AdminCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  ppsp demo                             a tracker with a hundred peers, to be watched",
      "  ppsp tracker                          a tracker at http://127.0.0.1:7846/",
      "  ppsp tracker --listen '[::1]:8000'    at another address",
      "  ppsp config > ppsp.yaml               a configuration file with all defaults",
      "  ppsp tracker --config ppsp.yaml       a tracker configured by it",
      "  ppsp connect --peer-id alice          a peer begins a session,",
      "  ppsp join --swarm-id movie            takes part in a swarm,",
      "  ppsp find --swarm-id movie            and asks for peers",
      "  ppsp peer --swarm-id movie            does all that and stays until Ctrl-C",
      "  ppsp check                            does the tracker keep to the protocol?",
      "  ppsp load --rate 5000                 how much does it bear?",
      "  ppsp enrol --help                     who may take part in a closed swarm",
      "  ppsp admin --help                     see and steer a tracker that runs"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:refused or failed",
      "2:wrong command line, or something is missing on the machine",
      "3:no tracker answers"
    })
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 99;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @Option(
      names = "--log-level",
      scope = ScopeType.INHERIT,
      paramLabel = "LEVEL",
      defaultValue = "${env:PPSP_LOG_LEVEL:-info}",
      description =
          "off, error, warn, info (default), debug (one line a request) or trace; also by the"
              + " variable PPSP_LOG_LEVEL.")
  void setLogLevel(LogLevel level) {
    System.setProperty(LogSetup.LEVEL, level.name());
  }

  /// For picocli.
  Main() {}

  /// Runs the command and ends the JVM with its exit status.
  public static void main(String[] args) {
    // Our texts have no locale, but those of the JDK have: its log, for example.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine(AdminCommand.mayBeMeant(args)).execute(args));
  }

  /// The command with all its subcommands.
  static CommandLine commandLine() {
    return commandLine(true);
  }

  /// @param admin whether with the subcommands of `admin`, too
  private static CommandLine commandLine(boolean admin) {
    Main main = new Main();
    CommandLine command = new CommandLine(main);
    if (admin) {
      AdminCommand.addCommands(Objects.requireNonNull(command.getSubcommands().get("admin")));
    }
    command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setExecutionExceptionHandler(main::failed)
        .setParameterExceptionHandler(Main::misused);
    OptionTypes.register(command);
    return command;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }

  @Command(
      name = "config",
      description = "Print the configuration file with all defaults.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  ppsp config > ppsp.yaml"})
  int config() {
    return print(Configuration.defaultFile());
  }

  @Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
  int version() {
    return print(Version.text() + System.lineSeparator());
  }

  @Command(
      name = "completion",
      description = "Print the script by which bash and zsh complete this command.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  source <(ppsp completion)"})
  int completion() {
    return print(ShareFolder.completion());
  }

  private int print(String text) {
    if (spec != null) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(text);
      out.flush();
    }
    return ExitCode.OK;
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String word = unknownCommand(e);
    if (word == null) {
      err.println("ppsp: " + e.getMessage());
      UnmatchedArgumentException.printSuggestions(e, err);
    } else {
      err.println("ppsp: there is no command '" + Console.printable(word) + "'");
      UnmatchedArgumentException.printSuggestions(
          new UnmatchedArgumentException(command, List.of(word)), err);
    }
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' shows what is possible");
    return ExitCode.USAGE;
  }

  /// What stands in the place of a command and is none, after `help`, too.
  private static @Nullable String unknownCommand(ParameterException e) {
    if (e.getCommandLine().getSubcommands().isEmpty()) {
      return null;
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      return first.startsWith("-") ? null : first;
    }
    return String.valueOf(e.getMessage()).startsWith("Unknown subcommand") ? e.getValue() : null;
  }

  private int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    boolean expected =
        e instanceof Failure || e instanceof StartException || e instanceof ConfigurationException;
    err.println("ppsp: " + (expected ? e.getMessage() : "unexpected failure: " + e));
    if (verbose) {
      e.printStackTrace(err);
    } else if (!expected) {
      err.println("--verbose shows where");
    }
    return e instanceof Failure failure ? failure.exitCode : ExitCode.FAILED;
  }
}

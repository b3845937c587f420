package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Runs the [Tour] of docs/cli.md: a script in bash plays the whole life of peers with `ppsp`, one
/// process a message, and a tracker. `-Dcli.write=true` writes the answers anew.
class CliDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "cli.md");
  private static final String STANDARD = "http://127.0.0.1:7846/";

  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void everyCommand_answersAsShown() throws IOException {
    String ppsp =
        PpspProcess.command().stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    int port = freePort();
    try (RunningTracker tracker =
            RunningTracker.start(List.of(), Map.of("PPSP_MANAGE_LISTEN", "127.0.0.1:" + port));
        Shell shell = new Shell()) {
      shell.run(
          "export PPSP_URL=%s PPSP_ADMIN_URL=http://127.0.0.1:%s XDG_STATE_HOME=%s TMPDIR=%s; ppsp() { %s \"$@\"; }"
              .formatted(tracker.url(), port, folder, folder, ppsp));
      int commands =
          new Tour(DOCUMENT)
              .walk(
                  command -> shell.run(command).replace(tracker.url(), STANDARD),
                  Boolean.getBoolean("cli.write"));
      assertThat(commands).as("commands in docs/cli.md").isGreaterThan(5);
    }
  }

  /// One that nothing listens on; the tracker prints where peers reach it, and not this.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void everyCommandAndOption_isNamed() throws IOException {
    String document = Files.readString(DOCUMENT);
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              Object object = command.getCommandSpec().userObject();
              if (object instanceof MessageCommand || object instanceof PeerCommand) {
                assertThat(document).contains("ppsp " + name);
                assertOptionsAreNamed(document, command);
              }
              command
                  .getSubcommands()
                  .forEach(
                      (part, subcommand) -> {
                        assertThat(document).contains("`" + part + "`");
                        assertOptionsAreNamed(document, subcommand);
                      });
            });
  }

  private static void assertOptionsAreNamed(String document, CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.inherited() && !option.usageHelp() && !option.versionHelp()) {
        assertThat(document).contains("`" + option.longestName());
      }
    }
  }
}

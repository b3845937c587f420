package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.server.Configuration;

/// What needs no process of its own.
class MainTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

  @Test
  void config_printsTheDefaults() {
    CommandRun run = CommandRun.of("config");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(Configuration.defaultFile());
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void version_isPrinted(String arg) {
    CommandRun run = CommandRun.of(arg);
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("ppsp ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help", "help tracker", "config --help"})
  void help_hasExamples(String args) {
    CommandRun run = CommandRun.of(args.split(" ", -1));
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: ppsp", "Example");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
  }

  @Test
  void everyCommand_helpsWithExamples() {
    Set<String> commands = new TreeSet<>(Main.commandLine().getSubcommands().keySet());
    commands.removeAll(Set.of("help", "version"));
    assertThat(commands)
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> help_hasExamples(name + " --help"));
  }

  @Test
  void everyCommandOfEnrol_helpsWithExamples() {
    Set<String> commands =
        Main.commandLine().getSubcommands().get("enrol").getSubcommands().keySet();
    assertThat(commands)
        .hasSize(9)
        .allSatisfy(name -> help_hasExamples("enrol " + name + " --help"));
  }

  @Test
  void everyCommandOfAdmin_helpsWithExamples() {
    Set<String> commands =
        Main.commandLine().getSubcommands().get("admin").getSubcommands().keySet();
    assertThat(commands)
        .hasSize(23)
        .allSatisfy(name -> help_hasExamples("admin " + name + " --help"));
  }

  @Test
  void synopsis_namesOptionsThatAreThere() {
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(OPTION.matcher(command.getHelp().synopsis(0)).results())
                    .as(name)
                    .allSatisfy(
                        option ->
                            assertThat(command.getCommandSpec().findOption(option.group()))
                                .as(option.group())
                                .isNotNull()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "trakcer",
        "tracker --lissten a:1",
        "tracker more",
        "--log-level loud config",
        "tracker --listen nowhere",
        "tracker --listen 127.0.0.1:70000",
        "find"
      })
  void wrongCommandLine_is2_andSaysWhereHelpIs(String args) {
    CommandRun run = CommandRun.of(args.isEmpty() ? new String[0] : args.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: ").contains("--help'");
  }

  @ParameterizedTest
  @CsvSource({
    "fin --swarm-id m, fin, find",
    "conect, conect, connect",
    "help trakcer, trakcer, tracker"
  })
  void unknownCommand_isToldWithTheOneThatMayBeMeant(String args, String word, String meant) {
    CommandRun run = CommandRun.of(args.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("ppsp: there is no command '" + word + "'")
        .contains("Did you mean: ", meant);
  }

  @Test
  void refusal_is1_withCauseAndCure_andNoStackTrace() {
    for (String[] args :
        List.of(
            new String[] {"tracker", "--listen", "0.0.0.0:0"},
            new String[] {"tracker", "--config", "no-such-file.yaml"})) {
      CommandRun run = CommandRun.of(args);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("ppsp: ").contains(args[2]).hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--verbose tracker --config nowhere", "tracker --config nowhere --verbose"})
  void verbose_showsTheStackTrace(String args) {
    assertThat(CommandRun.of(args.split(" ", -1)).err())
        .contains("ConfigurationException", "\tat ");
  }
}

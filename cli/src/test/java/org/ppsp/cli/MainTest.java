package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.server.Configuration;
import picocli.CommandLine;

/// What needs no process of its own.
class MainTest {
  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(args);
    return new Run(code, out.toString(), err.toString());
  }

  @Test
  void config_printsTheDefaults() {
    Run run = run("config");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo(Configuration.defaultFile());
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void version_isPrinted(String arg) {
    Run run = run(arg);
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("ppsp ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help", "tracker --help", "help tracker", "config --help"})
  void help_hasExamples(String args) {
    Run run = run(args.split(" ", -1));
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: ppsp", "Example");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "trakcer", "tracker --lissten a:1", "tracker more", "--log-level loud config"})
  void wrongCommandLine_is2_andSaysWhereHelpIs(String args) {
    Run run = run(args.isEmpty() ? new String[0] : args.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: ").contains("--help'");
  }

  @Test
  void refusal_is1_withCauseAndCure_andNoStackTrace() {
    for (String[] args :
        List.of(
            new String[] {"tracker", "--listen", "nowhere"},
            new String[] {"tracker", "--listen", "0.0.0.0:0"},
            new String[] {"tracker", "--config", "no-such-file.yaml"})) {
      Run run = run(args);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("ppsp: ").contains(args[2]).hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--verbose tracker --listen nowhere", "tracker --listen nowhere --verbose"})
  void verbose_showsTheStackTrace(String args) {
    assertThat(run(args.split(" ", -1)).err()).contains("ConfigurationException", "\tat ");
  }
}

package org.ppsp.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.log.Escape;
import org.ppsp.server.security.ExposedFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a command prints. A mixin.
@Command
final class Console {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /// For picocli.
  Console() {}

  private CommandLine commandLine() {
    return Objects.requireNonNull(command).commandLine();
  }

  /// Standard output: answers.
  PrintWriter out() {
    return commandLine().getOut();
  }

  /// Prints a line on standard error: what is not an answer.
  void say(String line) {
    PrintWriter err = commandLine().getErr();
    err.println("ppsp: " + printable(line));
    err.flush();
  }

  /// What ends a command whose options do not go together.
  ParameterException misuse(String message) {
    return new ParameterException(commandLine(), message);
  }

  /// Warns if others can read a file that holds a secret.
  void warnIfExposed(Path file) {
    ExposedFile.warning(file).ifPresent(this::say);
  }

  /// A text of strangers, with everything escaped that a terminal would obey or not show: controls,
  /// and what turns the direction of writing.
  static String printable(String text) {
    return Escape.line(text);
  }
}

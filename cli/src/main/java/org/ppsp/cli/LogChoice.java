package org.ppsp.cli;

import org.jspecify.annotations.Nullable;
import org.ppsp.server.LogLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Whether the user chose how much is logged. A mixin.
@Command
final class LogChoice {
  private static final String OPTION = "--log-level";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /// For picocli.
  LogChoice() {}

  /// Has nothing below warnings logged, unless another level was chosen.
  void warningsUnlessChosen() {
    if (option() == null && System.getenv("PPSP_LOG_LEVEL") == null) {
      System.setProperty(LogSetup.LEVEL, LogLevel.WARN.name());
    }
  }

  /// The level that the command line names; null if it names none.
  @Nullable LogLevel option() {
    for (CommandSpec it = command; it != null; it = it.parent()) {
      var parsed = it.commandLine().getParseResult();
      if (parsed.hasMatchedOption(OPTION)) {
        return parsed.matchedOptionValue(OPTION, LogLevel.INFO);
      }
    }
    return null;
  }
}

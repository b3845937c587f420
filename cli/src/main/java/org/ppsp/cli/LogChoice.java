package org.ppsp.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Whether the user chose how much is logged. A mixin.
@Command
final class LogChoice {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /// For picocli.
  LogChoice() {}

  /// Has nothing below warnings logged, unless another level was chosen.
  void warningsUnlessChosen() {
    if (!isChosen()) {
      System.setProperty(LogLevel.PROPERTY, LogLevel.WARN.name());
    }
  }

  private boolean isChosen() {
    for (CommandSpec it = command; it != null; it = it.parent()) {
      if (it.commandLine().getParseResult().hasMatchedOption("--log-level")) {
        return true;
      }
    }
    return System.getenv("PPSP_LOG_LEVEL") != null;
  }
}

package org.ppsp.cli;

/// What the command's exit status says.
final class ExitCode {
  /// Done.
  static final int OK = 0;

  /// Refused, or failed.
  static final int FAILED = 1;

  /// The command line is wrong.
  static final int USAGE = 2;

  /// No tracker gave an answer.
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}

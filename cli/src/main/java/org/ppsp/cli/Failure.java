package org.ppsp.cli;

import java.util.stream.Collectors;
import org.ppsp.client.Result;
import org.ppsp.client.TrackerException;
import org.ppsp.protocol.Condition;

/// Ends a command: its message names cause and cure, and needs no stack trace.
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  /// The exit status, one of [ExitCode].
  final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  Failure(String message, Throwable cause) {
    super(message, cause);
    exitCode = ExitCode.FAILED;
  }

  /// A tracker refused.
  static Failure of(Result.Refused<?> refused) {
    StringBuilder text = new StringBuilder();
    text.append(refused.status().code()).append(' ').append(refused.status()).append(": ");
    text.append(Console.printable(refused.reason()));
    refused.conditions().forEach(condition -> append(text, condition));
    if (refused.retryAfter() != null) {
      text.append("\n  Retry-After: ").append(refused.retryAfter().toSeconds()).append(" s");
    }
    return new Failure(ExitCode.FAILED, text.toString());
  }

  private static void append(StringBuilder text, Condition condition) {
    text.append("\n  Condition: ").append(condition.type().text());
    Condition.Challenge challenge = condition.challenge();
    if (challenge != null) {
      text.append(", nonce ").append(challenge.nonce());
      text.append(", algorithm ").append(Console.printable(challenge.algorithm()));
      text.append(", until ").append(challenge.expires());
    }
  }

  /// No tracker gave an answer.
  static Failure of(Result.Unreachable<?> unreachable) {
    String reasons =
        unreachable.failures().stream()
            .map(failure -> "no tracker answers at " + failure.tracker() + ": " + failure.reason())
            .collect(Collectors.joining("\n"));
    return new Failure(
        ExitCode.UNREACHABLE,
        reasons
            + "\n'ppsp tracker' runs one here; --tracker or the variable PPSP_URL name another");
  }

  /// Either of both.
  static Failure of(TrackerException e) {
    return switch (e.result()) {
      case Result.Refused<?> refused -> of(refused);
      case Result.Unreachable<?> unreachable -> of(unreachable);
      case Result.Success<?> success -> throw new AssertionError(success);
    };
  }
}

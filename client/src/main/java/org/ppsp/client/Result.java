package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// How a request ended.
///
/// @param <T> the answer to it
public sealed interface Result<T extends Response> {
  /// The tracker did what was asked.
  ///
  /// @param response its answer
  /// @param tracker which one
  record Success<T extends Response>(T response, URI tracker) implements Result<T> {}

  /// A tracker answered that it did not do it, and asking again would not help now.
  ///
  /// @param status why
  /// @param reason the cause and the cure, for a person
  /// @param conditions with AUTHENTICATION_REQUIRED, the credentials any one of which would do
  /// @param retryAfter how long the tracker asked to wait, at most a day; null if it did not say
  /// @param tracker which one
  record Refused<T extends Response>(
      Status status,
      String reason,
      List<Condition> conditions,
      @Nullable Duration retryAfter,
      URI tracker)
      implements Result<T> {
    /// Copies the list.
    public Refused {
      conditions = List.copyOf(conditions);
    }
  }

  /// No tracker gave an answer that could be read.
  ///
  /// @param failures the last failure of each tracker that was tried, in the order of the trying
  record Unreachable<T extends Response>(List<Failure> failures) implements Result<T> {
    /// Copies the list.
    public Unreachable {
      failures = List.copyOf(failures);
    }
  }

  /// What went wrong with a tracker.
  ///
  /// @param tracker which one
  /// @param reason for a person
  record Failure(URI tracker, String reason) {}

  /// The answer.
  ///
  /// @throws TrackerException if there is none
  default T orElseThrow() throws TrackerException {
    return switch (this) {
      case Success<T>(T response, URI _) -> response;
      case Refused<T> refused -> throw new TrackerException(refused);
      case Unreachable<T> unreachable -> throw new TrackerException(unreachable);
    };
  }

  /// In a line, for a person.
  default String summary() {
    return switch (this) {
      case Success<T>(T _, URI tracker) -> "done by " + tracker;
      case Refused<T> refused ->
          "refused by %s: %s, %s".formatted(refused.tracker, refused.status, refused.reason);
      case Unreachable<T>(List<Failure> failures) ->
          failures.stream()
              .map(failure -> failure.tracker() + ": " + failure.reason())
              .collect(Collectors.joining("; ", "no tracker can be reached (", ")"));
    };
  }
}

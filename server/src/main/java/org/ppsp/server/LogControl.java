package org.ppsp.server;

/// The log of the process while it runs. Implementations are thread-safe.
public interface LogControl {
  /// How much is logged now.
  LogLevel level();

  /// Logs so much from now on, until the settings are applied again.
  void level(LogLevel level);

  /// Logs so much from now on.
  ///
  /// @throws IllegalArgumentException if there is no level of that name; the message has those
  ///   there are
  default void level(String name) {
    level(LogLevel.parse(name));
  }

  /// Lines dropped since the start, because standard error did not take them.
  long dropped();

  /// Logs as the settings say from now on. Does not wait for a collector.
  void apply(LogSettings settings);
}

package org.ppsp.server;

import java.util.Arrays;
import java.util.Locale;

/// How much is logged: what is written at one level is written at those behind it, too.
public enum LogLevel {
  /// Nothing.
  OFF,
  /// What failed.
  ERROR,
  /// What an operator should look at.
  WARN,
  /// What an operator may want to know.
  INFO,
  /// One line a request, and more.
  DEBUG,
  /// All there is, that of libraries, too.
  TRACE;

  /// Reads a level, in small or capital letters.
  ///
  /// @throws IllegalArgumentException if there is none of that name; the message has those there
  ///   are
  public static LogLevel parse(String text) {
    for (LogLevel level : values()) {
      if (level.name().equalsIgnoreCase(text)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no log level; there are %s".formatted(text, Arrays.toString(values())));
  }

  /// The name in small letters.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

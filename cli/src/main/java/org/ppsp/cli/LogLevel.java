package org.ppsp.cli;

import java.util.Locale;

/// How much is logged.
enum LogLevel {
  OFF,
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE;

  /// The system property by which the level reaches [LogSetup].
  static final String PROPERTY = "ppsp.log.level";

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

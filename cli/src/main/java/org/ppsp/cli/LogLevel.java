package org.ppsp.cli;

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
}

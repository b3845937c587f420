package org.ppsp.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Lines for people: `2026-05-01T12:00:00.000Z INFO Server tracker listens on ...`. An event is one
/// line, and those of a stack trace, which begin with white space or the class of a failure.
final class TextLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private TextLine() {}

  /// The event with the end of its line.
  static String of(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', Math.max(1, 6 - level.length()));
    line.append(shortName(event)).append(' ');
    line.append(message(event)).append('\n').append(trace(event));
    return line.toString();
  }

  /// The last part of the logger's name.
  static String shortName(ILoggingEvent event) {
    String name = event.getLoggerName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// What happened, in one line.
  static String message(ILoggingEvent event) {
    return Escape.line(String.valueOf(event.getFormattedMessage()));
  }

  /// The stack traces of a failure, each line of them ended; empty if there was none.
  static String trace(ILoggingEvent event) {
    IThrowableProxy failure = event.getThrowableProxy();
    return failure == null ? "" : ThrowableProxyUtil.asString(new EscapedThrowable(failure));
  }
}

package org.ppsp.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.ppsp.server.LogSettings.Format;

/// Events as lines for standard error, in a format that may change. Thread-safe.
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private volatile Format format = Format.TEXT;

  Format format() {
    return format;
  }

  void format(Format next) {
    format = next;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line =
        switch (format) {
          case TEXT -> TextLine.of(event);
          case JSON -> JsonLine.of(event) + "\n";
        };
    return line.getBytes(StandardCharsets.UTF_8);
  }

  /// The event without line breaks, not even those of a stack trace.
  String single(ILoggingEvent event) {
    return switch (format) {
      case JSON -> JsonLine.of(event);
      case TEXT -> {
        String trace = TextLine.trace(event).strip();
        String message = TextLine.message(event);
        yield trace.isEmpty() ? message : message + " " + Escape.line(trace);
      }
    };
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}

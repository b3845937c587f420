package org.ppsp.cli.log;

import ch.qos.logback.classic.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Holds each kind of line, that is, logger and message without its arguments, to so many a minute:
/// what strangers cause again and again must not fill the disk. Thread-safe.
final class LineLimit {
  /// Lines of a kind in a minute.
  static final int LINES = 60;

  /// Kinds that are known at once. The rest of a logger's are one kind together.
  static final int KINDS = 1000;

  static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// A kind of line.
  ///
  /// @param message without its arguments
  record Kind(String logger, String message) {}

  /// Takes what is told of lines that were left out.
  @FunctionalInterface
  interface Report {
    /// So many were, the first of them of this level.
    void omitted(Kind kind, Level level, long lines);
  }

  /// The minute that a kind is in.
  private static final class Window {
    private final long begun;
    private int written;
    private long omitted;
    private Level level = Level.INFO;

    Window(long now) {
      begun = now;
    }

    boolean isOver(long now) {
      return now - begun >= WINDOW_NANOS;
    }
  }

  private final LongSupplier nanos;
  private final Report report;
  private final Map<Kind, Window> windows = new HashMap<>();

  LineLimit(LongSupplier nanos, Report report) {
    this.nanos = nanos;
    this.report = report;
  }

  /// Whether a line is to be written.
  ///
  /// @param firstLeftOut is run when it is not, for the first time in this minute: somebody must
  ///   then call [#look] once the minute is over
  boolean takes(Kind kind, Level level, Runnable firstLeftOut) {
    long now = nanos.getAsLong();
    boolean isFirst;
    synchronized (windows) {
      Window window = window(kind, now);
      if (window.written < LINES) {
        window.written++;
        return true;
      }
      isFirst = window.omitted++ == 0;
      if (isFirst) {
        window.level = level;
      }
    }
    if (isFirst) {
      firstLeftOut.run();
    }
    return false;
  }

  private Window window(Kind kind, long now) {
    if (windows.size() >= KINDS && !windows.containsKey(kind)) {
      removeThoseOver(now);
    }
    Kind known =
        windows.size() < KINDS || windows.containsKey(kind)
            ? kind
            : new Kind(kind.logger(), "other messages");
    Window window = windows.get(known);
    if (window == null || window.isOver(now)) {
      if (window != null) {
        tell(known, window);
      }
      window = new Window(now);
      windows.put(known, window);
    }
    return window;
  }

  /// Tells what was left out in minutes that are over, and forgets these.
  void look() {
    long now = nanos.getAsLong();
    synchronized (windows) {
      removeThoseOver(now);
    }
  }

  private void removeThoseOver(long now) {
    windows
        .entrySet()
        .removeIf(
            entry -> {
              boolean isOver = entry.getValue().isOver(now);
              if (isOver) {
                tell(entry.getKey(), entry.getValue());
              }
              return isOver;
            });
  }

  private void tell(Kind kind, Window window) {
    if (window.omitted > 0) {
      report.omitted(kind, window.level, window.omitted);
    }
  }
}

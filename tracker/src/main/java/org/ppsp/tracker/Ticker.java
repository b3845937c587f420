package org.ppsp.tracker;

/// Monotonic time, as `System::nanoTime` gives it.
@FunctionalInterface
public interface Ticker {
  /// Nanoseconds since some moment that never changes; never goes back.
  long nanos();
}

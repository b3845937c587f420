package org.ppsp.client;

import java.time.Duration;

/// Which durations a builder takes.
final class Durations {
  static final Duration YEAR = Duration.ofDays(365);

  private Durations() {}

  /// The value, if it is in range.
  ///
  /// @param what it is, for a person
  /// @throws IllegalArgumentException if it is not
  static Duration within(Duration least, Duration most, Duration value, String what) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, not %s".formatted(what, least, most, value));
    }
    return value;
  }

  static Duration atLeast(Duration least, Duration value, String what) {
    return within(least, YEAR, value, what);
  }
}

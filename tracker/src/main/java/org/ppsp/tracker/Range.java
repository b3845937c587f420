package org.ppsp.tracker;

import java.time.Duration;

/// Holds settings against their ranges. A class of its own, for those whose settings are checked
/// have constants, and must not need each other while these are made.
final class Range {
  private Range() {}

  static void check(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, not %s".formatted(name, least, most, value));
    }
  }

  static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, not %s".formatted(name, least, most, value));
    }
  }
}

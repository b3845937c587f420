package org.ppsp.client;

import java.time.Duration;

/// How long to wait after failures: doubled with each one, and each time a random share between
/// half and all of it, so that those who failed together do not come back together.
///
/// @param first after the first failure, before the random share is taken; more than zero
/// @param most the longest wait; at least `first`, at most 292 years
public record Backoff(Duration first, Duration most) {
  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left
  public Backoff {
    if (!first.isPositive() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException("a back-off needs 0 < first <= most");
    }
    var _ = most.toNanos();
  }

  /// The wait after so many failures in a row, 0 for the first one.
  Duration delay(int failures, Jitter jitter) {
    long whole = first.toNanos();
    for (int i = 0; i < failures && whole < most.toNanos(); i++) {
      whole = whole > most.toNanos() / 2 ? most.toNanos() : whole * 2;
    }
    return Duration.ofNanos(jitter.between(whole / 2, whole));
  }
}

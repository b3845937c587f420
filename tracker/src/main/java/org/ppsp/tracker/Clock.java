package org.ppsp.tracker;

import java.time.Duration;

/// The tracker's time: tenths of a second since it was made, in an `int` that lasts for six years.
/// Memberships and sessions are too many to carry eight bytes each.
final class Clock {
  static final int TICKS_PER_SECOND = 10;
  private static final long NANOS = 1_000_000_000L / TICKS_PER_SECOND;

  private final Ticker ticker;
  private final long origin;

  Clock(Ticker ticker) {
    this.ticker = ticker;
    origin = ticker.nanos();
  }

  /// Now, in ticks.
  int now() {
    return (int) ((ticker.nanos() - origin) / NANOS);
  }

  /// A span of time in ticks; more than there can be if it is longer.
  static int ticks(Duration time) {
    return (int) Math.min(Integer.MAX_VALUE, time.toSeconds() * TICKS_PER_SECOND);
  }

  /// The minute that a time is in, counted from 0.
  static int minute(int ticks) {
    return ticks / (60 * TICKS_PER_SECOND);
  }

  /// The first tick at which at least this much time has passed, never earlier.
  int after(Duration time) {
    long passed = ticker.nanos() - origin;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(passed + time.toNanos(), NANOS));
  }
}

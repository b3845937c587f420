package org.ppsp.client;

import java.time.Duration;
import java.time.Instant;

/// The time as the SDK sees it; a test hands in its own. Every thread may call.
public interface Time {
  /// The time of this machine.
  Time SYSTEM =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant instant() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /// Nanoseconds since some moment that never changes; never goes back.
  long nanos();

  /// The time of day; only for headers that name one.
  Instant instant();

  /// Waits for so long.
  void sleep(Duration duration) throws InterruptedException;
}

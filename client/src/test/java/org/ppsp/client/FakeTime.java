package org.ppsp.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Time that passes only when it is told to, or when somebody sleeps. Every thread may call.
final class FakeTime implements Time {
  static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

  private final List<Duration> sleeps = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 1_000_000_000; // overflows during the tests
  private Instant instant = START;

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Instant instant() {
    return instant;
  }

  @Override
  public synchronized void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    sleeps.add(duration);
    advance(duration);
  }

  synchronized void advance(Duration duration) {
    nanos += duration.toNanos();
    instant = instant.plus(duration);
  }

  synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }
}

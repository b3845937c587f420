package org.ppsp.cli.load;

/// When requests are due: evenly, so many a second, whatever becomes of those before. What is due
/// and could not be sent yet needs no memory, because the time of each follows from its number.
final class Schedule {
  private static final double SECOND = 1e9;

  private final double rate;
  private final long start;
  private final long end;
  private long taken;

  /// @param rate a second; 0: never
  /// @param start of the first, in nanoseconds
  /// @param end before which the last is due
  Schedule(double rate, long start, long end) {
    this.rate = rate;
    this.start = start;
    this.end = end;
  }

  private long time(long number) {
    return start + (long) (number * SECOND / rate);
  }

  /// When the next is due; [Long#MAX_VALUE] if there is none.
  long next() {
    if (rate <= 0) {
      return Long.MAX_VALUE;
    }
    long time = time(taken);
    return time - end < 0 ? time : Long.MAX_VALUE;
  }

  boolean isDue(long now) {
    long next = next();
    return next != Long.MAX_VALUE && next - now <= 0;
  }

  /// Takes the next.
  ///
  /// @return when it was due
  long take() {
    return time(taken++);
  }

  /// How many have been due by then, taken or not.
  long offered(long now) {
    long until = now - end < 0 ? now + 1 - start : end - start;
    return rate <= 0 || until <= 0 ? 0 : (long) Math.ceil(until * rate / SECOND);
  }

  /// How many are due and not taken.
  long backlog(long now) {
    return Math.max(0, offered(now) - taken);
  }
}

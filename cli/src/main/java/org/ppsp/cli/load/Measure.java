package org.ppsp.cli.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/// How a load is going. For one thread; [#result] after its end.
final class Measure {
  private static final double SECOND = 1e9;
  private static final double MILLI = 1000;

  private final Driver driver;
  private final long from;
  private final long end;
  private final double rate;
  private long stoppedAt;
  private long servedInTime;
  private long unsent;
  private long lastTime;
  private long lastServed;
  private long lastOffered;

  /// @param from when the measuring begins, in nanoseconds
  /// @param end when it ends, unless [#stop] comes before
  /// @param rate that is offered, a second
  Measure(Driver driver, long from, long end, double rate) {
    this.driver = driver;
    this.from = from;
    this.end = end;
    this.rate = rate;
    this.lastTime = from;
    this.stoppedAt = end;
  }

  /// A line for a person about the time since the last one.
  String line(long now) {
    if (now - from <= 0) {
      return String.format(Locale.ROOT, "warm-up, %d waiting", driver.backlog(now));
    }
    double seconds = Math.max(1, now - lastTime) / SECOND;
    long served = driver.served();
    long offered = driver.offered(now);
    Histogram lately = driver.tally().takeLately();
    String line =
        String.format(
            Locale.ROOT,
            "%.0f s  offered %.0f/s  served %.0f/s  p50 %.2f ms  p99 %.2f ms  errors %d  waiting"
                + " %d",
            (now - from) / SECOND,
            (offered - lastOffered) / seconds,
            (served - lastServed) / seconds,
            lately.getValueAtPercentile(50) / MILLI,
            lately.getValueAtPercentile(99) / MILLI,
            driver.tally().all().errorCount(),
            driver.backlog(now));
    lastTime = now;
    lastServed = served;
    lastOffered = offered;
    return line;
  }

  /// Ends the sending; what is under way is still waited for.
  void stop(long now) {
    if (driver.isStopped()) {
      return;
    }
    driver.stop();
    stoppedAt = now - end < 0 ? now : end;
    servedInTime = driver.served();
    unsent = driver.backlog(stoppedAt);
  }

  LoadResult result() {
    double seconds = Math.max(0, stoppedAt - from) / SECOND;
    return new LoadResult(
        driver.tally(), seconds, rate, seconds > 0 ? servedInTime / seconds : 0, unsent);
  }
}

package org.ppsp.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.ppsp.tracker.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tracker's time, which a pause of the process does not use up: SIGSTOP, a frozen cgroup, a
/// virtual machine that moves to another host. Peers cannot renew their sessions meanwhile.
///
/// A beat, many times a second, shows that the process runs. From one beat to the next at most
/// [#MOST] passes, however long it takes. So a thread that wakes before the first beat after a
/// pause does not see the jump, and a beat that is late because the machine is busy changes
/// nothing. Before the first beat this is the time of its source. Thread-safe.
final class SteadyTicker implements Ticker {
  /// Shorter than the shortest time after which a session ends, longer than a busy machine keeps a
  /// thread waiting.
  private static final long MOST = Duration.ofSeconds(1).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(SteadyTicker.class);

  private static final long TENTH = 100_000_000;

  private final Ticker source;
  private volatile @Nullable Beat last;

  /// @param at when it was, in the source's time
  /// @param lost how much of the source's time pauses have used up until then
  private record Beat(long at, long lost) {}

  SteadyTicker(Ticker source) {
    this.source = source;
  }

  @Override
  public long nanos() {
    Beat beat = last;
    long now = source.nanos();
    return beat == null ? now : beat.at + Math.min(now - beat.at, MOST) - beat.lost;
  }

  /// Shows that the process runs. For one thread.
  void beat() {
    Beat beat = last;
    long now = source.nanos();
    if (beat == null) {
      last = new Beat(now, 0);
      return;
    }
    long pause = now - beat.at;
    long lost = Math.max(0, pause - MOST);
    last = new Beat(now, beat.lost + lost);
    if (lost >= TENTH) { // less is no matter for anyone
      LOG.warn(
          "the tracker stood still for {} (stopped by a signal, a frozen cgroup, or its machine was"
              + " moved): sessions, memberships and challenges last {} longer",
          text(pause),
          text(lost));
    }
  }

  private static String text(long nanos) {
    long tenths = nanos / TENTH;
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}

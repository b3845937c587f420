package org.ppsp.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reclaims what has expired, step by step in a thread of its own, so that all sessions are looked
/// at about every 30 s and no step takes long.
final class Sweeper implements AutoCloseable {
  private static final int STEPS = 300;
  private static final int LEAST = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sweeper").daemon().factory());
  private final IntSupplier sessions;
  private final IntUnaryOperator sweep;

  /// Begins.
  ///
  /// @param sessions how many there are
  /// @param sweep looks at up to so many sessions and says at how many it has looked
  /// @param stepMillis the time between two steps
  Sweeper(IntSupplier sessions, IntUnaryOperator sweep, long stepMillis) {
    this.sessions = sessions;
    this.sweep = sweep;
    var _ =
        thread.scheduleWithFixedDelay(this::step, stepMillis, stepMillis, TimeUnit.MILLISECONDS);
  }

  private void step() {
    try {
      int _ = sweep.applyAsInt(Math.max(LEAST, sessions.getAsInt() / STEPS));
    } catch (RuntimeException e) {
      LOG.error("a step of sweeping failed; the next one is tried", e); // or it would be the last
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

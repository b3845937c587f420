package org.ppsp.server;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/// Reclaims what has expired, step by step in a thread of its own, so that all sessions are looked
/// at about every 30 s and no step takes long.
final class Sweeper implements AutoCloseable {
  private static final int STEPS = 300;
  private static final int LEAST = 1000;

  private final IntSupplier sessions;
  private final IntUnaryOperator sweep;
  private final Repeater steps;

  /// Begins.
  ///
  /// @param sessions how many there are
  /// @param sweep looks at up to so many sessions and says at how many it has looked
  /// @param stepMillis the time between two steps
  Sweeper(IntSupplier sessions, IntUnaryOperator sweep, long stepMillis) {
    this.sessions = sessions;
    this.sweep = sweep;
    steps = new Repeater("sweeper", this::step, Duration.ofMillis(stepMillis));
  }

  private void step() {
    int _ = sweep.applyAsInt(Math.max(LEAST, sessions.getAsInt() / STEPS));
  }

  @Override
  public void close() {
    steps.close();
  }
}

package org.ppsp.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the same step again and again in a thread of its own, with the same time between two; a
/// step that fails is logged, and the next one is tried.
final class Repeater implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Repeater.class);

  private final ScheduledExecutorService thread;
  private final String name;
  private final Runnable step;
  private ScheduledFuture<?> steps;

  /// Begins; the first step is after that time as well.
  ///
  /// @param name of the thread
  Repeater(String name, Runnable step, Duration pause) {
    this.name = name;
    this.step = step;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon().factory());
    steps = schedule(pause);
  }

  private ScheduledFuture<?> schedule(Duration pause) {
    return thread.scheduleWithFixedDelay(
        this::step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Goes on with another time between two steps; the next one is after that time.
  synchronized void pause(Duration next) {
    if (!thread.isShutdown()) {
      var _ = steps.cancel(false);
      steps = schedule(next);
    }
  }

  private void step() {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("a step of the {} failed; the next one is tried", name, e); // or it were the last
    }
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
  }
}

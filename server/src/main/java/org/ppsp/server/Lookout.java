package org.ppsp.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at files again and again, in a thread of its own, so that what changes in them is taken
/// without a restart.
final class Lookout implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lookout").daemon().factory());

  /// Begins.
  Lookout(Runnable look, Duration every) {
    Runnable step =
        () -> {
          try {
            look.run();
          } catch (RuntimeException e) {
            LOG.error(
                "a look at files failed; the next one is tried", e); // or it would be the last
          }
        };
    var _ =
        thread.scheduleWithFixedDelay(
            step, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package org.ppsp.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A stretch of a command that SIGINT and SIGTERM end in order: they interrupt the thread that made
/// this object, and wait until it has closed it. The exit status is then 0, because a signal is the
/// way to end such a command.
final class UntilSignal implements AutoCloseable {
  /// How long the thread has to put things in order.
  private static final int GRACE_SECONDS = 15;

  private final Thread thread = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::signalled, "signal");

  UntilSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void signalled() {
    thread.interrupt();
    try {
      var _ = closed.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts a hook; if somebody does, the JVM ends at once.
    }
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is under way and waits for what follows.
    }
    closed.countDown();
  }
}

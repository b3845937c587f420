package org.ppsp.cli.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A part of a load, which runs on the event loop while another thread waits for its end.
final class Phase {
  private final EventLoop loop;
  private final Runnable pump;
  private final BooleanSupplier isDone;
  private final List<Future<?>> timers = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /// @param pump sends what can be sent
  /// @param isDone whether the phase has ended, asked after each pump
  Phase(EventLoop loop, Runnable pump, BooleanSupplier isDone) {
    this.loop = loop;
    this.pump = pump;
    this.isDone = isDone;
  }

  /// Pumps; the event loop's thread alone may call.
  void pump() {
    if (ended.getCount() > 0) {
      pump.run();
      if (isDone.getAsBoolean()) {
        finish();
      }
    }
  }

  /// Ends the phase; the event loop's thread alone may call.
  void finish() {
    timers.forEach(timer -> timer.cancel(false));
    ended.countDown();
  }

  /// Does something again and again, until the end.
  void each(Duration every, Runnable task) {
    long nanos = every.toNanos();
    timers.add(loop.scheduleAtFixedRate(task, nanos, nanos, TimeUnit.NANOSECONDS));
  }

  /// Does something once, unless the end comes before.
  void after(long nanos, Runnable task) {
    timers.add(loop.schedule(task, nanos, TimeUnit.NANOSECONDS));
  }

  /// Begins, and waits for the end.
  ///
  /// @param stop is run by the event loop if the thread is interrupted; it has to bring about the
  ///   end
  /// @return whether the thread was interrupted
  boolean await(Runnable stop) {
    loop.execute(this::pump);
    try {
      ended.await();
      return false;
    } catch (InterruptedException e) {
      loop.execute(stop);
    }
    while (true) {
      try {
        ended.await();
        return true;
      } catch (InterruptedException e) {
        loop.execute(this::finish); // the second time at once
      }
    }
  }
}

package org.ppsp.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// What has arrived, for tests that look at it or wait for it. Every thread may call.
///
/// @param <T> one arrival
final class Requests<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<T> all = new ArrayList<>();
  private final List<T> unseen = new ArrayList<>();

  void add(T request) {
    lock.lock();
    try {
      all.add(request);
      unseen.add(request);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<T> all() {
    lock.lock();
    try {
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  /// The first one that nobody has waited for yet and that is wanted.
  ///
  /// @throws AssertionError if none comes in time
  T await(Predicate<T> wanted, Duration timeout, String what) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        for (int i = 0; i < unseen.size(); i++) {
          if (wanted.test(unseen.get(i))) {
            return unseen.remove(i);
          }
        }
        if (left <= 0) {
          throw new AssertionError(
              "no %s came within %s s, but these: %s".formatted(what, timeout.toSeconds(), all));
        }
        left = arrived.awaitNanos(Math.min(left, TimeUnit.HOURS.toNanos(1)));
      }
    } finally {
      lock.unlock();
    }
  }
}

package org.ppsp.cli.log;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Writes lines to a stream in a thread of its own, so that nobody waits for a stream that takes
/// nothing, such as a pipe that nobody reads. A bounded number of bytes wait; further lines are
/// dropped and counted. Thread-safe.
final class LineWriter {
  /// Bytes of lines that wait.
  static final int WAITING = 4 << 20;

  private final OutputStream out;
  private final LongConsumer report;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private int bytes;
  private long dropped;
  private long reported;
  private boolean isWriting;
  private @Nullable Thread thread;

  /// A writer whose thread begins with the first line.
  ///
  /// @param report takes the number of lines dropped, once lines are written again; may hand a line
  ///   to this writer
  LineWriter(OutputStream out, LongConsumer report) {
    this.out = out;
    this.report = report;
  }

  /// Has a line written, or drops it if too many bytes wait. Never waits for the stream.
  void write(byte[] line) {
    lock.lock();
    try {
      if (bytes + line.length > WAITING) {
        dropped++;
        return;
      }
      bytes += line.length;
      waiting.add(line);
      changed.signalAll();
      if (thread == null) {
        thread = Thread.ofPlatform().name("log writer").daemon().start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lines dropped since the start.
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all lines are written.
  ///
  /// @return false if the stream has not taken them in that time
  boolean flush(Duration grace) {
    long nanos = grace.toNanos();
    lock.lock();
    try {
      while (isWriting || !waiting.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        byte[] line = next();
        try {
          out.write(line);
          if (isLast()) {
            out.flush();
          }
        } catch (IOException _) {
          // a stream that is closed takes no line that would say so
        }
        written();
      }
    } catch (InterruptedException e) {
      // nobody interrupts this thread but the end of the process
    }
  }

  private byte[] next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        byte[] line = waiting.poll();
        if (line != null) {
          isWriting = true;
          bytes -= line.length;
          return line;
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isLast() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// A line is written: once half of what waited is, says how many were dropped.
  private void written() {
    long lost = 0;
    lock.lock();
    try {
      if (dropped > reported && bytes < WAITING / 2) {
        lost = dropped - reported;
        reported = dropped;
      }
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      report.accept(lost);
    }
    lock.lock();
    try {
      isWriting = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

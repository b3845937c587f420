package org.ppsp.server.http;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes all connections together keep in memory: messages that come in parts, and answers
/// that clients do not take. Thread-safe.
final class BytesUnderWay {
  private final AtomicLong now = new AtomicLong();
  private final long most;

  /// @param most how many there may be
  BytesUnderWay(long most) {
    this.most = most;
  }

  /// Counts bytes if there is room for them.
  ///
  /// @return whether there was
  boolean take(int bytes) {
    if (now.addAndGet(bytes) > most) {
      now.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /// Counts bytes that are there anyway; negative: no longer there.
  void add(long bytes) {
    if (bytes != 0) {
      now.addAndGet(bytes);
    }
  }

  /// Whether there is no room for more.
  boolean isFull() {
    return now.get() >= most;
  }

  long bytes() {
    return now.get();
  }
}

package org.ppsp.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/// Numbers that one thread changes and any thread reads. An addition is a read and a write without
/// a fence: what is read may be a moment old, and is never torn.
final class Cells {
  private final AtomicLongArray cells;

  Cells(int size) {
    cells = new AtomicLongArray(size);
  }

  /// By the one thread only.
  void add(int cell, long number) {
    cells.setOpaque(cell, cells.getPlain(cell) + number);
  }

  long get(int cell) {
    return cells.getOpaque(cell);
  }

  /// All together.
  long sum() {
    long sum = 0;
    for (int i = 0; i < cells.length(); i++) {
      sum += get(i);
    }
    return sum;
  }
}

package org.ppsp.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/// How fast a count grows, over the last three seconds. For one thread.
final class Rate {
  private static final long SPAN = 3000;

  private record Sample(long millis, long count) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /// Takes a count; the first is taken to have grown from 0.
  ///
  /// @param millis when, since the beginning
  /// @return a second
  double add(long millis, long count) {
    if (samples.isEmpty()) {
      samples.add(new Sample(0, 0));
    }
    samples.add(new Sample(millis, count));
    while (samples.size() > 2 && millis - samples.getFirst().millis > SPAN) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    return millis == first.millis ? 0 : (count - first.count) * 1000.0 / (millis - first.millis);
  }
}

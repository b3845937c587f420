package org.ppsp.tracker;

/// How far counts are from being equal.
final class ChiSquare {
  private ChiSquare() {}

  static double of(int[] counts) {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    double expected = (double) sum / counts.length;
    double chi = 0;
    for (int count : counts) {
      chi += (count - expected) * (count - expected) / expected;
    }
    return chi;
  }

  /// What so many equally likely counts pass less than once in a million runs.
  static double bound(int counts) {
    return counts - 1 + 6 * Math.sqrt(2.0 * (counts - 1)) + 10;
  }
}

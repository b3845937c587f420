package org.ppsp.tracker;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/// Sorts candidates by a number of at least 0 that is computed once for each.
final class Ranking {
  /// Of how many times as many candidates those are chosen that offer most of several chunks.
  static final int CHOICE_BY_OFFER = 4;

  private Ranking() {}

  /// Brings the candidates to the front that a list of `wanted` is made of: the best ones, and for
  /// the last quarter, rounded up, those that came first, which is at random. So every candidate
  /// has its chance, and no group of good ones can fill a list.
  static void best(
      Candidate[] candidates, int count, int wanted, ToDoubleFunction<Candidate> rank) {
    if (count <= wanted) {
      return;
    }
    int random = Math.ceilDiv(wanted, 4);
    sort(candidates, random, count, rank);
    // the random ones behind the best ones
    for (int i = 0; i < random && i + random < wanted; i++) {
      Candidate first = candidates[i];
      candidates[i] = candidates[wanted - 1 - i];
      candidates[wanted - 1 - i] = first;
    }
  }

  /// Sorts a part of an array, largest first; equals keep their order.
  static void sort(Candidate[] candidates, int from, int to, ToDoubleFunction<Candidate> rank) {
    int count = to - from;
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      float value = (float) rank.applyAsDouble(candidates[from + i]);
      // floats of at least 0 are in the order of their bits
      keys[i] = (long) Float.floatToIntBits(value) << 32 | (count - i);
    }
    Arrays.sort(keys);
    Candidate[] unsorted = Arrays.copyOfRange(candidates, from, to);
    for (int i = 0; i < count; i++) {
      candidates[from + i] = unsorted[count - (int) keys[count - 1 - i]];
    }
  }
}

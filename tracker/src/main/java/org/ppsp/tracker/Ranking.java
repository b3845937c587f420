package org.ppsp.tracker;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Orders candidates by numbers of at least 0.
final class Ranking {
  /// More than the candidates of the longest list.
  private static final int INDEX = 0xfff;

  /// Of more keys than this a sample of them tells how large those are that are looked for.
  private static final int MANY = 128;

  private static final int SAMPLE = 16;

  private Ranking() {}

  /// Doubles of at least 0 are in the order of their bits; without the last twelve they are still
  /// exact for whole numbers up to 2^41.
  private static long key(double rank, int index) {
    return Double.doubleToRawLongBits(rank) & ~(long) INDEX | index;
  }

  /// The index that is in a key.
  private static int index(long key) {
    return (int) key & INDEX;
  }

  /// The numbers from 0 up to `count`.
  static int[] asTheyCome(int count) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    return order;
  }

  /// How many of a list are taken at random: a quarter, rounded up.
  static int randomOf(int wanted) {
    return Math.ceilDiv(wanted, 4);
  }

  /// Chooses a list of `wanted`: the best ones, then those that were taken as they came, which is
  /// at random. So every member has its chance, and no group of good or of new ones can fill a
  /// list.
  static int[] best(IntToDoubleFunction ranks, Candidates candidates, int wanted) {
    int count = candidates.count();
    if (count <= wanted) {
      return randomLast(candidates);
    }
    long[] keys = candidates.keys();
    int[] chosen = new int[wanted];
    int last = wanted;
    int ranked = 0;
    for (int i = 0; i < count; i++) {
      if (candidates.kind(i) == Candidates.Kind.RANDOM) {
        chosen[--last] = i;
      } else {
        keys[ranked++] = key(ranks.applyAsDouble(i), i);
      }
    }
    bringLargestToFront(keys, 0, ranked, last);
    for (int i = 0; i < last; i++) {
      chosen[i] = index(keys[i]);
    }
    return chosen;
  }

  private static int[] randomLast(Candidates candidates) {
    int[] order = new int[candidates.count()];
    int first = 0;
    int last = order.length - candidates.count(Candidates.Kind.RANDOM);
    for (int i = 0; i < order.length; i++) {
      if (candidates.kind(i) == Candidates.Kind.RANDOM) {
        order[last++] = i;
      } else {
        order[first++] = i;
      }
    }
    return order;
  }

  /// Brings the `count` largest keys between two places to the first of them, in any order
  /// (quickselect): a list needs the best ones, not their order, and sorting would take as long as
  /// all the rest of the choice.
  static void bringLargestToFront(long[] keys, int first, int end, int count) {
    int from = first;
    int to = end - 1;
    while (from < to) {
      long pivot = to - from > MANY ? pivot(keys, from, to, first + count) : keys[from + to >>> 1];
      int left = from;
      int right = to;
      while (left <= right) {
        while (keys[left] > pivot) {
          left++;
        }
        while (keys[right] < pivot) {
          right--;
        }
        if (left <= right) {
          long key = keys[left];
          keys[left++] = keys[right];
          keys[right--] = key;
        }
      }
      if (first + count <= right) {
        to = right;
      } else if (first + count > left) {
        from = left;
      } else {
        return;
      }
    }
  }

  /// A key that is about as large as the smallest one of the choice, or a little smaller, so that
  /// one pass leaves few: the largest keys of a sample, as many as the part that is to be chosen.
  private static long pivot(long[] keys, int from, int to, int end) {
    int step = (to - from) / SAMPLE;
    int rank = Math.min((end - from) / step + 2, SAMPLE);
    for (int i = 0; i < rank; i++) { // brings the largest ones of the sample to its front
      int largest = from + i * step;
      for (int j = i + 1; j < SAMPLE; j++) {
        largest = keys[from + j * step] > keys[largest] ? from + j * step : largest;
      }
      long key = keys[largest];
      keys[largest] = keys[from + i * step];
      keys[from + i * step] = key;
    }
    return keys[from + (rank - 1) * step];
  }

  /// Sorts some keys, largest first: few, so that insertion is fastest.
  static void sort(long[] keys, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long key = keys[i];
      int at = i;
      while (at > from && keys[at - 1] < key) {
        keys[at] = keys[--at];
      }
      keys[at] = key;
    }
  }

  /// Sorts a choice by numbers of the candidates, largest first; equals keep their order.
  static int[] sorted(int[] chosen, double[] ranks) {
    long[] keys = new long[chosen.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(ranks[chosen[i]], keys.length - i);
    }
    Arrays.sort(keys);
    int[] sorted = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      sorted[i] = chosen[keys.length - index(keys[keys.length - 1 - i])];
    }
    return sorted;
  }
}

package org.ppsp.tracker;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Orders candidates by numbers of at least 0.
final class Ranking {
  /// More than the candidates of the longest list.
  private static final int INDEX = 0xfff;

  private Ranking() {}

  /// Doubles of at least 0 are in the order of their bits; without the last twelve they are still
  /// exact for whole numbers up to 2^41.
  private static long key(double rank, int index) {
    return Double.doubleToLongBits(rank) & ~(long) INDEX | index;
  }

  /// The numbers from 0 up to `count`.
  static int[] asTheyCome(int count) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    return order;
  }

  /// Chooses a list of `wanted`: the best ones, then the old ones, and for the last quarter,
  /// rounded up, those that came first otherwise, which is at random. So every candidate has its
  /// chance, and no group of good or of new ones can fill a list.
  static int[] best(IntToDoubleFunction ranks, Candidates candidates, int wanted) {
    int count = candidates.count();
    if (count <= wanted) {
      return asTheyCome(count);
    }
    int first = Math.min(wanted, candidates.elders() + Math.ceilDiv(wanted, 4));
    int ranked = count - first;
    long[] keys = candidates.keys();
    for (int i = 0; i < ranked; i++) {
      keys[i] = key(ranks.applyAsDouble(first + i), first + i);
    }
    int[] chosen = new int[wanted];
    int best = wanted - first;
    bringLargestToFront(keys, ranked, best);
    for (int i = 0; i < best; i++) {
      chosen[i] = (int) keys[i] & INDEX;
    }
    for (int i = 0; i < first; i++) {
      chosen[best + i] = i;
    }
    return chosen;
  }

  /// Brings the `count` largest keys to the front, in any order (quickselect): a list needs the
  /// best ones, not their order, and sorting would take as long as all the rest of the choice.
  private static void bringLargestToFront(long[] keys, int length, int count) {
    int from = 0;
    int to = length - 1;
    while (from < to) {
      long pivot = keys[from + to >>> 1];
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
      if (count <= right) {
        to = right;
      } else if (count > left) {
        from = left;
      } else {
        return;
      }
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
      sorted[i] = chosen[keys.length - ((int) keys[keys.length - 1 - i] & INDEX)];
    }
    return sorted;
  }
}

package org.ppsp.tracker;

import java.util.random.RandomGenerator;

/// Members of which a search has read no more than the summaries, in the order in which it met
/// them, which is random, until the most promising ones are brought to the front. For one thread.
final class Prospects {
  private int[] positions = {};
  private long[] summaries = {};

  /// What each promises, by its bits, which are in the order of numbers of at least 0; and where it
  /// stands here.
  private long[] keys = {};

  private Place[] places = {};
  private int count;

  /// Begins anew.
  ///
  /// @param most how many there can be
  void clear(int most) {
    count = 0;
    if (keys.length < most) {
      positions = new int[most];
      summaries = new long[most];
      keys = new long[most];
    }
  }

  /// Room for the places by way of which they are found.
  Place[] places(int most) {
    if (places.length < most) {
      places = new Place[most];
    }
    return places;
  }

  int count() {
    return count;
  }

  /// Adds one.
  ///
  /// @param promise the score that it may have at most, see [Wishes#promise]
  void add(int position, long summary, float promise) {
    positions[count] = position;
    summaries[count] = summary;
    keys[count] = (long) Float.floatToRawIntBits(promise) << Integer.SIZE | count;
    count++;
  }

  /// Where the member stands in the [MemberArray].
  int position(int i) {
    return positions[(int) keys[i]];
  }

  long summary(int i) {
    return summaries[(int) keys[i]];
  }

  /// Puts those from a place on in random order.
  void shuffle(int from, RandomGenerator random) {
    for (int i = count - 1; i > from; i--) {
      int j = from + random.nextInt(i - from + 1);
      long key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
    }
  }

  /// Brings those between two places that promise most, of all from the first place on, to these
  /// places, in any order.
  void bringBestTo(int from, int to) {
    Ranking.bringLargestToFront(keys, from, count, to - from);
  }

  /// Sorts those between two places, those that promise most first.
  void sort(int from, int to) {
    Ranking.sort(keys, from, to);
  }
}

package org.ppsp.tracker;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arrays of places, one behind the other: all who offer some chunks. Their lengths are those at
/// the time when this was made.
final class Offers {
  private final List<PlaceArray> arrays;
  private final int[] ends;

  Offers(List<PlaceArray> arrays) {
    this.arrays = arrays;
    ends = new int[arrays.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += arrays.get(i).size();
      ends[i] = end;
    }
  }

  /// How many places there are.
  int size() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /// The place at a position, or null if there is none any more.
  @Nullable Place get(int at) {
    int i = Arrays.binarySearch(ends, at + 1);
    i = i < 0 ? -i - 1 : i;
    while (i > 0 && ends[i - 1] == ends[i]) {
      i--; // an empty array ends where the one before it does
    }
    return arrays.get(i).get(i == 0 ? at : at - ends[i - 1]);
  }
}

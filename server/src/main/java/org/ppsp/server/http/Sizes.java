package org.ppsp.server.http;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;

/// How many there are of each kind; the largest kinds are found without looking at others. Not
/// thread-safe.
final class Sizes<K> {
  private final Map<K, Integer> sizes = new HashMap<>();
  private final TreeMap<Integer, SequencedSet<K>> kinds = new TreeMap<>();

  /// One more; tells how many there are now.
  int add(K kind) {
    int before = sizes.getOrDefault(kind, 0);
    move(kind, before, before + 1);
    return before + 1;
  }

  /// One less; does nothing if there is none.
  void remove(K kind) {
    Integer before = sizes.get(kind);
    if (before != null) {
      move(kind, before, before - 1);
    }
  }

  private void move(K kind, int from, int to) {
    SequencedSet<K> left = kinds.get(from);
    if (left != null) {
      left.remove(kind);
      if (left.isEmpty()) {
        kinds.remove(from);
      }
    }
    if (to == 0) {
      sizes.remove(kind);
    } else {
      sizes.put(kind, to);
      kinds.computeIfAbsent(to, size -> new LinkedHashSet<>()).add(kind);
    }
  }

  /// The largest kinds, largest first.
  List<K> largest(int most) {
    return kinds.descendingMap().values().stream().flatMap(Set::stream).limit(most).toList();
  }

  boolean isEmpty() {
    return sizes.isEmpty();
  }
}

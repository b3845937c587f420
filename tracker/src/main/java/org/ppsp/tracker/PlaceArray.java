package org.ppsp.tracker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A dense array of places: adding, removing and picking one at random take the same few steps at
/// any size.
///
/// Writers hold the lock of the swarm. Readers take no lock and never wait: they may meet a place
/// twice while a writer moves it (then [#version] has changed), or null where one has just left.
///
/// A new place goes to a random position and the one that stood there to the end; a place that
/// leaves is replaced by the last one. So at any time every order of the places is equally likely,
/// and a few neighbours are as good a sample as places picked one by one, at a fraction of the
/// cache misses.
///
/// The array is made of segments, so that growing copies at most one of them.
final class PlaceArray {
  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Place[].class);
  private static final int SEGMENT_BITS = 10;
  private static final int SEGMENT = 1 << SEGMENT_BITS;
  private static final int MASK = SEGMENT - 1;
  private static final int FIRST = 2;

  private volatile Place[][] segments = {new Place[FIRST]};
  private volatile int size;
  private volatile int version;

  /// How many places there are.
  int size() {
    return size;
  }

  /// Changes before any place moves. A reader that sees the same number before and after has met no
  /// place twice.
  int version() {
    return version;
  }

  /// The place at a position, or null if there is none any more.
  @Nullable Place get(int position) {
    Place[][] all = segments;
    int segment = position >>> SEGMENT_BITS;
    if (segment >= all.length) {
      return null;
    }
    Place[] places = all[segment];
    int at = position & MASK;
    return at < places.length ? (Place) PLACE.getAcquire(places, at) : null;
  }

  /// Adds a place at the position `random % (size + 1)`. Under the lock.
  void add(Place place, int random) {
    int end = size;
    ensureRoom(end);
    startChange();
    int position = Integer.remainderUnsigned(random, end + 1);
    if (position < end) {
      Place moved = get(position);
      if (moved != null) {
        set(end, moved);
      }
    }
    set(position, place);
    size = end + 1;
  }

  /// Takes a place out. Under the lock.
  void remove(Place place) {
    int end = size - 1;
    int position = place.index;
    startChange();
    if (position < end) {
      Place last = get(end);
      if (last != null) {
        set(position, last);
      }
    }
    PLACE.setRelease(segments[end >>> SEGMENT_BITS], end & MASK, (Place) null);
    place.index = -1;
    size = end;
    shrink(end);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  private void startChange() {
    version++;
  }

  private void set(int position, Place place) {
    PLACE.setRelease(segments[position >>> SEGMENT_BITS], position & MASK, place);
    place.index = position;
  }

  private void ensureRoom(int position) {
    Place[][] all = segments;
    int segment = position >>> SEGMENT_BITS;
    if (segment < all.length) {
      if ((position & MASK) >= all[segment].length) {
        replaceFirst(Arrays.copyOf(all[0], Math.min(SEGMENT, all[0].length * 2)));
      }
      return;
    }
    Place[][] more = Arrays.copyOf(all, segment + 1);
    more[segment] = new Place[SEGMENT];
    segments = more;
  }

  /// Gives memory back, late enough that joins and leaves at an edge do not allocate each time.
  private void shrink(int newSize) {
    int needed = (newSize + SEGMENT / 2 >>> SEGMENT_BITS) + 1;
    Place[][] all = segments;
    if (all.length > needed) {
      segments = Arrays.copyOf(all, needed);
    } else if (all.length == 1 && all[0].length > FIRST && newSize <= all[0].length / 4) {
      replaceFirst(Arrays.copyOf(all[0], all[0].length / 2));
    }
  }

  private void replaceFirst(Place[] first) {
    Place[][] copy = segments.clone();
    copy[0] = first;
    segments = copy;
  }
}

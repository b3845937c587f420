package org.ppsp.tracker;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Requirement;

/// Searches that have seen a whole swarm and met nobody: the same one is not made again for a
/// second, unless a member has joined or said anything meanwhile. Bounded, whatever strangers ask.
/// Every thread may call; it takes no lock.
final class Unmet {
  private static final int PLACES = 1024;
  private static final int TICKS = Clock.TICKS_PER_SECOND;

  /// Larger requests are not remembered: they would take too much memory.
  private static final int MOST_FILTERS = 8;

  private static final int MOST_TEXT = 64;
  private static final int MOST_CHUNKS = 64;

  /// What was wanted. The order of requirements does not matter, nor how often one stands there.
  private record Wanted(Swarm swarm, Set<Requirement> required, ChunkSet chunks) {}

  /// @param changes of the swarm, before the search
  /// @param at when the search was made
  private record Known(Wanted wanted, int changes, int at) {
    private boolean holds(int now) {
      return changes == wanted.swarm.changes() && now - at < TICKS;
    }
  }

  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(PLACES);

  /// When one was remembered last.
  private volatile int last = -TICKS;

  /// Makes a search, unless it is known to meet nobody.
  void find(Swarm swarm, Search search) {
    int now = search.now();
    if (now - last < TICKS && search.isSelective() && isKnown(wanted(swarm, search), now)) {
      return;
    }
    int changes = swarm.changes();
    swarm.find(search);
    if (search.isSelective() && search.hasMetNobody()) {
      Wanted wanted = wanted(swarm, search);
      if (wanted != null) {
        known.set(place(wanted), new Known(wanted, changes, now));
        last = now;
      }
    }
  }

  private boolean isKnown(@Nullable Wanted wanted, int now) {
    Known there = wanted == null ? null : known.get(place(wanted));
    return there != null && there.holds(now) && there.wanted.equals(wanted);
  }

  private static int place(Wanted wanted) {
    int hash = wanted.hashCode();
    return (hash ^ hash >>> 16) & PLACES - 1;
  }

  /// What a search wants, or null if it is not remembered: it is large, or a member can come to
  /// meet it by doing nothing.
  private static @Nullable Wanted wanted(Swarm swarm, Search search) {
    ChunkSet chunks = search.chunks();
    if (search.required().length > MOST_FILTERS
        || chunks.entries() > MOST_CHUNKS
        || !chunks.tokens().isEmpty()) {
      return null;
    }
    Set<Requirement> required = new HashSet<>();
    for (Filter filter : search.required()) {
      if (filter.changesWithTime() || filter.requirement().value().length() > MOST_TEXT) {
        return null;
      }
      required.add(filter.requirement());
    }
    return new Wanted(swarm, required, chunks);
  }
}

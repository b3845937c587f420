package org.ppsp.tracker;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;

/// One FIND on its way through a swarm: what is wanted, and the candidates found so far. For one
/// thread.
final class Search {
  final ChunkSet chunks;
  private final Session asker;
  private final Filter[] filters;
  private final boolean filtered;
  private final int now;
  private final RandomGenerator random;
  private int scansLeft;
  private Membership[] found;
  private int count;

  /// A search.
  ///
  /// @param candidates how many are enough
  /// @param scanLimit how many members are looked at before it is given up
  Search(
      Session asker,
      ChunkSet chunks,
      Filter[] filters,
      int candidates,
      int scanLimit,
      int now,
      RandomGenerator random) {
    this.asker = asker;
    this.chunks = chunks;
    this.filters = filters;
    this.now = now;
    this.random = random;
    scansLeft = scanLimit;
    found = new Membership[candidates];
    boolean any = false;
    for (Filter filter : filters) {
      any |= filter.isRequired();
    }
    filtered = any;
  }

  /// Looks at the members of these arrays in random order until there are enough candidates, all
  /// were seen, or the limit is reached.
  void visit(List<PlaceArray> arrays) {
    if (arrays.size() == 1) {
      visit(arrays.getFirst());
    } else if (!arrays.isEmpty()) {
      visitAll(arrays);
    }
  }

  private void visit(PlaceArray array) {
    int version = array.version();
    Walk walk = new Walk(array.size(), random);
    for (int at = walk.next(); at >= 0 && wantsMore(); at = walk.next()) {
      consider(array.get(at), false);
    }
    if (array.version() != version) {
      dropDoubles();
    }
  }

  private void visitAll(List<PlaceArray> arrays) {
    int[] ends = new int[arrays.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += arrays.get(i).size();
      ends[i] = end;
    }
    Walk walk = new Walk(end, random);
    for (int at = walk.next(); at >= 0 && wantsMore(); at = walk.next()) {
      int i = Arrays.binarySearch(ends, at + 1);
      i = i < 0 ? -i - 1 : i;
      while (i > 0 && ends[i - 1] == ends[i]) {
        i--; // an array that is empty ends where the one before it does
      }
      consider(arrays.get(i).get(at - (i == 0 ? 0 : ends[i - 1])), true);
    }
  }

  private boolean wantsMore() {
    return count < found.length && scansLeft-- > 0;
  }

  private void consider(@Nullable Place place, boolean mayBeDouble) {
    if (place == null) {
      return;
    }
    Membership member = place.member();
    if (member.session() == asker || !member.isLive(now)) {
      return;
    }
    if (!chunks.isEmpty() && !member.offersAny(chunks)) {
      return;
    }
    if (filtered && !meetsAll(member)) {
      return;
    }
    if (mayBeDouble && isFound(member, count)) {
      return;
    }
    found[count++] = member;
  }

  private boolean meetsAll(Membership member) {
    for (Filter filter : filters) {
      if (filter.isRequired() && !filter.accepts(member, now)) {
        return false;
      }
    }
    return true;
  }

  private void dropDoubles() {
    int all = count;
    count = 0;
    for (int i = 0; i < all; i++) {
      if (!isFound(found[i], count)) {
        found[count++] = found[i];
      }
    }
  }

  private boolean isFound(Membership member, int among) {
    for (int i = 0; i < among; i++) {
      if (found[i] == member) {
        return true;
      }
    }
    return false;
  }

  /// The candidates, from 0 to [#count].
  Membership[] found() {
    return found;
  }

  int count() {
    return count;
  }
}

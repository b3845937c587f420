package org.ppsp.tracker;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.SwarmId;

/// One FIND on its way through a swarm: what is wanted, and the candidates found so far. It takes
/// no lock, but for those that others moved meanwhile. For one thread.
final class Search {
  /// How many members are fetched at a time where most of them may be turned down.
  private static final int FETCH_TO_FILTER = 16;

  private final Session asker;
  private final ChunkSet chunks;
  private final Filter[] filters;
  private final Wishes wishes;
  private final boolean filtered;
  private final int now;
  private final RandomGenerator random;
  private final Candidates found;

  private final int scanLimit;
  private int scansLeft;

  /// A search.
  ///
  /// @param enough how many candidates are enough
  /// @param scanLimit how many members are looked at before it is given up
  /// @param found takes the candidates; of an earlier search, which it forgets
  Search(
      Session asker,
      ChunkSet chunks,
      Filter[] filters,
      Wishes wishes,
      int enough,
      int scanLimit,
      int now,
      RandomGenerator random,
      Candidates found) {
    this.asker = asker;
    this.chunks = chunks;
    this.filters = filters;
    this.wishes = wishes;
    this.now = now;
    this.random = random;
    this.scanLimit = scanLimit;
    scansLeft = scanLimit;
    boolean required = false;
    for (Filter filter : filters) {
      required |= filter.isRequired();
    }
    filtered = required;
    this.found = found;
    found.clear(enough, filtered ? FETCH_TO_FILTER : 1);
  }

  /// The chunks of which a candidate must offer one; none: all members will do.
  ChunkSet chunks() {
    return chunks;
  }

  int scanLimit() {
    return scanLimit;
  }

  Candidates found() {
    return found;
  }

  /// Looks at members in random order until there are enough candidates, all were seen, or the
  /// limit is reached.
  void visit(MemberArray members, SwarmId swarm) {
    int version = members.version();
    Membership own = asker.membership(swarm); // after the version: one that joins later changes it
    Walk walk = new Walk(members.size(), random);
    while (!found.isFull() && fetch(members, walk)) {
      int first = found.count();
      int end = first + found.fetched();
      for (int i = first; i < end && !found.isFull(); i++) {
        consider(i, own);
      }
    }
    if (!members.isUnchangedSince(version)) {
      found.reread(asker, now);
    }
  }

  /// Fetches about as many members as candidates are missing. Nothing here depends on what is
  /// fetched, so the processor waits for all these memory accesses together, which is most of what
  /// a FIND in a large swarm takes.
  ///
  /// @return whether there were more
  private boolean fetch(MemberArray members, Walk walk) {
    int wanted = Math.min(found.room(), scansLeft);
    int seen = 0;
    while (seen < wanted) {
      int at = walk.next();
      if (at < 0) {
        break;
      }
      seen++;
      MemberArray.Segment segment = members.segment(at);
      if (segment != null) {
        int offset = MemberArray.offset(at);
        Membership member = segment.member(offset);
        if (member != null) { // has not just left
          byte[] block = segment.listings(offset);
          found.fetch(member, block, Listings.start(block, offset), segment.summary(offset));
        }
      }
    }
    scansLeft -= seen;
    return seen > 0;
  }

  /// The hot path: a member that is known to be live is not looked at itself.
  private void consider(int i, @Nullable Membership own) {
    Membership member = found.member(i);
    long summary = found.summary(i);
    if (MemberArray.liveUntil(summary) <= now && !member.isLive(now)) {
      return;
    }
    if (member == own || filtered && !meetsAll(member)) {
      return;
    }
    found.keep(i, wishes.score(member, summary));
  }

  /// Looks in random order at those who offer chunks, of all these arrays together. A member can
  /// stand in several of them.
  void visit(List<PlaceArray> offers) {
    int[] ends = new int[offers.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += offers.get(i).size();
      ends[i] = end;
    }
    Walk walk = new Walk(end, random);
    for (int at = walk.next(); at >= 0 && wantsMore(); at = walk.next()) {
      int i = arrayOf(at, ends);
      consider(offers.get(i).get(i == 0 ? at : at - ends[i - 1]));
    }
    found.dropGone(now); // or a peer that left and joined meanwhile could be there twice
  }

  /// The first array that ends behind the position.
  private static int arrayOf(int at, int[] ends) {
    int i = Arrays.binarySearch(ends, at + 1);
    i = i < 0 ? -i - 1 : i;
    while (i > 0 && ends[i - 1] == ends[i]) {
      i--; // an empty array ends where the one before it does
    }
    return i;
  }

  private void consider(@Nullable Place place) {
    if (place == null) {
      return;
    }
    Membership member = place.member();
    if (member.isOf(asker)
        || !member.isLive(now)
        || !member.offersAny(chunks)
        || filtered && !meetsAll(member)
        || found.contains(member, found.count())) {
      return;
    }
    long summary = MemberArray.summary(member, now);
    found.add(member, summary, wishes.score(member, summary));
  }

  private boolean wantsMore() {
    return !found.isFull() && scansLeft-- > 0;
  }

  private boolean meetsAll(Membership member) {
    for (Filter filter : filters) {
      if (filter.isRequired() && !filter.accepts(member, now)) {
        return false;
      }
    }
    return true;
  }
}

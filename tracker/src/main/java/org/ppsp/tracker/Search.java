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
  /// How many members are fetched at a time where many of them may be turned down.
  private static final int FETCH_TO_FILTER = 32;

  private final Session asker;
  private final ChunkSet chunks;
  private final Filter[] filters;
  private final Wishes wishes;
  private final boolean filtered;
  private final int now;
  private final RandomGenerator random;
  private final Candidates found;

  /// Takes only so many candidates of a network; null if all of them may be of one.
  private @Nullable NetworkCap cap;

  /// Whether each member is looked at itself.
  private boolean looks;

  private final int enough;
  private final int scanLimit;
  private int scansLeft;

  /// Keeps what [#readAhead] reads from being thought of as needless.
  int touched;

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
    boolean required = false;
    for (Filter filter : filters) {
      required |= filter.isRequired();
    }
    filtered = required;
    this.found = found;
    this.enough = enough;
    begin(null);
  }

  /// Forgets what was found, so that the same search can be made with a cap in force.
  void again(NetworkCap inForce) {
    begin(inForce);
  }

  private void begin(@Nullable NetworkCap inForce) {
    cap = inForce;
    looks = filtered || inForce != null;
    scansLeft = scanLimit;
    found.clear(enough, looks || !chunks.isEmpty() ? FETCH_TO_FILTER : 1);
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
      readAhead(first, end);
      for (int i = first; i < end && !found.isFull(); i++) {
        consider(i, own);
      }
    }
    if (!members.isUnchangedSince(version)) {
      found.reread(asker, now);
    }
  }

  /// Fetches about as many members as candidates are missing, of those that may do. Nothing here
  /// depends on what is fetched, so the processor waits for all these memory accesses together,
  /// which is most of what a FIND in a large swarm takes.
  ///
  /// @return whether there were more
  private boolean fetch(MemberArray members, Walk walk) {
    int wanted = found.room();
    int seen = 0;
    int fetched = 0;
    while (fetched < wanted && seen < scansLeft) {
      int at = walk.next();
      if (at < 0) {
        break;
      }
      seen++;
      MemberArray.Segment segment = members.segment(at);
      if (segment != null) {
        int offset = MemberArray.offset(at);
        long summary = segment.summary(offset);
        if (filtered && !mayMeetAll(summary)) {
          continue;
        }
        Membership member = segment.member(offset);
        if (member != null) { // has not just left
          byte[] block = segment.listings(offset);
          found.fetch(member, block, Listings.start(block, offset), summary);
          fetched++;
        }
      }
    }
    scansLeft -= seen;
    return seen > 0;
  }

  /// Reads what filters and the cap will read of the members between two places, in steps: the
  /// processor waits for all of them together at each, and the filters find it in the cache. For
  /// most of them are turned down, and one that was turned down was as far away as one that was
  /// not.
  private void readAhead(int first, int end) {
    if (!looks) {
      return;
    }
    int all = 0;
    for (int i = first; i < end; i++) {
      all += found.member(i).session().deadline();
    }
    for (int i = first; i < end; i++) {
      all += found.member(i).session().statistics().isEmpty() ? 0 : 1;
    }
    touched = all;
  }

  /// The hot path: a member that is known to be live is not looked at itself.
  private void consider(int i, @Nullable Membership own) {
    Membership member = found.member(i);
    long summary = found.summary(i);
    if (MemberArray.liveUntil(summary) <= now && !member.isListed(now)) {
      return;
    }
    if (member == own || filtered && !meetsAll(member)) {
      return;
    }
    if (cap != null && !cap.takes(member.session())) {
      return;
    }
    found.keep(i, wishes.score(member, summary));
  }

  /// Looks in random order at those who offer chunks, of all these arrays together. A member can
  /// stand in several of them.
  void visit(List<PlaceArray> offers, MemberArray members) {
    int version = members.version();
    int[] ends = new int[offers.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += offers.get(i).size();
      ends[i] = end;
    }
    Walk walk = new Walk(end, random);
    Place[] places = new Place[found.room()];
    while (!found.isFull() && fetch(offers, ends, walk, places, members)) {
      int first = found.count();
      int last = first + found.fetched();
      readAhead(first, last);
      for (int i = first; i < last && !found.isFull(); i++) {
        considerOffer(i);
      }
    }
    if (!members.isUnchangedSince(version)) {
      found.reread(asker, now);
    }
  }

  /// As the other `fetch`, but that the members are found by way of their places.
  ///
  /// @return whether there were more
  private boolean fetch(
      List<PlaceArray> offers, int[] ends, Walk walk, Place[] places, MemberArray members) {
    int wanted = Math.min(found.room(), scansLeft);
    int seen = 0;
    int count = 0;
    while (seen < wanted) {
      int at = walk.next();
      if (at < 0) {
        break;
      }
      seen++;
      int i = arrayOf(at, ends);
      Place place = offers.get(i).get(i == 0 ? at : at - ends[i - 1]);
      if (place != null) {
        places[count++] = place;
      }
    }
    for (int i = 0; i < count; i++) {
      fetch(places[i].member(), members);
    }
    scansLeft -= seen;
    return seen > 0;
  }

  private void fetch(Membership member, MemberArray members) {
    int at = member.index;
    MemberArray.Segment segment = at < 0 ? null : members.segment(at);
    if (segment != null) {
      int offset = MemberArray.offset(at);
      byte[] block = segment.listings(offset);
      found.fetch(member, block, Listings.start(block, offset), segment.summary(offset));
    }
  }

  private void considerOffer(int i) {
    Membership member = found.member(i);
    long summary = found.summary(i);
    if (member.isOf(asker)
        || MemberArray.liveUntil(summary) <= now && !member.isListed(now)
        || !member.offersAny(chunks)
        || filtered && !meetsAll(member)
        || found.contains(member, found.count())
        || cap != null && !cap.takes(member.session())) {
      return;
    }
    found.keep(i, wishes.score(member, summary));
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

  private boolean mayMeetAll(long summary) {
    int traits = MemberArray.traits(summary);
    for (Filter filter : filters) {
      if (filter.isRequired() && !filter.mayAccept(traits)) {
        return false;
      }
    }
    return true;
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

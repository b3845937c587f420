package org.ppsp.tracker;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;

/// One FIND on its way through a swarm: what is wanted, and the candidates found so far. It takes
/// no lock. For one thread.
final class Search {
  private final Session asker;
  private final ChunkSet chunks;
  private final Filter[] filters;
  private final Wishes wishes;
  private final boolean filtered;
  private final int now;
  private final RandomGenerator random;
  private final Candidates found;

  /// The asker's listing: known by identity, so that no candidate need be looked at for it.
  private final byte[] own;

  /// Whether the arrays may still have an older listing of the asker.
  private final boolean ownMayBeOlder;

  private final int scanLimit;
  private int scansLeft;

  /// A search.
  ///
  /// @param enough how many candidates are enough
  /// @param scanLimit how many members are looked at before it is given up
  Search(
      Session asker,
      ChunkSet chunks,
      Filter[] filters,
      Wishes wishes,
      int enough,
      int scanLimit,
      int now,
      RandomGenerator random) {
    this.asker = asker;
    own = asker.listing();
    ownMayBeOlder = asker.isSettling(); // after its listing
    this.chunks = chunks;
    this.filters = filters;
    this.wishes = wishes;
    this.now = now;
    this.random = random;
    this.scanLimit = scanLimit;
    scansLeft = scanLimit;
    found = new Candidates(enough);
    boolean required = false;
    for (Filter filter : filters) {
      required |= filter.isRequired();
    }
    filtered = required;
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
  void visit(MemberArray members) {
    int version = members.version();
    Walk walk = new Walk(members.size(), random);
    for (int at = walk.next(); at >= 0 && wantsMore(); at = walk.next()) {
      MemberArray.Segment segment = members.segment(at);
      if (segment != null) {
        consider(segment, MemberArray.offset(at));
      }
    }
    if (!members.isUnchangedSince(version) || !isOwnSure()) {
      found.reread(asker, now);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the array itself tells
  private boolean isOwnSure() {
    return !ownMayBeOlder && asker.listing() == own;
  }

  /// The hot path: a member that is known to be live is not looked at itself.
  @SuppressWarnings("ReferenceEquality") // the array itself tells whose listing it is
  private void consider(MemberArray.Segment segment, int at) {
    Membership member = segment.member(at);
    byte[] listing = segment.listing(at);
    long summary = segment.summary(at);
    if (member == null || listing == null) {
      return; // has just left
    }
    if (MemberArray.liveUntil(summary) <= now && !member.isLive(now)) {
      return;
    }
    if (listing == own || filtered && !meetsAll(member)) {
      return;
    }
    found.add(member, listing, MemberArray.mode(summary), wishes.score(member, summary));
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
    found.add(member, member.session().listing(), member.mode(), wishes.score(member, summary));
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

package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.SwarmId;

/// One FIND on its way through a swarm: what is wanted, what it may cost, and the candidates found
/// so far. It takes no lock, except for candidates that others moved meanwhile. For one thread.
///
/// Its cost is counted in summaries looked at, so that a search that nobody meets ends after about
/// as long as a few plain ones take.
final class Search {
  /// What it costs to look at a member itself in vain: it is far away in memory, and its statistics
  /// are further away.
  static final int MEMBER = 16;

  /// What it costs to find a member by way of an index.
  private static final int PLACE = 4;

  /// What it costs to look up an entry of the smaller of two sets of chunks in the other one.
  private static final int CHUNK_ENTRY = 4;

  /// After how many members in a row that a share has turned down nobody else is looked for: others
  /// are then fewer than one in some hundreds.
  private static final int PATIENCE = 1024;

  /// The same once there are enough for the list, and more would only be a better choice.
  private static final int LITTLE_PATIENCE = 64;

  /// How far a search goes.
  ///
  /// @param wanted how many peers the list is to have
  /// @param enough how many candidates are enough
  /// @param cost what the search may cost, see [TrackerSettings#scanLimit()]
  record Bounds(int wanted, int enough, int cost) {}

  private final Session asker;
  private final ChunkSet chunks;

  /// Those of the filters that members must meet.
  private final Filter[] required;

  private final Wishes wishes;
  private final boolean filtered;
  private final boolean weighs;
  private final int chunkCost;
  private final Bounds bounds;
  private final int now;
  private final RandomGenerator random;
  private final Candidates found;

  /// Takes only a share of each network; null if all candidates may be of one.
  private @Nullable NetworkShares shares;

  /// Some that a share has turned down, in case nobody else is there.
  private List<Membership> spares = List.of();

  /// Whether there are too many members to look at all of them.
  private boolean hurries;

  /// How many a share has turned down since the last candidate.
  private int turnedDown;

  /// How many of the first candidates may be met again.
  private int known;

  /// Whether each member is looked at itself.
  private boolean looks;

  /// What is left of the bounds' cost.
  private int budget;

  /// The members that were looked at first; null before.
  private @Nullable MemberArray seen;

  /// Their version at that time.
  private int version;

  /// Whether all members were seen that may do.
  private boolean sawAll;

  /// Whether the asker itself would do for others.
  private boolean askerFits;

  /// Sink for the loop of [#readAhead], so that the compiler cannot remove its loads.
  int touched;

  /// A search.
  ///
  /// @param found takes the candidates; of an earlier search, which it forgets
  Search(
      Session asker,
      ChunkSet chunks,
      Filter[] filters,
      Wishes wishes,
      Bounds bounds,
      int now,
      RandomGenerator random,
      Candidates found) {
    this.asker = asker;
    this.chunks = chunks;
    this.wishes = wishes;
    this.bounds = bounds;
    this.now = now;
    this.random = random;
    this.found = found;
    required = required(filters);
    filtered = required.length > 0;
    weighs = filters.length > 0;
    chunkCost = wishes.ranksByOffer() ? 2 * CHUNK_ENTRY : CHUNK_ENTRY;
    looks = filtered;
    budget = bounds.cost;
    found.clear(bounds.enough, isSelective());
  }

  private static Filter[] required(Filter[] filters) {
    if (filters.length == 0) {
      return filters;
    }
    Filter[] required = new Filter[filters.length];
    int count = 0;
    for (Filter filter : filters) {
      if (filter.isRequired()) {
        required[count++] = filter;
      }
    }
    return count == filters.length ? filters : Arrays.copyOf(required, count);
  }

  /// Puts shares in force for what was found. The same search is made again for what is left of its
  /// cost, to find others for those that the shares turn down.
  void again(NetworkShares inForce) {
    shares = inForce;
    spares = new ArrayList<>();
    looks = true;
    sawAll = false;
    for (Membership member : found.retain(i -> takes(inForce, i))) {
      spare(member);
    }
    turnedDown = 0;
    known = found.count();
  }

  private boolean takes(NetworkShares inForce, int i) {
    return inForce.takes(found.member(i).session(), found.summary(i));
  }

  /// The chunks of which a candidate must offer one; none: all members will do.
  ChunkSet chunks() {
    return chunks;
  }

  /// The requirements that a candidate must meet.
  Filter[] required() {
    return required;
  }

  int now() {
    return now;
  }

  Wishes wishes() {
    return wishes;
  }

  Bounds bounds() {
    return bounds;
  }

  Candidates found() {
    return found;
  }

  /// What it has cost so far.
  int spent() {
    return bounds.cost - budget;
  }

  /// Whether not every member will do.
  boolean isSelective() {
    return filtered || !chunks.isEmpty();
  }

  /// Whether all members were seen, and none would do for anybody.
  boolean hasMetNobody() {
    return sawAll && !askerFits && found.count() == 0 && spares.isEmpty();
  }

  /// Whether a member may meet each requirement, by what all of them say taken together.
  boolean mayBeMet(SwarmClaims claims) {
    for (Filter filter : required) {
      if (!claims.mayKnow(filter)) {
        return false;
      }
    }
    return true;
  }

  /// Looks at members in random order, after some old ones, until there are enough candidates, all
  /// were seen, or the cost is reached.
  void visit(MemberArray members, Elders elders, SwarmId swarm) {
    begin(members);
    Membership own = asker.membership(swarm); // after the version: one that joins later changes it
    if (elders.count() > 0 && shares == null) {
      visit(elders, members, own);
    }
    hurries = (long) members.size() * MEMBER > budget;
    Walk walk = new Walk(members.size(), random);
    while (goesOn() && fetch(members, walk)) {
      int first = found.count();
      int end = first + found.fetched();
      readAhead(first, end);
      for (int i = first; i < end && goesOn(); i++) {
        consider(i, own);
      }
    }
    end(members);
  }

  /// Takes note of when the search begins. What is made again goes on with candidates of the first
  /// time, so what changed in between counts, too.
  private void begin(MemberArray members) {
    if (seen == null) {
      seen = members;
      version = members.version();
    }
  }

  private boolean goesOn() {
    return !found.isFull() && budget > 0 && isPatient();
  }

  private boolean isPatient() {
    return turnedDown < (found.count() < bounds.wanted ? PATIENCE : LITTLE_PATIENCE);
  }

  /// Takes candidates for the places that old members have in a list: an eighth of it, but no old
  /// member may be listed more than about three times as often as others.
  private void visit(Elders elders, MemberArray members, @Nullable Membership own) {
    int count = elders.count();
    int fair = (int) Math.min(bounds.wanted, 2L * bounds.wanted * count / members.size());
    int places = Math.min((bounds.wanted + 4) / 8, fair);
    int place = random.nextInt(count);
    for (int tries = 2 * places; tries > 0 && found.count() < places && budget > 0; tries--) {
      Membership member = elders.get(place);
      place = place + 1 < count ? place + 1 : 0;
      if (member != null && fetch(member, members)) {
        int at = found.count();
        found.fetched();
        if (found.contains(member, at)) {
          continue;
        }
        if (chunks.isEmpty()) {
          consider(at, own);
        } else {
          considerOffer(at);
        }
      }
    }
    found.areElders();
    known = found.count();
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
    while (fetched < wanted && seen < budget) {
      int at = walk.next();
      if (at < 0) {
        sawAll = true;
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
        if (member != null && passesOver(summary)) {
          spare(member);
          if (!isPatient()) {
            break;
          }
        } else if (member != null) { // has not just left
          byte[] block = segment.listings(offset);
          found.fetch(member, block, Listings.start(block, offset), summary);
          fetched++;
        }
      }
    }
    budget -= seen;
    return seen > 0;
  }

  /// Reads what filters and shares will read of the members between two places, in steps: the
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
      budget -= MEMBER;
    } else if (member == own) {
      askerFits |= !filtered || meetsAll(member);
    } else if (filtered && !meetsAll(member)) {
      budget -= MEMBER;
    } else {
      take(i, member, summary);
    }
  }

  /// Makes one a candidate that would do, unless its network has its share.
  private void take(int i, Membership member, long summary) {
    if (found.contains(member, known)) {
      return;
    }
    if (shares != null && !shares.takes(member.session(), summary)) {
      budget -= MEMBER;
      spare(member);
      return;
    }
    if (weighs) {
      budget -= wishes.cost(member);
    }
    turnedDown = 0;
    found.keep(i, wishes.score(member, summary));
  }

  private boolean passesOver(long summary) {
    return shares != null && hurries && shares.passesOver(summary);
  }

  private void spare(Membership member) {
    turnedDown++;
    if (spares.size() < bounds.enough && !spares.contains(member)) {
      spares.add(member);
    }
  }

  /// Looks in random order at those who offer chunks, after some old members. A member can stand in
  /// several arrays of the index.
  void visit(ChunkIndex index, MemberArray members, Elders elders) {
    begin(members);
    ChunkIndex.Found where = index.find(chunks, budget);
    List<PlaceArray> offers = where.arrays();
    budget -= where.cost();
    if (elders.count() > 0 && shares == null) {
      visit(elders, members, null);
    }
    int[] ends = new int[offers.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += offers.get(i).size();
      ends[i] = end;
    }
    hurries = (long) end * MEMBER > budget;
    Walk walk = new Walk(end, random);
    Place[] places = new Place[found.room()];
    while (goesOn() && fetch(offers, ends, walk, places, members)) {
      int first = found.count();
      int last = first + found.fetched();
      readAhead(first, last);
      for (int i = first; i < last && goesOn(); i++) {
        considerOffer(i);
      }
    }
    end(members);
  }

  /// As the other `fetch`, but that the members are found by way of their places.
  ///
  /// @return whether there were more
  private boolean fetch(
      List<PlaceArray> offers, int[] ends, Walk walk, Place[] places, MemberArray members) {
    int wanted = Math.min(found.room(), budget / PLACE);
    int seen = 0;
    int count = 0;
    while (seen < wanted) {
      int at = walk.next();
      if (at < 0) {
        sawAll = true;
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
    budget -= seen * PLACE;
    return seen > 0;
  }

  /// Fetches one member wherever it stands.
  ///
  /// @return whether it is still one
  private boolean fetch(Membership member, MemberArray members) {
    int at = member.index;
    MemberArray.Segment segment = at < 0 ? null : members.segment(at);
    if (segment == null) {
      return false;
    }
    int offset = MemberArray.offset(at);
    byte[] block = segment.listings(offset);
    found.fetch(member, block, Listings.start(block, offset), segment.summary(offset));
    return true;
  }

  private void considerOffer(int i) {
    Membership member = found.member(i);
    long summary = found.summary(i);
    if (passesOver(summary)) {
      spare(member);
    } else if (MemberArray.liveUntil(summary) <= now && !member.isListed(now)
        || filtered && !mayMeetAll(summary)
        || !offersAny(member)
        || filtered && !meetsAll(member)) {
      budget -= MEMBER;
    } else if (member.isOf(asker)) {
      askerFits = true;
    } else if (!found.contains(member, found.count())) {
      take(i, member, summary);
    }
  }

  private boolean offersAny(Membership member) {
    budget -= chunkCost * Math.min(chunks.entries(), member.chunks().entries());
    return member.offersAny(chunks);
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

  /// Sees to it that what was found is as it seems, and that shares bind only while others were
  /// met.
  private void end(MemberArray members) {
    sawAll &= goesOn();
    if (members != seen || !members.isUnchangedSince(version)) {
      sawAll = false;
      found.reread(asker, now);
    }
    if (found.count() < bounds.wanted && !spares.isEmpty()) {
      fill();
    }
  }

  /// Fills the list up with the best of those that the shares have turned down.
  private void fill() {
    record Scored(Membership member, float score) {}
    List<Scored> fitting = new ArrayList<>();
    for (Membership spare : spares) {
      if (fits(spare) && !found.contains(spare, found.count())) {
        fitting.add(new Scored(spare, wishes.score(spare, spare.summary(now))));
      }
    }
    fitting.sort(Comparator.comparingDouble(Scored::score).reversed());
    for (int i = 0; i < fitting.size() && found.count() < bounds.wanted; i++) {
      Scored next = fitting.get(i);
      found.add(next.member, now, next.score);
    }
  }

  /// Whether a member would do that was not looked at, or that was passed over.
  boolean fits(Membership member) {
    for (Filter filter : required) {
      if (!filter.accepts(member, now)) {
        return false;
      }
    }
    return !member.isOf(asker)
        && member.isListed(now)
        && (chunks.isEmpty() || member.offersAny(chunks));
  }

  private boolean mayMeetAll(long summary) {
    for (Filter filter : required) {
      if (!filter.mayBeMetBy(summary)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a member meets each requirement; false if the cost is reached before that is known.
  private boolean meetsAll(Membership member) {
    for (Filter filter : required) {
      budget -= filter.cost(member);
      if (budget <= 0 || !filter.accepts(member, now)) {
        return false;
      }
    }
    return true;
  }
}

package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.SwarmId;
import org.ppsp.tracker.Candidates.Kind;

/// One FIND on its way through a swarm: what is wanted, what it may cost, and the candidates found
/// so far. It takes no lock, except for candidates that others moved meanwhile. For one thread.
///
/// It reads the summaries of some hundred members, which are random ones. A quarter of the list
/// goes to those that come first; of the others, those that promise most are fetched from memory,
/// and looked at themselves where the summary does not tell all.
///
/// Its cost is counted in summaries looked at, so that a search that nobody meets ends after about
/// as long as a few plain ones take.
final class Search {
  /// What it costs to look at a member itself in vain: it is far away in memory, and its statistics
  /// are further away.
  static final int MEMBER = 16;

  /// What it costs to look at a member together with others.
  static final int WEIGHED = 4;

  /// What it costs to find a member by way of an index, and again if its summary turns it down.
  private static final int PLACE = 2;

  /// What it costs to look up an entry of the smaller of two sets of chunks in the other one.
  private static final int CHUNK_ENTRY = 4;

  /// After how many members in a row that a share has turned down nobody else is looked for: others
  /// are then fewer than one in some hundreds.
  private static final int PATIENCE = 1024;

  /// The same once there are enough for the list, and more would only be a better choice.
  private static final int LITTLE_PATIENCE = 64;

  /// What part of the cost is kept to fill the list.
  private static final int RESERVE = 8;

  /// How far a search goes.
  ///
  /// @param wanted how many peers the list is to have
  /// @param enough how many candidates are enough
  /// @param looked of how many members the best ones are candidates, but for a quarter of the list;
  ///   0 if all are taken as they come
  /// @param cost what the search may cost, see [TrackerSettings#scanLimit()]
  record Bounds(int wanted, int enough, int looked, int cost) {
    /// How many candidates may be old members.
    private int old() {
      return (wanted + 4) / 8;
    }
  }

  private final Session asker;
  private final ChunkSet chunks;
  private final Wishes wishes;
  private final boolean filtered;
  private final int chunkCost;
  private final Bounds bounds;
  private final int randoms;
  private final int now;
  private final RandomGenerator random;
  private final Candidates found;
  private final Prospects prospects;

  /// Takes only a share of each network; null if all candidates may be of one.
  private @Nullable NetworkShares shares;

  /// Some that a share has turned down, in case nobody else is there.
  private List<Membership> spares = List.of();

  /// The asker's own membership, which is no candidate.
  private @Nullable Membership own;

  /// Whether there are too many members to look at all of them.
  private boolean hurries;

  /// How many a share has turned down since the last candidate.
  private int turnedDown;

  /// The first of the prospects that was not looked at.
  private int next;

  /// How many ranked candidates are better than all prospects that were not looked at.
  private int settled;

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
    prospects = found.prospects();
    randoms = Ranking.randomOf(bounds.wanted);
    filtered = wishes.requires();
    chunkCost = wishes.ranksByOffer() ? 2 * CHUNK_ENTRY : CHUNK_ENTRY;
    looks = looks();
    budget = bounds.cost;
    found.clear(bounds.enough + bounds.old());
    clearProspects(0);
  }

  /// Puts shares in force for what was found. The same search is made again for what is left of its
  /// cost, to find others for those that the shares turn down, at first among the prospects.
  void again(NetworkShares inForce) {
    shares = inForce;
    spares = new ArrayList<>();
    looks = looks();
    sawAll = false;
    for (Membership member : found.retain(i -> takes(inForce, i))) {
      spare(member);
    }
    prospects.shuffle(next, random); // for the best ones stand in front
    turnedDown = 0;
    settled = 0;
    for (int i = 0; i < found.count(); i++) {
      boolean isSettled = found.kind(i) == Kind.RANKED && wishes.isMetBy(found.score(i));
      settled += isSettled ? 1 : 0;
    }
  }

  private boolean takes(NetworkShares inForce, int i) {
    return inForce.takes(found.member(i).session(), found.summary(i));
  }

  private boolean looks() {
    return isSelective() || wishes.isOfMembers() || shares != null;
  }

  /// The chunks of which a candidate must offer one; none: all members will do.
  ChunkSet chunks() {
    return chunks;
  }

  /// The requirements that a candidate must meet.
  Filter[] required() {
    return wishes.required();
  }

  int now() {
    return now;
  }

  Wishes wishes() {
    return wishes;
  }

  /// How many members are candidates at most, at one time or another: one that meets more
  /// preferences takes the place of another.
  int most() {
    return wishes.prefers() ? bounds.enough + bounds.looked : bounds.enough;
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
  /// Preferences that none of them can meet are given up.
  boolean mayBeMet(SwarmClaims claims) {
    wishes.heed(claims);
    looks = looks();
    for (Filter filter : required()) {
      if (!claims.mayKnow(filter)) {
        return false;
      }
    }
    return true;
  }

  /// Looks at members in random order, after some old ones, until there are enough candidates, all
  /// were seen, or the cost is reached.
  void visit(MemberArray members, Elders elders, SwarmId swarm) {
    begin(members, elders, swarm);
    hurries = (long) members.size() * MEMBER > budget;
    choose(members);
    if (goesOn()) {
      Walk walk = new Walk(members.size(), random);
      while (goesOn() && glance(members, walk)) {
        choose(members);
      }
    }
    end(members);
  }

  /// Looks in random order at those who offer chunks, after some old members. A member can stand in
  /// several arrays of the index.
  void visit(ChunkIndex index, MemberArray members, Elders elders, SwarmId swarm) {
    begin(members, elders, swarm);
    choose(members);
    if (goesOn()) {
      ChunkIndex.Found where = index.find(chunks, budget);
      budget -= where.cost();
      Offers offers = new Offers(where.arrays());
      hurries = (long) offers.size() * MEMBER > budget;
      Walk walk = new Walk(offers.size(), random);
      while (goesOn() && glance(offers, members, walk)) {
        choose(members);
      }
    }
    end(members);
  }

  /// Takes note of when the search begins, and takes some old members. What is made again goes on
  /// with candidates of the first time, so what changed in between counts, too.
  private void begin(MemberArray members, Elders elders, SwarmId swarm) {
    if (seen == null) {
      seen = members;
      version = members.version();
    } else if (members != seen) {
      clearProspects(0); // they stand elsewhere
    }
    own = asker.membership(swarm); // after the version: one that joins later changes it
    if (elders.count() > 0 && shares == null) {
      visit(elders, members);
    }
  }

  /// Whether further members are to be looked for.
  private boolean goesOn() {
    return found.count() < (ranks() ? bounds.wanted : bounds.enough) && mayGoOn();
  }

  /// Whether further ones can be looked at: whoever may be candidates, or only as many as the list
  /// needs once preferences have cost nearly all that there is.
  private boolean mayGoOn() {
    return budget > 0 && isPatient() && (weighs() || found.count() < bounds.wanted);
  }

  /// Whether members may still be weighed by the asker's preferences.
  private boolean weighs() {
    return budget > reserve();
  }

  /// What is kept of the cost to fill the list, because nobody is left out for preferences.
  private int reserve() {
    return wishes.prefers() ? bounds.cost / RESERVE : 0;
  }

  private boolean isPatient() {
    return turnedDown < (found.count() < bounds.wanted ? PATIENCE : LITTLE_PATIENCE);
  }

  /// Takes candidates for the places that old members have in a list: an eighth of it, but no old
  /// member may be listed more than about three times as often as others.
  private void visit(Elders elders, MemberArray members) {
    int count = elders.count();
    int fair = (int) Math.min(bounds.wanted, 2L * bounds.wanted * count / members.size());
    int places = Math.min(bounds.old(), fair);
    int place = random.nextInt(count);
    for (int tries = 2 * places; tries > 0 && found.count() < places && budget > 0; tries--) {
      Membership member = elders.get(place);
      place = place + 1 < count ? place + 1 : 0;
      int at = member == null ? -1 : member.index;
      MemberArray.Segment segment = at < 0 ? null : members.segment(at);
      if (member != null && segment != null && !found.contains(member, found.count())) {
        found.fetch(member, at, segment.summary(MemberArray.offset(at)));
        found.fetched();
        consider(found.count(), Kind.OLD);
      }
    }
  }

  /// Reads the summaries of further members, and keeps those of members that may do.
  ///
  /// @return whether there were more
  private boolean glance(MemberArray members, Walk walk) {
    boolean isWeighed = weighs();
    int cost = isWeighed ? wishes.glanceCost() : 1;
    int affordable = Math.ceilDiv(isWeighed ? budget - reserve() : budget, cost);
    int most = ranks() ? Math.min(bounds.looked, affordable) : affordable;
    int room = ranks() ? most : Math.max(missing(), atATime());
    boolean promises = ranks() && isWeighed;
    int looked = 0;
    clearProspects(room);
    while (looked < most && prospects.count() < room) {
      int at = walk.next();
      if (at < 0) {
        sawAll = true;
        break;
      }
      looked++;
      MemberArray.Segment segment = members.segment(at);
      if (segment != null) {
        int offset = MemberArray.offset(at);
        long summary = segment.summary(offset);
        if (passesOver(summary)) {
          spare(segment.member(offset));
          if (!isPatient()) {
            break;
          }
        } else if (!filtered || mayMeetAll(summary)) {
          prospects.add(at, summary, promises ? wishes.promise(summary) : 0);
        }
      }
    }
    budget -= looked * cost;
    return looked > 0;
  }

  /// The same where members are found by way of their places in an index.
  ///
  /// @return whether there were more
  private boolean glance(Offers offers, MemberArray members, Walk walk) {
    int room = ranks() ? holders() : Math.max(missing(), Candidates.FETCHED);
    int most = Math.min(room, Math.ceilDiv(budget, PLACE));
    clearProspects(most);
    Place[] places = prospects.places(most);
    int looked = 0;
    int count = 0;
    while (looked < most) {
      int at = walk.next();
      if (at < 0) {
        sawAll = true;
        break;
      }
      looked++;
      Place place = offers.get(at);
      if (place != null) {
        places[count++] = place;
      }
    }
    for (int i = 0; i < count; i++) {
      glance(places[i].member(), members);
    }
    budget -= looked * PLACE;
    return looked > 0;
  }

  private void glance(Membership member, MemberArray members) {
    int at = member.index;
    MemberArray.Segment segment = at < 0 ? null : members.segment(at);
    if (segment != null) { // is still a member
      long summary = segment.summary(MemberArray.offset(at));
      if (passesOver(summary)) {
        spare(member);
      } else if (!filtered || mayMeetAll(summary)) {
        prospects.add(at, summary, ranks() ? wishes.promise(summary) : 0);
      } else {
        budget -= PLACE;
      }
    }
  }

  private void clearProspects(int most) {
    prospects.clear(most);
    next = 0;
  }

  /// How many of those who offer a chunk are looked at: fewer, for each costs as much as several
  /// summaries that stand side by side.
  private int holders() {
    int most = bounds.wanted * Wishes.CHOICE_BY_OFFER;
    return wishes.prefers() ? bounds.looked : Math.min(bounds.looked, most);
  }

  /// Whether the best of those looked at are candidates, and not all as they come.
  private boolean ranks() {
    return bounds.looked > 0;
  }

  /// Why the next one will be a candidate.
  private Kind kindOfNext() {
    return found.count(Kind.RANDOM) < randoms ? Kind.RANDOM : Kind.RANKED;
  }

  /// How many more are to be found; of the kind of the next one, if they are ranked.
  private int missing() {
    if (!ranks()) {
      return bounds.enough - found.count();
    }
    int missing = randoms - found.count(Kind.RANDOM);
    return missing > 0 ? missing : ranked() - settled;
  }

  /// How many ranked candidates are enough. An old member may have to make room for one that meets
  /// more preferences.
  private int ranked() {
    return bounds.enough - randoms - (wishes.prefers() ? 0 : found.count(Kind.OLD));
  }

  /// How many are fetched at a time at least: many may be turned down, if they are looked at.
  private int atATime() {
    return looks ? Candidates.FETCHED : 1;
  }

  /// Makes candidates of the members whose summaries were read: first as they come, then those that
  /// promise most.
  private void choose(MemberArray members) {
    while (next < prospects.count() && missing() > 0 && mayGoOn()) {
      Kind kind = kindOfNext();
      int some = ranks() ? Math.min(missing(), Candidates.FETCHED) : missing();
      int to = Math.min(next + Math.max(some, atATime()), prospects.count());
      if (ranks() && kind == Kind.RANKED) {
        prospects.bringBestTo(next, to);
        if (looks) {
          prospects.sort(next, to); // for it may end before the last of them
        }
      }
      next = lookAt(next, to, kind, members);
    }
    sawAll &= next == prospects.count();
  }

  /// Looks at some of the prospects, as long as candidates of a kind are missing.
  ///
  /// @return the place of the first that was not looked at
  private int lookAt(int from, int to, Kind kind, MemberArray members) {
    int end = from;
    boolean isGone = false;
    while (end < to && !isGone) {
      int at = prospects.position(end);
      MemberArray.Segment segment = members.segment(at);
      Membership member = segment == null ? null : segment.member(MemberArray.offset(at));
      isGone = member == null;
      if (member != null) {
        found.fetch(member, at, prospects.summary(end));
        end++;
      }
    }
    int first = found.count();
    int last = first + found.fetched();
    readAhead(first, last);
    int i = first;
    while (i < last && missing() > 0 && mayGoOn() && (!ranks() || kindOfNext() == kind)) {
      consider(i++, kindOfNext());
    }
    return from + i - first + (isGone && i == last ? 1 : 0);
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
  private void consider(int i, Kind kind) {
    Membership member = found.member(i);
    long summary = found.summary(i);
    if (passesOver(summary)) {
      budget -= WEIGHED;
      spare(member);
    } else if (MemberArray.liveUntil(summary) <= now && !member.isListed(now)
        || !chunks.isEmpty() && !offersAny(member)) {
      budget -= MEMBER;
    } else if (member == own) {
      askerFits |= !filtered || meetsAll(member);
    } else if (filtered && !meetsAll(member)) {
      budget -= MEMBER;
    } else {
      take(i, kind);
    }
  }

  /// Makes one a candidate that would do, unless its network has its share.
  private void take(int i, Kind kind) {
    Membership member = found.member(i);
    long summary = found.summary(i);
    int known = chunks.isEmpty() && shares == null ? found.count(Kind.OLD) : found.count();
    if (found.contains(member, known)) {
      return;
    }
    float score = weigh(member, summary);
    boolean isFull = kind == Kind.RANKED && found.count(kind) >= Math.max(ranked(), 1);
    if (isFull && score <= found.score(found.worst())) {
      return;
    }
    if (shares != null && !shares.takes(member.session(), summary)) {
      budget -= WEIGHED;
      spare(member);
      return;
    }
    turnedDown = 0;
    if (isFull) {
      int worst = found.worst();
      if (shares != null) {
        shares.release(found.member(worst).session());
      }
      found.replace(worst, i, score);
    } else {
      found.keep(i, score, kind);
    }
    if (kind == Kind.RANKED && wishes.keepsPromise(score, summary)) {
      settled++;
    }
  }

  private float weigh(Membership member, long summary) {
    if (!isSelective() && !wishes.prefers()) {
      return wishes.score(member, summary);
    }
    int cost = wishes.cost(member, summary);
    if (wishes.prefers() && budget - cost <= reserve()) {
      budget--;
      return wishes.surely(summary);
    }
    budget -= cost;
    return wishes.score(member, summary);
  }

  private boolean passesOver(long summary) {
    return shares != null && hurries && shares.passesOver(summary);
  }

  private void spare(@Nullable Membership member) {
    turnedDown++;
    if (member != null && spares.size() < bounds.enough && !spares.contains(member)) {
      spares.add(member);
    }
  }

  private boolean offersAny(Membership member) {
    budget -= chunkCost * Math.min(chunks.entries(), member.chunks().entries());
    return member.offersAny(chunks);
  }

  /// Sees to it that what was found is as it seems, and that shares bind only while others were
  /// met.
  private void end(MemberArray members) {
    sawAll &= goesOn();
    found.list(members);
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
      found.add(next.member, now, next.score, Kind.RANKED);
    }
  }

  /// Whether a member would do that was not looked at, or that was passed over.
  boolean fits(Membership member) {
    for (Filter filter : required()) {
      if (!filter.accepts(member, now)) {
        return false;
      }
    }
    return !member.isOf(asker)
        && member.isListed(now)
        && (chunks.isEmpty() || member.offersAny(chunks));
  }

  private boolean mayMeetAll(long summary) {
    for (Filter filter : required()) {
      if (!filter.mayBeMetBy(summary)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a member meets each requirement; false if the cost is reached before that is known.
  private boolean meetsAll(Membership member) {
    for (Filter filter : required()) {
      budget -= filter.cost(member);
      if (budget <= 0 || !filter.accepts(member, now)) {
        return false;
      }
    }
    return true;
  }
}

package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// The registry of one process: a map of swarms, each with arrays that its readers need no lock
/// for. Its layout is described in `docs/architecture.md`.
///
/// Locks: a session's first, then one swarm's; the map is never locked while a swarm is.
final class InMemoryRegistry implements SwarmRegistry {
  private final Map<SwarmId, Swarm> swarms = new ConcurrentHashMap<>();
  private final Unmet unmet = new Unmet();
  private final Activity activity;
  private final int maxMemberships;
  private final int maxChunkEntries;
  private final int maxStats;
  private final MemoryBudget budget;

  /// @param budget where swarms and what members share are counted
  /// @param activity told of memberships that begin and end, and of reports
  InMemoryRegistry(TrackerSettings settings, MemoryBudget budget, Activity activity) {
    this.budget = budget;
    this.activity = activity;
    maxMemberships = settings.maxMemberships();
    maxChunkEntries = settings.maxChunkEntries();
    maxStats = settings.maxStats();
  }

  @Override
  public Outcome join(Session session, SwarmId id, Terms terms, int now, RandomGenerator random) {
    endExpired(session, now); // what is over neither counts nor comes back
    Membership membership = session.membership(id);
    if (membership == null && session.memberships().length >= maxMemberships) {
      return Outcome.TOO_MANY_MEMBERSHIPS;
    }
    ChunkSet before = membership == null ? ChunkSet.EMPTY : membership.chunks();
    boolean moreChunks = !terms.chunks().isEmpty();
    ChunkSet chunks = moreChunks ? before.union(terms.chunks()) : before;
    if (moreChunks && ChunkIndex.entries(chunks) > maxChunkEntries) {
      return Outcome.TOO_MANY_CHUNKS;
    }
    if (hasTooManyStats(membership, terms.stats())) {
      return Outcome.TOO_MANY_STATS;
    }
    if (membership == null) {
      membership = enter(session, id, terms, now, random);
    } else {
      membership.expiresAt(terms.expiresAt());
      PeerMode mode = terms.mode() == null ? membership.mode() : terms.mode();
      membership.swarm().offer(membership, mode, chunks, now, random);
    }
    if (!terms.stats().isEmpty()) {
      report(membership, terms.stats(), now);
    }
    return Outcome.DONE;
  }

  private Membership enter(
      Session session, SwarmId id, Terms terms, int now, RandomGenerator random) {
    byte[] listing = session.listing();
    long account = session.account(budget);
    Membership membership;
    do {
      Swarm swarm = swarms.computeIfAbsent(id, name -> new Swarm(name, budget, account));
      membership = new Membership(swarm, session);
      membership.expiresAt(terms.expiresAt());
      session.resume(membership);
      if (!terms.chunks().isEmpty()) {
        membership.chunks(terms.chunks());
      }
      if (terms.mode() != null) {
        membership.mode(terms.mode());
      }
      session.add(membership); // before it can be found
      // A swarm that was closed meanwhile is out of the map, or will be in a moment.
    } while (!membership.swarm().add(membership, listing, now, random) && drop(membership));
    session.listed();
    activity.count(Change.JOINED);
    return membership;
  }

  @Override
  public Growth growth(Session session, SwarmId id, Terms terms, ChunkSet withdrawn, int now) {
    Membership known = live(session, id, now);
    ChunkSet before = known == null ? ChunkSet.EMPTY : known.chunks();
    ChunkSet added = terms.chunks().isEmpty() ? before : before.union(terms.chunks());
    ChunkSet chunks = withdrawn.isEmpty() ? added : added.minus(withdrawn);
    int pieces = chunks.isEmpty() ? 0 : ChunkIndex.entries(chunks);
    if (pieces > maxChunkEntries || hasTooManyStats(known, terms.stats())) {
      return Growth.NONE;
    }
    PeerMode mode = known == null ? PeerMode.LEECH : known.mode();
    boolean isSeeder = (terms.mode() == null ? mode : terms.mode()) == PeerMode.SEEDER;
    int marks = isSeeder || pieces > 0 ? 1 : 0;
    int entries = isSeeder ? marks : pieces + marks;
    int listing = session.listingLength();
    Statistics told = known == null ? session.reportedIn(id) : known.statistics();
    int own = Membership.memory(listing, chunks, entries, told.with(terms.stats()));
    int shared = Membership.shared(chunks, entries);
    return known == null
        ? new Growth(own, shared + Swarm.memory(id))
        : new Growth(
            own - known.memory(listing), shared - Membership.shared(before, known.indexed()));
  }

  @Override
  public Outcome leave(
      Session session, SwarmId id, ChunkSet chunks, int now, RandomGenerator random) {
    Membership membership = live(session, id, now);
    if (membership == null) {
      return Outcome.NOT_A_MEMBER;
    }
    if (chunks.isEmpty()) {
      end(membership, Change.LEFT);
      session.idle(now);
      return Outcome.DONE;
    }
    ChunkSet rest = membership.chunks().minus(chunks);
    if (ChunkIndex.entries(rest) > maxChunkEntries) {
      return Outcome.TOO_MANY_CHUNKS;
    }
    membership.swarm().offer(membership, membership.mode(), rest, now, random);
    return Outcome.DONE;
  }

  @Override
  public void withdrawAll(Session session, int now, RandomGenerator random) {
    for (Membership membership : session.memberships()) {
      if (!membership.chunks().isEmpty()) {
        membership.swarm().offer(membership, membership.mode(), ChunkSet.EMPTY, now, random);
      }
    }
  }

  @Override
  public void leaveAll(Session session, Change why) {
    for (Membership membership : session.memberships()) {
      end(membership, why);
    }
  }

  @Override
  public void expire(Session session, int now, int soon) {
    endExpired(session, now);
    for (Membership membership : session.memberships()) {
      membership.swarm().refreshIfStale(membership, now, soon);
    }
  }

  private void endExpired(Session session, int now) {
    for (Membership membership : session.memberships()) {
      if (membership.isExpired(now)) {
        int end = membership.expiresAt();
        end(membership, Change.MEMBERSHIP_EXPIRED);
        session.idle(end);
      }
    }
  }

  @Override
  public void relist(Session session, int now) {
    byte[] listing = session.listing();
    for (Membership membership : session.memberships()) {
      membership.swarm().relist(membership, listing, now);
    }
    session.listed();
  }

  @Override
  public void refresh(Session session, int now) {
    for (Membership membership : session.memberships()) {
      membership.swarm().refresh(membership, now);
    }
  }

  private void end(Membership membership, Change why) {
    Swarm swarm = membership.swarm();
    membership.session().unlisted();
    if (swarm.remove(membership)) {
      drop(swarm);
    }
    membership.session().remove(membership); // after it can no longer be found
    activity.count(why);
  }

  private boolean drop(Membership membership) {
    membership.session().remove(membership);
    drop(membership.swarm());
    return true;
  }

  /// Takes a closed swarm out of the map, but not its successor.
  private void drop(Swarm swarm) {
    swarms.remove(swarm.id(), swarm);
  }

  @Override
  public boolean haveRoomFor(Session session, SwarmId id, List<Stat> stats, int now) {
    Membership membership = live(session, id, now);
    return membership != null && membership.statistics().haveRoomFor(stats);
  }

  @Override
  public boolean isMember(Session session, SwarmId id, int now) {
    return live(session, id, now) != null;
  }

  @Override
  public Outcome report(Session session, SwarmId id, List<Stat> stats, int now) {
    Membership membership = live(session, id, now);
    if (membership == null) {
      return Outcome.NOT_A_MEMBER;
    }
    if (hasTooManyStats(membership, stats)) {
      return Outcome.TOO_MANY_STATS;
    }
    report(membership, stats, now);
    return Outcome.DONE;
  }

  private boolean hasTooManyStats(@Nullable Membership membership, List<Stat> more) {
    Statistics known = membership == null ? Statistics.NONE : membership.statistics();
    return !known.haveRoomFor(more) && known.with(more).texts() > maxStats;
  }

  private void report(Membership membership, List<Stat> stats, int now) {
    membership.swarm().report(membership, stats, activity);
    membership.swarm().refresh(membership, now);
  }

  @Override
  public void find(SwarmId id, Search search) {
    Swarm swarm = swarms.get(id);
    if (swarm != null) {
      unmet.find(swarm, search);
    }
  }

  @Override
  public List<Inspector.SwarmInfo> all() {
    List<Inspector.SwarmInfo> all = new ArrayList<>(swarms.size());
    swarms.forEach((id, swarm) -> all.add(new Inspector.SwarmInfo(id, swarm.totals())));
    return all;
  }

  @Override
  public List<Membership> members(SwarmId id, int from, int count) {
    Swarm swarm = swarms.get(id);
    return swarm == null ? List.of() : swarm.members(from, count);
  }

  @Override
  public Optional<SwarmTotals> totals(SwarmId id) {
    Swarm swarm = swarms.get(id);
    return swarm == null ? Optional.empty() : Optional.of(swarm.totals());
  }

  @Override
  public Census census(int largest) {
    int count = 0;
    long memberships = 0;
    long allSeeders = 0;
    PriorityQueue<Census.Size> sizes =
        new PriorityQueue<>(Comparator.comparingInt(Census.Size::members));
    for (Swarm swarm : swarms.values()) {
      int members = swarm.members();
      int seeders = Math.min(swarm.seeders(), members); // read a moment later
      count++;
      memberships += members;
      allSeeders += seeders;
      if (sizes.size() < largest || largest > 0 && sizes.element().members() < members) {
        sizes.add(new Census.Size(swarm.id(), members, seeders));
        if (sizes.size() > largest) {
          sizes.remove();
        }
      }
    }
    List<Census.Size> sorted = new ArrayList<>(sizes);
    sorted.sort(Comparator.comparingInt(Census.Size::members).reversed());
    return new Census(count, memberships, allSeeders, sorted);
  }

  @Override
  public int swarms() {
    return swarms.size();
  }

  private @Nullable Membership live(Session session, SwarmId id, int now) {
    Membership membership = session.membership(id);
    return membership == null || membership.isExpired(now) ? null : membership;
  }
}

package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// The members of one swarm, who offers what, and what they have reported.
///
/// Its monitor is the lock of the swarm: held for some steps by whoever writes, never by a reader.
/// An empty swarm is closed and dropped; who meets a closed one looks for its successor.
final class Swarm {
  private static final int UPLOADED = Statistics.slot(Property.UPLOADED_BYTES);
  private static final int DOWNLOADED = Statistics.slot(Property.DOWNLOADED_BYTES);
  private static final int ORIGIN = Statistics.slot(Property.ORIGIN_BYTES);

  private final SwarmId id;
  private final MemberArray members = new MemberArray();
  private final AtomicLong uploaded = new AtomicLong();
  private final AtomicLong downloaded = new AtomicLong();
  private final AtomicLong origin = new AtomicLong();
  private final Elders elders = new Elders();
  private final MemoryBudget budget;
  private volatile @Nullable ChunkIndex index;

  /// Changes whenever a member may have come to do for a FIND that it did not do for.
  private volatile int changes;

  private boolean closed;

  /// Which account the swarm itself is counted in: that of one of its members. Under the lock.
  private long payer;

  /// A swarm without members.
  ///
  /// @param founder the account of the member that is about to enter
  Swarm(SwarmId id, MemoryBudget budget, long founder) {
    this.id = id;
    this.budget = budget;
    payer = founder;
    budget.charge(founder, memory());
  }

  /// How many bytes it takes without its members.
  int memory() {
    return memory(id);
  }

  static int memory(SwarmId id) {
    return Footprint.SWARM + Footprint.id(id.value());
  }

  SwarmId id() {
    return id;
  }

  /// Adds a member.
  ///
  /// @param listing how lists show it
  /// @return false if the swarm is closed
  synchronized boolean add(Membership membership, byte[] listing, int now, RandomGenerator random) {
    if (closed) {
      return false;
    }
    members.add(membership, listing, random.nextInt(), now);
    offer(membership, random);
    elders.joined(members, random);
    change();
    return true;
  }

  /// Sets what a member has of the content.
  synchronized void offer(
      Membership membership, PeerMode mode, ChunkSet chunks, int now, RandomGenerator random) {
    membership.mode(mode);
    membership.chunks(chunks);
    offer(membership, random);
    members.refresh(membership, now);
    change();
  }

  /// Brings up to date how lists show a member, and its summary.
  synchronized void relist(Membership membership, byte[] listing, int now) {
    members.relist(membership, listing, now);
    change();
  }

  /// Whether a member is surely listed under that name; without the lock, so it may be although the
  /// answer is false.
  boolean lists(Membership membership, PeerId peer) {
    return members.lists(membership, peer);
  }

  /// How lists show a member; null if it is none any more.
  byte @Nullable [] listing(Membership membership) {
    byte[] listing = members.listingIfUnmoved(membership);
    if (listing == null) { // others were on the move
      synchronized (this) {
        listing = members.listing(membership);
      }
    }
    return listing;
  }

  /// How long a member's listing is; -1 if it is none, or if others moved meanwhile.
  int listingLength(Membership membership) {
    return members.listingLengthIfUnmoved(membership);
  }

  /// Brings a member's summary up to date.
  synchronized void refresh(Membership membership, int now) {
    members.refresh(membership, now);
    change();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  private void change() {
    changes++;
  }

  /// A number that changes, after the change, when a member joins, is shown again, or says anything
  /// anew.
  int changes() {
    return changes;
  }

  /// What the members say, taken together.
  SwarmClaims claims() {
    return members.claims();
  }

  /// The same, only if it will soon no longer tell that the member is live.
  synchronized void refreshIfStale(Membership membership, int now, int soon) {
    members.refreshIfStale(membership, now, soon);
  }

  private void offer(Membership membership, RandomGenerator random) {
    boolean offers = membership.mode() == PeerMode.SEEDER || !membership.chunks().isEmpty();
    ChunkIndex current = index;
    if (current == null && offers) {
      index = current = new ChunkIndex(budget);
    }
    if (current != null && (offers || !membership.entries().isEmpty())) {
      current.update(membership, random);
    }
  }

  /// Takes a member out.
  ///
  /// @return whether the swarm is empty now, and closed
  synchronized boolean remove(Membership membership) {
    membership.expiresAt(Integer.MIN_VALUE); // a FIND that has met it must not list it
    if (membership.index >= 0) {
      members.remove(membership);
      ChunkIndex current = index;
      if (current != null) {
        current.remove(membership);
      }
    }
    if (members.size() > 0) {
      handOver(membership);
    } else if (!closed) {
      closed = true;
      budget.charge(payer, -memory());
    }
    return closed;
  }

  /// The account of one that leaves need not pay for those that stay.
  private void handOver(Membership leaving) {
    MemberArray.Segment segment = members.segment(0);
    Membership other = segment == null ? null : segment.member(0);
    if (other != null && payer == leaving.session().account(budget)) {
      payer = budget.hand(payer, other.session().account(budget), memory());
    }
  }

  /// Looks for candidates; without the lock.
  void find(Search search) {
    ChunkIndex current = index;
    if (!search.mayBeMet(claims())) {
      return;
    }
    if (search.chunks().isEmpty()) {
      search.visit(members, elders, id);
    } else if (current != null) {
      search.visit(current, members, elders, id);
    }
  }

  /// Stores a member's statistics and counts the bytes since its last report. A counter that went
  /// back began anew. Under the lock of the session.
  void report(Membership membership, List<Stat> stats, Activity activity) {
    Statistics before = membership.statistics();
    Statistics after = before.with(stats);
    membership.statistics(after);
    activity.report(before, after);
    count(uploaded, UPLOADED, before, after);
    count(downloaded, DOWNLOADED, before, after);
    count(origin, ORIGIN, before, after);
  }

  private static void count(AtomicLong total, int slot, Statistics before, Statistics after) {
    long more = Activity.more(slot, before, after);
    if (more > 0) {
      total.accumulateAndGet(more, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
    }
  }

  /// Members that stand side by side; without the lock.
  List<Membership> members(int from, int count) {
    List<Membership> found = new ArrayList<>();
    int end = (int) Math.min(members.size(), (long) from + count);
    for (int at = from; at < end; at++) {
      MemberArray.Segment segment = members.segment(at);
      Membership member = segment == null ? null : segment.member(MemberArray.offset(at));
      if (member != null) { // has not just left
        found.add(member);
      }
    }
    return found;
  }

  /// How many members there are.
  int members() {
    return members.size();
  }

  /// How many of the members are seeders.
  int seeders() {
    ChunkIndex current = index;
    return current == null ? 0 : current.seeders();
  }

  SwarmTotals totals() {
    return new SwarmTotals(members(), seeders(), uploaded.get(), downloaded.get(), origin.get());
  }
}

package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerMode;

/// Which members of a swarm offer a chunk.
///
/// A set of chunk numbers is cut into blocks: aligned runs of 2^k numbers, as few as possible, at
/// most 2·log2(length) for a range however long. Each block has an array of the members that have
/// exactly this block in their cut. Since the blocks of one member do not overlap, the members that
/// offer chunk c are those of the at most 33 blocks that contain c, each of them once: a chunk that
/// one member in a million offers is found as fast as one that all offer, and a member that offers
/// a million chunks costs no more than some tens of entries.
///
/// Writers hold the lock of the swarm; readers take none.
final class ChunkIndex {
  /// A block is its first number shifted by this, and its k.
  private static final int LEVEL_BITS = 6;

  private static final int LEVELS = 33;

  /// Of how many blocks a search takes its candidates before it turns to all who offer anything.
  private static final int MAX_BLOCKS = 1024;

  /// What it costs a search to look up a block or token.
  private static final int LOOKUP = 16;

  /// A member that offers a block or token, as a place in the array of all who do.
  static final class Entry extends Place {
    private final Membership member;
    private final Offer offer;

    /// Used while the member's entries are replaced.
    private boolean kept;

    Entry(Membership member, Offer offer) {
      this.member = member;
      this.offer = offer;
    }

    @Override
    Membership member() {
      return member;
    }

    Offer offer() {
      return offer;
    }
  }

  /// A block or token, and who offers it.
  static final class Offer {
    final long block;
    final @Nullable String token;
    final PlaceArray places = new PlaceArray();

    /// Which account it is counted in: that of one who offers it. Under the lock of the swarm.
    private long payer;

    Offer(long block, @Nullable String token, long payer) {
      this.block = block;
      this.token = token;
      this.payer = payer;
    }

    /// How many bytes it takes without the entries.
    int memory() {
      return Footprint.OFFER + (token == null ? 0 : Footprint.text(token));
    }
  }

  private final Offer seeders = new Offer(-1, null, MemoryBudget.NOBODY);
  private final Offer holders = new Offer(-2, null, MemoryBudget.NOBODY);
  private final NavigableMap<Long, Offer> blocks = new ConcurrentSkipListMap<>();
  private final Map<String, Offer> tokens = new ConcurrentHashMap<>();
  private final int[] offersAtLevel = new int[LEVELS];
  private final MemoryBudget budget;
  private volatile long levels;

  /// @param budget where its offers are counted; the empty index is counted with its swarm
  ChunkIndex(MemoryBudget budget) {
    this.budget = budget;
  }

  int seeders() {
    return seeders.places.size();
  }

  /// How many entries a set takes.
  static int entries(ChunkSet chunks) {
    return cut(chunks).length + chunks.tokens().size();
  }

  /// Makes the index tell what the member offers now, its mode and chunks. Under the lock.
  void update(Membership member, RandomGenerator random) {
    List<Entry> old = member.entries();
    List<Entry> entries = new ArrayList<>();
    if (member.mode() == PeerMode.SEEDER) {
      keepOrAdd(member, seeders, old, entries, random);
    } else if (!member.chunks().isEmpty()) {
      keepOrAdd(member, holders, old, entries, random);
      merge(member, cut(member.chunks()), old, entries, random);
      mergeTokens(member, old, entries, random);
    }
    replace(member, old, entries);
  }

  /// Takes everything of the member out. Under the lock.
  void remove(Membership member) {
    replace(member, member.entries(), new ArrayList<>());
  }

  /// Both the blocks of a cut and the entries made from an older cut are in the order of their
  /// first numbers, so that one pass tells which are new.
  private void merge(
      Membership member, long[] cut, List<Entry> old, List<Entry> entries, RandomGenerator random) {
    int at = 0;
    for (long block : cut) {
      while (at < old.size() && old.get(at).offer.block < block) {
        at++; // seeders, holders and tokens have negative numbers
      }
      if (at < old.size() && old.get(at).offer.block == block) {
        entries.add(old.get(at));
      } else {
        entries.add(enter(member, offerOf(block, member), random));
      }
    }
  }

  private void mergeTokens(
      Membership member, List<Entry> old, List<Entry> entries, RandomGenerator random) {
    SortedSet<String> named = member.chunks().tokens();
    if (named.isEmpty()) {
      return;
    }
    Map<String, Entry> known = new HashMap<>();
    for (Entry entry : old) {
      if (entry.offer.token != null) {
        known.put(entry.offer.token, entry);
      }
    }
    for (String token : named) {
      Entry entry = known.get(token);
      entries.add(entry != null ? entry : enter(member, offerOf(token, member), random));
    }
  }

  private Offer offerOf(String token, Membership founder) {
    Offer offer = tokens.get(token);
    if (offer == null) {
      offer = paid(-3, token, founder);
      tokens.put(token, offer);
    }
    return offer;
  }

  private Offer paid(long block, @Nullable String token, Membership founder) {
    Offer offer = new Offer(block, token, founder.session().account(budget));
    budget.charge(offer.payer, offer.memory());
    return offer;
  }

  private Offer offerOf(long block, Membership founder) {
    Offer offer = blocks.get(block);
    if (offer == null) {
      offer = paid(block, null, founder);
      blocks.put(block, offer);
      int level = level(block);
      if (offersAtLevel[level]++ == 0) {
        levels |= 1L << level;
      }
    }
    return offer;
  }

  private static void keepOrAdd(
      Membership member,
      Offer offer,
      List<Entry> old,
      List<Entry> entries,
      RandomGenerator random) {
    for (Entry entry : old) {
      if (entry.offer == offer) {
        entries.add(entry);
        return;
      }
    }
    entries.add(enter(member, offer, random));
  }

  private static Entry enter(Membership member, Offer offer, RandomGenerator random) {
    Entry entry = new Entry(member, offer);
    offer.places.add(entry, random.nextInt());
    return entry;
  }

  private void replace(Membership member, List<Entry> old, List<Entry> now) {
    for (Entry entry : now) {
      entry.kept = true;
    }
    for (Entry entry : old) {
      if (!entry.kept) {
        leave(entry);
      }
    }
    for (Entry entry : now) {
      entry.kept = false;
    }
    now.sort(Comparator.comparingLong(entry -> entry.offer.block));
    member.entries(List.copyOf(now));
  }

  private void leave(Entry entry) {
    Offer offer = entry.offer;
    offer.places.remove(entry);
    if (offer.places.size() > 0) {
      handOver(offer, entry.member);
      return;
    }
    if (offer.payer != MemoryBudget.NOBODY) {
      budget.charge(offer.payer, -offer.memory());
    }
    if (offer.token != null) {
      tokens.remove(offer.token);
    } else if (offer.block >= 0 && blocks.remove(offer.block) != null) {
      int level = level(offer.block);
      if (--offersAtLevel[level] == 0) {
        levels &= ~(1L << level);
      }
    }
  }

  /// The account of one that no longer offers it need not pay for the others.
  private void handOver(Offer offer, Membership leaving) {
    Place other = offer.places.get(0);
    if (other != null && offer.payer == leaving.session().account(budget)) {
      offer.payer =
          budget.hand(offer.payer, other.member().session().account(budget), offer.memory());
    }
  }

  /// What a search goes over.
  ///
  /// @param cost what it has cost to find them, in the unit of [TrackerSettings#scanLimit()]
  record Found(List<PlaceArray> arrays, int cost) {}

  /// The arrays in which all who offer one of the chunks stand. A member can stand in several if
  /// several chunks are asked for. Where it would take more than half of what the search may cost
  /// to find them, all who offer anything.
  Found find(ChunkSet wanted, int budget) {
    Lookups lookups = new Lookups(budget / 2);
    lookups.found.add(seeders.places);
    for (String token : wanted.tokens()) {
      if (lookups.goOn()) {
        lookups.add(tokens.get(token));
      }
    }
    wanted.forEachRange(lookups::range);
    boolean isGood =
        lookups.goOn() && isWorthwhile(lookups.found, (budget - lookups.cost) / Search.MEMBER);
    return new Found(
        isGood ? lookups.found : List.of(seeders.places, holders.places), lookups.cost);
  }

  /// Whether all of these places can be looked at, or they are at least fewer than the members who
  /// offer anything. Where most members offer most of many chunks, each stands in so many places
  /// that a search would give up before it has met everyone.
  private boolean isWorthwhile(List<PlaceArray> found, int affordable) {
    long places = 0;
    for (PlaceArray array : found) {
      places += array.size();
    }
    return places <= affordable || places <= (long) seeders.places.size() + holders.places.size();
  }

  /// The arrays that a search has found so far, and what that has cost.
  private final class Lookups {
    private final List<PlaceArray> found = new ArrayList<>();
    private final int affordable;
    private int cost;

    /// The block of each level that was looked up last: neighbours are often in the same one.
    private final long[] last = new long[LEVELS];

    Lookups(int affordable) {
      this.affordable = affordable;
      Arrays.fill(last, -1);
    }

    boolean goOn() {
      return cost <= affordable && found.size() <= MAX_BLOCKS;
    }

    void add(@Nullable Offer offer) {
      cost += LOOKUP;
      if (offer != null) {
        found.add(offer.places);
      }
    }

    void range(long from, long to) {
      for (long rest = levels; rest != 0 && goOn(); rest &= rest - 1) {
        int level = Long.numberOfTrailingZeros(rest);
        long block = block(from & -1L << level, level);
        if (last[level] != block) {
          last[level] = block;
          add(blocks.get(block));
        }
      }
      if (to > from && goOn()) {
        for (Offer offer : blocks.subMap(block(from + 1, 0), block(to + 1, 0)).values()) {
          last[level(offer.block)] = offer.block;
          add(offer);
          if (!goOn()) {
            return;
          }
        }
      }
    }
  }

  /// The blocks of a set, in order.
  private static long[] cut(ChunkSet chunks) {
    LongList cut = new LongList();
    chunks.forEachRange(
        (first, last) -> {
          long at = first;
          while (at <= last) {
            int aligned = at == 0 ? LEVELS - 1 : Long.numberOfTrailingZeros(at);
            int fitting = 63 - Long.numberOfLeadingZeros(last - at + 1);
            int level = Math.min(aligned, fitting);
            cut.add(block(at, level));
            at += 1L << level;
          }
        });
    return cut.toArray();
  }

  private static long block(long first, int level) {
    return first << LEVEL_BITS | level;
  }

  private static int level(long block) {
    return (int) (block & (1 << LEVEL_BITS) - 1);
  }

  private static final class LongList {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}

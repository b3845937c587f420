package org.ppsp.tracker;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Status;

/// How many bytes peers use, in all, by address, by network and by prefix, and how many they may.
/// Whatever a stranger can make larger is taken from here before it grows, and given back when it
/// shrinks.
///
/// Addresses and networks are counted in sketches of a fixed size: two counters for each, found by
/// a secret hash, each shared with others. The smaller one never counts too little. It counts too
/// much only where both are shared with an address that uses a large part of all memory. A prefix
/// has one counter, which one in a thousand others shares.
///
/// Every thread may call; it takes no lock.
final class MemoryBudget {
  /// Charged for what belongs to no address.
  static final long NOBODY = -1;

  private static final int CELL_BITS = 13;
  private static final int CELLS = 1 << CELL_BITS;
  private static final int MASK = CELLS - 1;

  /// In an account: only the sum is bounded.
  private static final long EXEMPT = 1L << 4 * CELL_BITS;

  private static final int PREFIX_AT = 4 * CELL_BITS + 1;
  private static final int PREFIXES = 1 << Long.SIZE - 1 - PREFIX_AT; // an account is not negative

  private final boolean exemptLoopback;
  private final long key0;
  private final long key1;
  private final Refusals refusals;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLongArray addresses = new AtomicLongArray(2 * CELLS);
  private final AtomicLongArray networks = new AtomicLongArray(2 * CELLS);
  private final AtomicLongArray prefixes = new AtomicLongArray(PREFIXES);
  private volatile MemoryBounds bounds;

  /// @param key0 secret as the other one, or strangers could choose addresses that share counters
  MemoryBudget(
      MemoryBounds bounds, boolean exemptLoopback, long key0, long key1, Refusals refusals) {
    this.bounds = bounds;
    this.exemptLoopback = exemptLoopback;
    this.key0 = key0;
    this.key1 = key1;
    this.refusals = refusals;
  }

  /// Holds to other bounds from now on. What is used stays.
  void bounds(MemoryBounds next) {
    bounds = next;
  }

  /// Where the bytes of an address are counted: the positions of its five counters.
  long account(IpAddress ip) {
    long address = Sketch.hash(Sketch.owner(ip), key0, key1);
    long network = Sketch.hash(ip.network(), key1, key0);
    long prefix = Sketch.hash(NetworkShares.prefix(ip), key0, key1);
    return (prefix & PREFIXES - 1) << PREFIX_AT
        | (exemptLoopback && ip.isLoopback() ? EXEMPT : 0)
        | (address & MASK) << 3 * CELL_BITS
        | (address >>> Integer.SIZE & MASK) << 2 * CELL_BITS
        | (network & MASK) << CELL_BITS
        | network >>> Integer.SIZE & MASK;
  }

  /// Takes bytes for a peer that is not connected yet.
  ///
  /// @throws Refused if it may not have them
  void takeForNewcomer(long account, int bytes) {
    checkSession(bytes);
    take(account, bytes, bounds.forNewcomers());
  }

  /// Takes bytes for a peer that is connected; always, if it is none.
  ///
  /// @throws Refused if it may not have them
  void take(long account, int bytes) {
    if (bytes > 0) {
      take(account, bytes, bounds.all());
    }
  }

  private void take(long account, int bytes, long most) {
    charge(account, bytes);
    MemoryBounds known = bounds;
    boolean isBounded = (account & EXEMPT) == 0;
    if (isBounded && address(account) > known.address()) {
      charge(account, -bytes);
      throw refused(Refusal.MEMORY_OF_ADDRESS);
    }
    if (isBounded && (network(account) > known.network() || prefix(account) > known.prefix())) {
      charge(account, -bytes);
      throw refused(Refusal.MEMORY_OF_NETWORK);
    }
    if (used.get() > most) {
      charge(account, -bytes);
      throw refused(Refusal.MEMORY);
    }
  }

  /// Whether bytes could be taken.
  boolean hasRoom(long account, int bytes) {
    MemoryBounds known = bounds;
    if (used.get() + bytes > known.all()) {
      return false;
    }
    return account < 0
        || (account & EXEMPT) != 0
        || address(account) + bytes <= known.address()
            && network(account) + bytes <= known.network()
            && prefix(account) + bytes <= known.prefix();
  }

  /// Checks what one session would use.
  ///
  /// @param bytes those included that it shares with others
  /// @throws Refused if that is more than a session may use
  void checkSession(long bytes) {
    if (bytes > bounds.session()) {
      throw refused(Refusal.MEMORY_OF_SESSION);
    }
  }

  /// Counts bytes that have been taken into use anyway, or, if it is negative, given back.
  void charge(long account, long bytes) {
    if (bytes == 0) {
      return;
    }
    used.addAndGet(bytes);
    if (account >= 0) {
      addresses.addAndGet(first(account, 3), bytes);
      addresses.addAndGet(second(account, 2), bytes);
      networks.addAndGet(first(account, 1), bytes);
      networks.addAndGet(second(account, 0), bytes);
      prefixes.addAndGet(prefixOf(account), bytes);
    }
  }

  /// Counts elsewhere what was counted in one account.
  ///
  /// @return the account where it is counted now
  long hand(long from, long to, int bytes) {
    if (from != to) {
      charge(to, bytes);
      charge(from, -bytes);
    }
    return to;
  }

  MemoryUse use() {
    MemoryBounds known = bounds;
    long now = used.get();
    return new MemoryUse(now, known.all(), now >= known.forNewcomers());
  }

  /// How many bytes an address uses, at most.
  long address(long account) {
    return Math.min(addresses.get(first(account, 3)), addresses.get(second(account, 2)));
  }

  /// How many bytes a network uses, at most.
  long network(long account) {
    return Math.min(networks.get(first(account, 1)), networks.get(second(account, 0)));
  }

  /// How many bytes a prefix uses, at most.
  private long prefix(long account) {
    return prefixes.get(prefixOf(account));
  }

  private static int prefixOf(long account) {
    return (int) (account >>> PREFIX_AT);
  }

  private static int first(long account, int part) {
    return (int) (account >>> part * CELL_BITS) & MASK;
  }

  private static int second(long account, int part) {
    return CELLS + first(account, part);
  }

  private Refused refused(Refusal why) {
    refusals.count(why);
    return switch (why) {
      case MEMORY_OF_SESSION ->
          forbidden(
              String.format(
                  Locale.ROOT,
                  "this peer would use more than %d KiB of the tracker's memory: LEAVE swarms,"
                      + " offer fewer and longer chunk ranges, or report fewer statistics; the"
                      + " operator can raise tracker.maxMemoryPerSession",
                  bounds.session() >> 10));
      case MEMORY_OF_ADDRESS ->
          forbidden(
              "the peers of your address use all the tracker's memory they may: LEAVE swarms,"
                  + " DISCONNECT peers, or report fewer chunks and statistics; for an address that"
                  + " many share, the operator can raise tracker.memoryPerAddress");
      case MEMORY_OF_NETWORK ->
          forbidden(
              "the peers of your network use all the tracker's memory they may: LEAVE swarms,"
                  + " DISCONNECT peers, or report fewer chunks and statistics; for a network that"
                  + " many share, the operator can raise tracker.memoryPerNetwork");
      default ->
          new Refused(
              Status.SERVICE_UNAVAILABLE,
              "the tracker's memory is used up: try again later, or use another tracker");
    };
  }

  private static Refused forbidden(String reason) {
    return new Refused(Status.FORBIDDEN_ACTION, reason);
  }
}

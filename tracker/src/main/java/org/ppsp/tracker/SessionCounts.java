package org.ppsp.tracker;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.ppsp.protocol.IpAddress;

/// How many sessions each address has, of IPv6 each /64, for that is what one subscriber has.
///
/// A sketch instead of a map, which would cost more for each session than its place in the table of
/// them: two counters for an address, found by a secret hash, each shared with others. The smaller
/// one never counts too few, and counts too many only where both are shared with addresses that
/// have many sessions. Every thread may call; it takes no lock.
final class SessionCounts {
  /// Counters in a row for a limit of one.
  private static final int COUNTERS = 1 << 26;

  private static final int LEAST = 1 << 14;
  private static final int MOST = 1 << 22;

  /// Sessions that are worth no saving.
  private static final int FEW = 32;

  private final Defences defences;
  private final long key0;
  private final long key1;

  /// Two rows. With many sessions to a counter a small limit would be reached by them alone, so
  /// there are the more counters the smaller the limit is.
  private final AtomicIntegerArray counters;

  private final int mask;

  /// Counts of which all are zero.
  ///
  /// @param key0 secret as the other one, or strangers could choose addresses that share counters
  SessionCounts(Defences defences, long key0, long key1) {
    this.defences = defences;
    this.key0 = key0;
    this.key1 = key1;
    int limit = defences.maxSessionsPerAddress();
    int length = limit == 0 ? 1 : Math.clamp(COUNTERS / limit, LEAST, MOST);
    mask = Integer.highestOneBit(length) - 1;
    counters = new AtomicIntegerArray(2 * (mask + 1));
  }

  /// Counts a session, unless its address has as many as it may have.
  ///
  /// @return whether it was counted, or its address is not bounded
  boolean add(IpAddress ip) {
    if (!isCounted(ip)) {
      return true;
    }
    long hash = hash(ip);
    int first = counters.incrementAndGet(first(hash));
    int second = counters.incrementAndGet(second(hash));
    if (Math.min(first, second) > defences.maxSessionsPerAddress()) {
      remove(ip);
      return false;
    }
    return true;
  }

  /// Counts a session no longer that was counted there.
  void remove(IpAddress ip) {
    if (isCounted(ip)) {
      long hash = hash(ip);
      counters.decrementAndGet(first(hash));
      counters.decrementAndGet(second(hash));
    }
  }

  /// Counts a session at another address, unless that has as many as it may have; [#remove] ends it
  /// there.
  ///
  /// @return whether it is counted there, or need not be
  boolean move(IpAddress from, IpAddress to) {
    if (isCounted(from) == isCounted(to) && Sketch.owner(from) == Sketch.owner(to)) {
      return true;
    }
    if (!add(to)) {
      return false;
    }
    remove(from);
    return true;
  }

  /// How many sessions an address has, at the most; 0 if it is not bounded.
  int count(IpAddress ip) {
    if (!isCounted(ip)) {
      return 0;
    }
    long hash = hash(ip);
    return Math.min(counters.get(first(hash)), counters.get(second(hash)));
  }

  /// Whether an address is about half full. Where it may have few sessions, every one is.
  boolean isCrowded(IpAddress ip) {
    return count(ip) > defences.maxSessionsPerAddress() / 2 - FEW && isCounted(ip);
  }

  private boolean isCounted(IpAddress ip) {
    return defences.bounds(defences.maxSessionsPerAddress(), ip);
  }

  private int first(long hash) {
    return (int) hash & mask;
  }

  private int second(long hash) {
    return mask + 1 + ((int) (hash >>> Integer.SIZE) & mask);
  }

  private long hash(IpAddress ip) {
    return Sketch.hash(Sketch.owner(ip), key0, key1);
  }
}

package org.ppsp.tracker;

import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;

/// How many sessions each address and port is listed for, so that no name fills the lists with one
/// address.
///
/// A table of hashes in stripes, eight bytes or so for an address. The hash is secret, and two
/// addresses share a count only by a chance of one in 2^37. It grows and shrinks with what is in
/// it. Every thread may call; the lock is that of a stripe, held for some steps.
final class ListedAddresses {
  /// The most sessions that an address and port is listed for.
  static final int MOST = 4;

  private static final int STRIPE_BITS = 8;
  private static final int COUNT_BITS = 3;
  private static final int COUNT = (1 << COUNT_BITS) - 1;

  private final Stripe[] stripes = new Stripe[1 << STRIPE_BITS];
  private final long key0;
  private final long key1;

  /// Nothing is listed yet.
  ///
  /// @param key0 secret as the other one
  ListedAddresses(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe();
    }
  }

  /// Counts a session that lists the address.
  ///
  /// @param seen where the peer's requests come from: a private address is another one behind each
  /// @return false if as many do as may; then this one is not counted
  boolean add(PeerAddress address, IpAddress seen) {
    long hash = hash(address, seen);
    return stripe(hash).add((int) hash >>> COUNT_BITS);
  }

  /// No longer counts a session that was counted.
  void remove(PeerAddress address, IpAddress seen) {
    long hash = hash(address, seen);
    stripe(hash).remove((int) hash >>> COUNT_BITS);
  }

  /// How many addresses are listed.
  int size() {
    int all = 0;
    for (Stripe stripe : stripes) {
      all += stripe.size();
    }
    return all;
  }

  private Stripe stripe(long hash) {
    return stripes[(int) (hash >>> (Long.SIZE - STRIPE_BITS))];
  }

  private long hash(PeerAddress address, IpAddress seen) {
    IpAddress ip = address.ip();
    long hash = mixed(mixed(mixed(ip.high() ^ key0) ^ ip.low()) ^ address.port());
    return mixed((ip.isPrivate() ? mixed(hash ^ seen.high()) ^ seen.low() : hash) + key1);
  }

  /// The finalizer of MurmurHash3.
  private static long mixed(long bits) {
    long mixed = (bits ^ bits >>> 33) * 0xff51_afd7_ed55_8ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ mixed >>> 33;
  }

  /// Slots of a mark (29 bits, which say where it begins) and a count; 0 is an empty one. Never
  /// more than half full.
  private static final class Stripe {
    private static final int LEAST = 8;

    private int[] slots = new int[LEAST];
    private int size;

    synchronized boolean add(int mark) {
      int at = find(mark);
      if (slots[at] == 0) {
        slots[at] = mark << COUNT_BITS | 1;
        if (2 * ++size > slots.length) {
          resize(2 * slots.length);
        }
        return true;
      }
      boolean isFree = (slots[at] & COUNT) < MOST;
      slots[at] += isFree ? 1 : 0;
      return isFree;
    }

    synchronized void remove(int mark) {
      int at = find(mark);
      if ((slots[at] & COUNT) > 1) {
        slots[at]--;
      } else if (slots[at] != 0) {
        empty(at);
        if (8 * --size < slots.length && slots.length > LEAST) {
          resize(slots.length / 2);
        }
      }
    }

    synchronized int size() {
      return size;
    }

    /// The slot of a mark, or the empty one where it belongs.
    private int find(int mark) {
      int at = mark & slots.length - 1;
      while (slots[at] != 0 && slots[at] >>> COUNT_BITS != mark) {
        at = at + 1 & slots.length - 1;
      }
      return at;
    }

    /// Empties a slot and moves up those behind it that belong further to the front.
    private void empty(int hole) {
      int mask = slots.length - 1;
      int at = hole;
      while (true) {
        at = at + 1 & mask;
        int slot = slots[at];
        if (slot == 0) {
          slots[hole] = 0;
          return;
        }
        int begin = slot >>> COUNT_BITS & mask;
        if ((at - begin & mask) >= (at - hole & mask)) {
          slots[hole] = slot;
          hole = at;
        }
      }
    }

    private void resize(int length) {
      int[] before = slots;
      slots = new int[length];
      for (int slot : before) {
        if (slot != 0) {
          slots[find(slot >>> COUNT_BITS)] = slot;
        }
      }
    }
  }
}

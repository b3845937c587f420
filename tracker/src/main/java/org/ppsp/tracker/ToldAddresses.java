package org.ppsp.tracker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which addresses one owner was told in one minute: a Bloom filter with two bits for each. From
/// how many bits are set follows how many different addresses there were, within a few percent
/// (Swamidass and Baldi, 2007). Who was told last is kept, too. Every thread may call; it takes no
/// lock.
final class ToldAddresses {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  /// As many bits as addresses may be told: then at most seven eighths of them are set.
  private static final int LEAST_BITS = 1 << 12;

  private static final int MOST_BITS = 1 << 19;

  /// How many of the members that were told last are kept; a power of two.
  static final int KEPT = 128;

  private static final long NEXT = 0x9e37_79b9_7f4a_7c15L;

  private final long owner;
  private final int minute;
  private final long[] words;
  private final AtomicInteger set = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable Membership> last = new AtomicReferenceArray<>(KEPT);
  private final AtomicInteger kept = new AtomicInteger();

  /// @param most how many addresses it has to tell apart, at least
  ToldAddresses(long owner, int minute, int most) {
    this.owner = owner;
    this.minute = minute;
    int bits = Math.clamp(most, LEAST_BITS, MOST_BITS);
    words = new long[Integer.highestOneBit(bits * 2 - 1) / Long.SIZE];
  }

  boolean isOf(long other, int now) {
    return owner == other && minute == now;
  }

  boolean isOf(int now) {
    return minute == now;
  }

  /// Whether it can tell so many apart.
  boolean hasRoomFor(int most) {
    return Math.min(most, MOST_BITS) <= bits();
  }

  private int bits() {
    return words.length * Long.SIZE;
  }

  /// About how many different addresses were told.
  int count() {
    int clear = Math.max(1, bits() - set.get());
    return (int) Math.round(bits() / 2.0 * Math.log((double) bits() / clear));
  }

  /// Whether an address is often taken for one that was told.
  boolean isDense() {
    return set.get() > bits() / 4;
  }

  /// How many of a peer's addresses have not been told.
  ///
  /// @param peer a hash of the peer
  int news(long peer, int addresses) {
    int news = 0;
    long hash = peer;
    for (int i = 0; i < addresses; i++) {
      if (!isSet(hash) || !isSet(hash >>> Integer.SIZE)) {
        news++;
      }
      hash += NEXT;
    }
    return news;
  }

  /// One of the members that were told last.
  ///
  /// @param i any number; [#KEPT] in a row are all of them
  /// @return null if there are fewer
  @Nullable Membership last(int i) {
    return last.getOpaque(i & KEPT - 1);
  }

  /// A member has been told with all its addresses.
  ///
  /// @param peer a hash of it
  void add(Membership member, long peer, int addresses) {
    last.setOpaque(kept.getAndIncrement() & KEPT - 1, member);
    long hash = peer;
    for (int i = 0; i < addresses; i++) {
      set(hash);
      set(hash >>> Integer.SIZE);
      hash += NEXT;
    }
  }

  private boolean isSet(long hash) {
    return ((long) WORD.getOpaque(words, word(hash)) & bit(hash)) != 0;
  }

  private void set(long hash) {
    if (!isSet(hash)
        && ((long) WORD.getAndBitwiseOr(words, word(hash), bit(hash)) & bit(hash)) == 0) {
      set.incrementAndGet();
    }
  }

  private int word(long hash) {
    return (int) (hash >>> 6) & words.length - 1;
  }

  private static long bit(long hash) {
    return 1L << hash;
  }
}

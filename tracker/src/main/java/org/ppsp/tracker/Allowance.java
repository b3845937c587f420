package org.ppsp.tracker;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// How many addresses owners of one kind are told in a minute: addresses, networks or credentials.
///
/// An owner with few sessions is not looked at, for each session is bounded by itself. Where an
/// owner has more, or begins more in a minute, different addresses are counted for all of them
/// together. What it may be told grows with its sessions, up to a cap.
///
/// All parts have a fixed size. Sessions are counted in sketches, which may count too many: then an
/// owner is only looked at sooner. Owners are told apart as long as there is room for all that were
/// looked at in a minute; beyond it some share their allowance. Every thread may call; it takes no
/// lock.
final class Allowance {
  /// What an owner may be told for each further session, as a part of what one is told.
  private static final int GROWTH = 10;

  /// The most that an address may be told, and each factor of other owners.
  private static final int MOST = 100_000;

  /// How many places are tried for an owner.
  private static final int PROBES = 4;

  /// @param few how many sessions an owner may have, or begin in a minute, without being looked at
  /// @param factor how many times as much as one session an owner may be told
  record Kind(int few, int factor) {
    static final Kind ADDRESS = new Kind(8, 1);
    static final Kind NETWORK = new Kind(64, 4);
    static final Kind CREDENTIAL = new Kind(8, 1);
  }

  private final Kind kind;
  private final AtomicIntegerArray live;

  /// How many sessions were begun in a minute, up to 127. Not exact where threads meet.
  private final byte[] begun;

  private volatile int begunIn;
  private final AtomicReferenceArray<ToldAddresses> owners;
  private final int mask;

  /// @param counters how many, a power of two
  /// @param owners how many are told apart, a power of two
  Allowance(Kind kind, int counters, int owners) {
    this.kind = kind;
    live = new AtomicIntegerArray(2 * counters);
    begun = new byte[2 * counters];
    mask = counters - 1;
    this.owners = new AtomicReferenceArray<>(owners);
  }

  /// A session has begun.
  ///
  /// @param owner a hash of it that strangers cannot choose
  void begin(long owner, int minute) {
    enter(owner);
    if (begunIn != minute) {
      begunIn = minute;
      Arrays.fill(begun, (byte) 0);
    }
    increment(first(owner));
    increment(second(owner));
  }

  private void increment(int counter) {
    if (begun[counter] < Byte.MAX_VALUE) {
      begun[counter]++;
    }
  }

  /// A session has come from elsewhere.
  void enter(long owner) {
    live.incrementAndGet(first(owner));
    live.incrementAndGet(second(owner));
  }

  /// A session has gone.
  void leave(long owner) {
    live.decrementAndGet(first(owner));
    live.decrementAndGet(second(owner));
  }

  /// What an owner may still be told in a minute, together with what others allow.
  ///
  /// @param one how many addresses one session may be told
  /// @param others what else a list has to hold to, or null
  /// @return the others, if the owner need not be looked at
  @Nullable Share share(long owner, int one, int minute, @Nullable Share others) {
    if (sessions(owner) <= kind.few && begun(owner, minute) <= kind.few) {
      return others;
    }
    int most = most(owner, one);
    ToldAddresses told = told(owner, minute, most);
    int bound = told.isOf(owner, minute) ? most : most * PROBES; // of several owners
    return new Share(told, Math.max(0, bound - told.count()), others);
  }

  private ToldAddresses told(long owner, int minute, int most) {
    int at = -1;
    for (int i = 0; i < PROBES; i++) {
      int place = place(owner, i);
      ToldAddresses known = owners.get(place);
      if (known != null && known.isOf(owner, minute)) {
        return known.hasRoomFor(most) ? known : put(place, known, owner, minute, most);
      }
      at = at < 0 && (known == null || !known.isOf(minute)) ? place : at;
    }
    ToldAddresses known = owners.get(at < 0 ? place(owner, 0) : at);
    return known != null && known.isOf(minute) ? known : put(at, known, owner, minute, most);
  }

  private ToldAddresses put(
      int place, @Nullable ToldAddresses known, long owner, int minute, int most) {
    ToldAddresses fresh = new ToldAddresses(owner, minute, most);
    ToldAddresses now = owners.compareAndExchange(place, known, fresh);
    return now == known || now == null ? fresh : now;
  }

  private int place(long owner, int probe) {
    return (int) (owner >>> 20) + probe & owners.length() - 1;
  }

  private int most(long owner, int one) {
    long grown = (long) one * kind.factor + (long) one / GROWTH * (sessions(owner) - 1L);
    return (int) Math.clamp(grown, 1, Math.max((long) one, MOST) * kind.factor);
  }

  private int sessions(long owner) {
    return Math.min(live.get(first(owner)), live.get(second(owner)));
  }

  private int begun(long owner, int minute) {
    return begunIn == minute ? Math.min(begun[first(owner)], begun[second(owner)]) : 0;
  }

  private int first(long owner) {
    return (int) owner & mask;
  }

  private int second(long owner) {
    return mask + 1 + ((int) (owner >>> Integer.SIZE) & mask);
  }
}

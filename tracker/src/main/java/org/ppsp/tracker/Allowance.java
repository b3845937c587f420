package org.ppsp.tracker;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// How many addresses owners of one kind are told in a minute: addresses, networks or credentials.
///
/// An owner with few sessions is not looked at, for each session is bounded by itself. Where an
/// owner has more, or has begun more in this minute and the last, different addresses are counted
/// for all of them together. What it may be told grows with the sessions that have stayed for
/// longer, up to a cap: whoever begins sessions anew gains nothing by it.
///
/// All parts have a fixed size. Sessions are counted in sketches, which may count too many: then an
/// owner is only looked at sooner. Owners are told apart as long as there is room for all that were
/// looked at in a minute; beyond it some share their allowance. Every thread may call; it takes no
/// lock.
final class Allowance {
  /// What an owner may be told for each session that has stayed, as a part of what one is told.
  private static final int GROWTH = 10;

  /// The most that an address may be told, and each factor of other owners.
  private static final int MOST = 100_000;

  /// How many places are tried for an owner.
  private static final int PROBES = 4;

  /// @param few how many sessions an owner may have, or begin in this minute and the last, without
  ///   being looked at
  /// @param factor how many times as much as one session an owner may be told
  record Kind(int few, int factor) {
    static final Kind ADDRESS = new Kind(8, 1);
    static final Kind NETWORK = new Kind(64, 4);
    static final Kind CREDENTIAL = new Kind(8, 1);
  }

  private final Kind kind;
  private final AtomicIntegerArray live;

  /// How many sessions were begun in even minutes and in odd ones. Not exact where threads meet.
  private final char[][] begun;

  /// The last minute in which one was begun.
  private volatile int begunIn;

  private final AtomicReferenceArray<ToldAddresses> owners;
  private final int mask;

  /// @param counters how many, a power of two
  /// @param owners how many are told apart, a power of two
  Allowance(Kind kind, int counters, int owners) {
    this.kind = kind;
    live = new AtomicIntegerArray(2 * counters);
    begun = new char[2][2 * counters];
    mask = counters - 1;
    this.owners = new AtomicReferenceArray<>(owners);
  }

  /// A session has begun.
  ///
  /// @param owner a hash of it that strangers cannot choose
  void begin(long owner, int minute) {
    enter(owner);
    int last = begunIn;
    if (last != minute) {
      begunIn = minute;
      Arrays.fill(begun[minute & 1], (char) 0);
      if (last != minute - 1) {
        Arrays.fill(begun[minute - 1 & 1], (char) 0);
      }
    }
    increment(begun[minute & 1], first(owner));
    increment(begun[minute & 1], second(owner));
  }

  private static void increment(char[] counters, int counter) {
    if (counters[counter] < Character.MAX_VALUE) {
      counters[counter]++;
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
    int sessions = sessions(owner);
    int young = begun(owner, minute) + begun(owner, minute - 1);
    if (sessions <= kind.few && young <= kind.few) {
      return others;
    }
    int most = most(Math.max(0, sessions - young), one);
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

  /// @param stayed how many sessions of it are not young any more
  private int most(int stayed, int one) {
    long grown = (long) one * kind.factor + (long) one / GROWTH * stayed;
    return (int) Math.clamp(grown, 1, Math.max((long) one, MOST) * kind.factor);
  }

  private int sessions(long owner) {
    return Math.min(live.get(first(owner)), live.get(second(owner)));
  }

  private int begun(long owner, int minute) {
    int last = begunIn;
    if (minute != last && minute != last - 1) {
      return 0;
    }
    char[] counters = begun[minute & 1];
    return Math.min(counters[first(owner)], counters[second(owner)]);
  }

  private int first(long owner) {
    return (int) owner & mask;
  }

  private int second(long owner) {
    return mask + 1 + ((int) (owner >>> Integer.SIZE) & mask);
  }
}

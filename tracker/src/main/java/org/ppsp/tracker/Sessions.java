package org.ppsp.tracker;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// The sessions by the names of their peers. A table of its own, because of the millions of them: a
/// slot of four bytes where a map has an entry of 24 besides, and no PeerId, for the name stands in
/// the session's listing.
///
/// Readers need no lock. Each stripe is an array in which a session stands at the place that its
/// hash says, or at the next that was free; who writes holds the stripe's monitor. A slot whose
/// session has gone holds [#GONE] until the array is made anew, so that readers go on behind it.
final class Sessions implements Iterable<Session> {
  private static final Object GONE = new Object();
  private static final int STRIPE_BITS = 10;
  private static final int LEAST = 8;

  private final NameHash hash;
  private final Stripe[] stripes = new Stripe[1 << STRIPE_BITS];

  /// @param hash with a secret seed, or strangers could choose names that all have one place
  Sessions(NameHash hash) {
    this.hash = hash;
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe();
    }
  }

  /// The session of a peer, or null.
  @Nullable Session get(PeerId peer) {
    int hashed = hash.of(peer.value());
    return stripe(hashed).get(hashed, peer);
  }

  /// Adds a session that is in no table yet.
  ///
  /// @return null, or the session that the peer has already
  @Nullable Session putIfAbsent(PeerId peer, Session session) {
    int hashed = hash.of(peer.value());
    session.hash = hashed;
    return stripe(hashed).putIfAbsent(peer, session);
  }

  /// Takes a session out, if it is there.
  ///
  /// @return whether it was
  boolean remove(Session session) {
    return stripe(session.hash).remove(session);
  }

  int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      size += stripe.size;
    }
    return size;
  }

  /// Goes over all sessions that are there from the beginning to the end, and over others perhaps.
  @Override
  public Iterator<Session> iterator() {
    return new Pass();
  }

  /// The upper bits; the lower ones are for the place in the stripe.
  private Stripe stripe(int hashed) {
    return stripes[hashed >>> Integer.SIZE - STRIPE_BITS];
  }

  private static final class Stripe {
    private volatile AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(LEAST);

    /// Changed under the monitor.
    private volatile int size;

    /// How many slots are not empty; under the monitor.
    private int used;

    @Nullable Session get(int hashed, PeerId peer) {
      AtomicReferenceArray<Object> all = slots;
      int mask = all.length() - 1;
      for (int i = hashed & mask; ; i = i + 1 & mask) {
        Object slot = all.get(i);
        if (slot == null) {
          return null;
        }
        if (slot instanceof Session session && session.hash == hashed && session.isOf(peer)) {
          return session;
        }
      }
    }

    synchronized @Nullable Session putIfAbsent(PeerId peer, Session session) {
      Session known = get(session.hash, peer);
      if (known != null) {
        return known;
      }
      if ((used + 1) * 4 > slots.length() * 3) {
        rebuild();
      }
      put(slots, session);
      used++;
      size++;
      return null;
    }

    private static void put(AtomicReferenceArray<Object> all, Session session) {
      int mask = all.length() - 1;
      int i = session.hash & mask;
      while (all.get(i) != null) {
        i = i + 1 & mask;
      }
      all.set(i, session);
    }

    synchronized boolean remove(Session session) {
      AtomicReferenceArray<Object> all = slots;
      int mask = all.length() - 1;
      int i = session.hash & mask;
      for (Object slot = all.get(i); slot != session; slot = all.get(i)) {
        if (slot == null) {
          return false;
        }
        i = i + 1 & mask;
      }
      all.set(i, GONE);
      size--;
      if (all.length() > LEAST && size * 8 < all.length()) {
        rebuild();
      }
      return true;
    }

    /// Half full, without those that have gone.
    private void rebuild() {
      int length = Math.max(LEAST, Integer.highestOneBit(Math.max(1, size)) * 4);
      AtomicReferenceArray<Object> fresh = new AtomicReferenceArray<>(length);
      AtomicReferenceArray<Object> all = slots;
      for (int i = 0; i < all.length(); i++) {
        if (all.get(i) instanceof Session session) {
          put(fresh, session);
        }
      }
      used = size;
      slots = fresh;
    }
  }

  private final class Pass implements Iterator<Session> {
    private int stripe;
    private AtomicReferenceArray<Object> slots = stripes[0].slots;
    private int slot;
    private @Nullable Session next;

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (slot == slots.length()) {
          if (++stripe == stripes.length) {
            stripe--; // and so again
            return false;
          }
          slots = stripes[stripe].slots;
          slot = 0;
        } else if (slots.get(slot++) instanceof Session session) {
          next = session;
        }
      }
      return true;
    }

    @Override
    public Session next() {
      Session session = hasNext() ? next : null;
      if (session == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return session;
    }
  }
}

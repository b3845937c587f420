package org.ppsp.tracker;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;

/// The sessions of each address that is about half full, so that one that gives way is found
/// without going over all sessions. A session is here from its CONNECT on, or, if it began before
/// its address was crowded, from the next sweep on.
///
/// Every thread may call. The map's lock of an address is held for one step at a time, and no other
/// lock is taken meanwhile.
final class CrowdedAddresses {
  /// How many sessions of a full address one CONNECT looks at; the next one goes on behind them.
  private static final int LOOKS = 1024;

  /// By [Sketch#owner].
  private final Map<Long, SequencedSet<Session>> crowds = new ConcurrentHashMap<>();

  boolean isEmpty() {
    return crowds.isEmpty();
  }

  /// Whether the sessions of an address are kept here.
  boolean has(IpAddress ip) {
    return !crowds.isEmpty() && crowds.containsKey(Sketch.owner(ip));
  }

  /// Adds a session, if it is not here yet.
  void add(Session session) {
    put(Sketch.owner(session.ip()), session, false);
  }

  /// Has a session looked at before the others of its address.
  void prefer(Session session) {
    put(Sketch.owner(session.ip()), session, true);
  }

  /// Forgets a session that has ended, or has moved away from an address.
  void remove(Session session, IpAddress from) {
    if (!crowds.isEmpty()) {
      remove(Sketch.owner(from), session);
    }
  }

  /// Looks for a session of an address that gives way.
  ///
  /// @param givesWay ends a session if it may give way, and tells whether it did
  /// @return whether one did
  @SuppressWarnings("ReferenceEquality") // the session itself
  boolean makeRoom(IpAddress ip, Predicate<Session> givesWay) {
    long owner = Sketch.owner(ip);
    Session first = null;
    for (int i = 0; i < LOOKS; i++) {
      Session session = poll(owner);
      if (session == null) {
        return false;
      }
      if (givesWay.test(session)) {
        return true;
      }
      put(owner, session, false);
      if (session == first) { // all have been looked at
        return false;
      }
      first = first == null ? session : first;
    }
    return false;
  }

  private @Nullable Session poll(long owner) {
    Session[] polled = {null};
    crowds.computeIfPresent(
        owner,
        (key, crowd) -> {
          polled[0] = crowd.removeFirst();
          return crowd.isEmpty() ? null : crowd;
        });
    return polled[0];
  }

  private void put(long owner, Session session, boolean first) {
    crowds.compute(
        owner,
        (key, known) -> {
          SequencedSet<Session> crowd = known == null ? new LinkedHashSet<>() : known;
          if (first) {
            crowd.addFirst(session);
          } else {
            crowd.add(session);
          }
          return crowd;
        });
    if (session.isClosed() || Sketch.owner(session.ip()) != owner) { // just now
      remove(owner, session);
    }
  }

  private void remove(long owner, Session session) {
    crowds.computeIfPresent(
        owner,
        (key, crowd) -> {
          crowd.remove(session);
          return crowd.isEmpty() ? null : crowd;
        });
  }
}

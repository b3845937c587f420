package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;

/// Who is accused of serving bad content, by whom, and who is in quarantine for it (specification,
/// sections 6 and 9). By name, so that nobody escapes who disconnects and comes back.
///
/// One network has one voice against a peer, and one reporter stands accusing few peers at a time,
/// so that many names or many accusations weigh no more. Both maps are bounded; the oldest entry
/// goes first. Every thread may call; the monitor is the last lock that is taken.
final class Quarantine {
  /// The most peers that are accused, and that are in quarantine.
  static final int KEPT = 10_000;

  /// The most peers that one reporter accuses at a time.
  static final int ACCUSED_BY_ONE = 8;

  private static final int UNTIL_RELEASED = Integer.MAX_VALUE;

  /// All of one machine.
  private static final long LOOPBACK = 1;

  /// The most bytes that one accusation takes, in both maps.
  private static final int ACCUSATION = 256;

  /// The most bytes that the name of a peer takes with its place in a map.
  private static final int NAME = 416;

  private final int enough;
  private final int lasting;

  /// By accused peer, who was accused last at the end: the accusations by place, the oldest first.
  private final Map<PeerId, Map<Long, Accusation>> accused = new LinkedHashMap<>();

  /// Whom each reporter accuses, the oldest first.
  private final Map<Session, Set<PeerId>> reporters = new HashMap<>();

  /// Until when, in ticks; who was accused last at the end.
  private final Map<PeerId, Integer> inside = new LinkedHashMap<>();

  private final MemoryBudget budget;
  private long memory;

  /// Sizes of these maps, for those who need not wait.
  private volatile int accusing;

  private volatile int held;

  private record Accusation(Session by, int at) {}

  /// @param lasting how many ticks an accusation and a quarantine last
  Quarantine(Defences defences, int lasting, MemoryBudget budget) {
    this.budget = budget;
    enough = defences.quarantineReporters();
    this.lasting = lasting;
  }

  /// Counts what the maps take, at most.
  private void count() {
    accusing = reporters.size();
    held = inside.size();
    long accusations = Math.min((long) accused.size() * enough, (long) accusing * ACCUSED_BY_ONE);
    long now = (long) NAME * (accused.size() + held) + ACCUSATION * accusations;
    budget.charge(MemoryBudget.NOBODY, now - memory);
    memory = now;
  }

  /// Whether nobody is accused, whoever reports.
  boolean isOff() {
    return enough == 0;
  }

  boolean isEmpty() {
    return held == 0;
  }

  int size() {
    return held;
  }

  /// Takes an accusation of a reporter who may make one. A repeated one is as good as new.
  ///
  /// @return whom it, or what it pushed out, may have put into or out of quarantine; none, too, if
  ///   there is no memory for it
  synchronized List<PeerId> accuse(Session by, PeerId whom, int now) {
    if (!budget.hasRoom(MemoryBudget.NOBODY, NAME + ACCUSATION)) {
      return List.of();
    }
    Map<Long, Accusation> against = accused.remove(whom);
    if (against == null) {
      against = new LinkedHashMap<>();
    }
    dropStale(whom, against, by, now);
    long place = place(by.ip());
    drop(whom, against.remove(place));
    if (against.size() == enough) {
      drop(whom, against.remove(against.keySet().iterator().next()));
    }
    against.put(place, new Accusation(by, now));
    accused.put(whom, against);
    Set<PeerId> own = reporters.computeIfAbsent(by, s -> new LinkedHashSet<>());
    own.add(whom);
    if (own.size() > ACCUSED_BY_ONE) {
      takeBack(by, own.iterator().next());
    }
    if (accused.size() > KEPT) {
      forget(accused.keySet().iterator().next());
    }
    count();
    return against.size() >= enough ? hold(whom, until(now)) : List.of();
  }

  /// Drops what has been forgotten, what its reporter has said from elsewhere, and what was said by
  /// those who have gone.
  private void dropStale(PeerId whom, Map<Long, Accusation> against, Session by, int now) {
    Iterator<Accusation> all = against.values().iterator();
    while (all.hasNext()) {
      Accusation one = all.next();
      if (one.by == by || until(one.at) <= now || !one.by.isLive(now)) {
        all.remove();
        drop(whom, one);
      }
    }
  }

  /// The reporter of an accusation no longer stands accusing.
  private void drop(PeerId whom, @Nullable Accusation gone) {
    Set<PeerId> own = gone == null ? null : reporters.get(gone.by);
    if (gone != null && own != null) {
      own.remove(whom);
      if (own.isEmpty()) {
        reporters.remove(gone.by);
      }
    }
  }

  private void takeBack(Session by, PeerId whom) {
    Map<Long, Accusation> against = accused.get(whom);
    if (against != null) {
      against.values().removeIf(one -> one.by == by);
      if (against.isEmpty()) {
        accused.remove(whom);
      }
    }
    Set<PeerId> own = reporters.get(by);
    if (own != null) {
      own.remove(whom);
    }
  }

  private void forget(PeerId whom) {
    Map<Long, Accusation> against = accused.remove(whom);
    if (against != null) {
      against.values().forEach(one -> drop(whom, one));
    }
  }

  /// Whose voice it is: a network (/24 or /56), of which all of one subscriber are the same. Of
  /// private addresses each is a voice, for otherwise all of a LAN would be one; but IPv6 ones, of
  /// which a machine can take as many as it likes, count by their /64, and loopback is one machine.
  private static long place(IpAddress ip) {
    if (ip.isLoopback()) {
      return LOOPBACK;
    }
    return !ip.isPrivate() ? ip.network() : ip.isV4() ? ip.low() : ip.high();
  }

  private int until(int since) {
    return (int) Math.min(UNTIL_RELEASED - 1L, (long) since + lasting);
  }

  private List<PeerId> hold(PeerId whom, int until) {
    List<PeerId> changed = new ArrayList<>(List.of(whom));
    Integer before = inside.remove(whom);
    inside.put(whom, before == null ? until : Math.max(before, until));
    if (inside.size() > KEPT) { // those first that an operator has not named
      PeerId oldest =
          inside.entrySet().stream()
              .filter(e -> e.getValue() != UNTIL_RELEASED)
              .findFirst()
              .orElseThrow()
              .getKey();
      inside.remove(oldest);
      changed.add(oldest);
    }
    count();
    return changed;
  }

  /// Puts a peer into quarantine until it is released.
  ///
  /// @return whose state may have changed; empty if so many are in it that there is no place
  synchronized List<PeerId> hold(PeerId whom) {
    boolean isFull =
        inside.values().stream().filter(until -> until == UNTIL_RELEASED).count() >= KEPT;
    return isFull && !inside.containsKey(whom) ? List.of() : hold(whom, UNTIL_RELEASED);
  }

  /// Ends a quarantine and forgets what led to it.
  ///
  /// @return whether the peer was in it
  synchronized boolean release(PeerId whom) {
    forget(whom);
    boolean wasInside = inside.remove(whom) != null;
    count();
    return wasInside;
  }

  /// Whether a peer is in quarantine.
  boolean holds(PeerId peer, int now) {
    if (isEmpty()) {
      return false;
    }
    synchronized (this) {
      Integer until = inside.get(peer);
      return until != null && until > now;
    }
  }

  synchronized List<PeerId> list() {
    return List.copyOf(inside.keySet());
  }

  /// Forgets the accusations of a session that has ended.
  void gone(Session session) {
    if (accusing == 0) {
      return;
    }
    synchronized (this) {
      for (PeerId whom : List.copyOf(reporters.getOrDefault(session, Set.of()))) {
        takeBack(session, whom);
      }
      reporters.remove(session);
      count();
    }
  }

  /// Forgets what is older than it may be.
  ///
  /// @return whose quarantine is over
  List<PeerId> expire(int now) {
    if (accusing == 0 && isEmpty()) {
      return List.of();
    }
    synchronized (this) {
      while (!accused.isEmpty()) {
        var oldest = accused.entrySet().iterator().next();
        if (oldest.getValue().values().stream().anyMatch(one -> until(one.at) > now)) {
          break; // and whoever was accused later
        }
        forget(oldest.getKey());
      }
      List<PeerId> over = new ArrayList<>();
      inside.forEach(
          (peer, until) -> {
            if (until <= now) {
              over.add(peer);
            }
          });
      over.forEach(inside::remove);
      count();
      return over;
    }
  }
}

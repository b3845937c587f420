package org.ppsp.tracker;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Members that have been in a swarm for long. A part of each list is taken from them, so that
/// however many new members a flood brings, it does not push all older ones out of the lists.
///
/// A place, once given, is a member's until it leaves: nobody can take it. A place that has become
/// free, or is new, goes to the one that has been connected longest of a few members picked at
/// random. There are places for one in sixteen members, at least 64 and at most 1,024; a swarm of
/// up to 64 needs none, as nearly all of it is looked at anyway.
///
/// Written under the lock of the swarm, read without it; a reader may meet one that has just left.
final class Elders {
  static final int FEWEST = 64;
  static final int MOST = 1024;
  private static final int ONE_IN = 16;
  private static final int SAMPLE = 16;
  private static final int PLACES_PER_JOIN = 2;
  private static final AtomicReferenceArray<@Nullable Membership> NONE =
      new AtomicReferenceArray<>(0);

  private volatile AtomicReferenceArray<@Nullable Membership> places = NONE;
  private int next;

  /// How many places there are.
  int count() {
    return places.length();
  }

  /// Who has a place, or has had it last; null if nobody.
  @Nullable Membership get(int place) {
    AtomicReferenceArray<@Nullable Membership> all = places;
    return place < all.length() ? all.get(place) : null;
  }

  /// Fills free places after a member has joined.
  void joined(MemberArray members, RandomGenerator random) {
    int size = members.size();
    if (size <= FEWEST) {
      if (places.length() > 0) {
        places = NONE;
      }
      return;
    }
    if (places.length() == 0) {
      places = first(members);
    } else if (size / ONE_IN > places.length() && places.length() < MOST) {
      grow();
    }
    for (int i = 0; i < PLACES_PER_JOIN; i++) {
      next = next + 1 & places.length() - 1;
      Membership there = places.get(next);
      if (there == null || there.index < 0) {
        places.set(next, oldest(members, random));
      }
    }
  }

  /// All members of a swarm that has just become large enough, but for the youngest.
  private static AtomicReferenceArray<@Nullable Membership> first(MemberArray members) {
    var first = new AtomicReferenceArray<@Nullable Membership>(FEWEST);
    Membership youngest = null;
    int count = 0;
    for (int at = 0; at < members.size() && count < FEWEST; at++) {
      Membership member = members.member(at);
      if (youngest == null) {
        youngest = member;
      } else if (member != null) {
        boolean isYounger = connectedAt(member) > connectedAt(youngest);
        first.set(count++, isYounger ? youngest : member);
        youngest = isYounger ? member : youngest;
      }
    }
    return first;
  }

  private void grow() {
    AtomicReferenceArray<@Nullable Membership> old = places;
    var grown = new AtomicReferenceArray<@Nullable Membership>(old.length() * 2);
    for (int i = 0; i < old.length(); i++) {
      grown.set(i, old.get(i));
    }
    places = grown;
  }

  private @Nullable Membership oldest(MemberArray members, RandomGenerator random) {
    Membership oldest = null;
    for (int i = 0; i < SAMPLE; i++) {
      Membership member = members.member(random.nextInt(members.size()));
      if (member != null
          && (oldest == null || connectedAt(member) < connectedAt(oldest))
          && !contains(member)) {
        oldest = member;
      }
    }
    return oldest;
  }

  private boolean contains(Membership member) {
    for (int i = 0; i < places.length(); i++) {
      if (places.get(i) == member) {
        return true;
      }
    }
    return false;
  }

  private static int connectedAt(Membership member) {
    return member.session().connectedAt();
  }
}

package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.ppsp.protocol.PeerMode;

/// The members that a search has found: some old ones, some at random, and the best of those it has
/// looked at. For one thread.
public final class Candidates {
  /// How many members are fetched at a time where many of them may be turned down.
  static final int FETCHED = 32;

  /// Why a member is a candidate.
  enum Kind {
    /// It is one of the [Elders].
    OLD,
    /// It came first, which is at random.
    RANDOM,
    /// It suits the asker.
    RANKED
  }

  /// Those that are to be looked at; here, so that they are used again.
  private final Prospects prospects = new Prospects();

  private Membership[] members = {};
  private int[] positions = {};
  private byte[][] listings = {};
  private int[] starts = {};
  private long[] summaries = {};
  private float[] scores = {};
  private Kind[] kinds = {};
  private long[] keys = {};
  private final short[] prefixes = new short[MemberArray.PREFIXES];
  private final short[] systems = new short[MemberArray.PREFIXES];
  private int capacity;
  private int count;

  /// How many of them are of each kind.
  private int old;

  private int random;

  /// How many more were fetched behind the candidates, to be looked at.
  private int fetched;

  /// The place of the ranked one that suits worst; -1 if that is not known.
  private int worst;

  /// Sink for a loop of [#list], so that the compiler cannot remove its loads.
  int touched;

  /// Candidates of which there can be none before [#clear].
  Candidates() {}

  /// Candidates to be added.
  Candidates(int capacity) {
    clear(capacity);
  }

  /// Begins anew.
  ///
  /// @param newCapacity how many there can be
  void clear(int newCapacity) {
    capacity = newCapacity;
    count = 0;
    old = 0;
    random = 0;
    fetched = 0;
    worst = -1;
    int length = capacity + FETCHED;
    if (members.length < length) {
      members = new Membership[length];
      positions = new int[length];
      listings = new byte[length][];
      starts = new int[length];
      summaries = new long[length];
      scores = new float[length];
      kinds = new Kind[length];
      keys = new long[length];
    }
  }

  Prospects prospects() {
    return prospects;
  }

  /// How many there are.
  public int count() {
    return count;
  }

  /// How many there are of a kind.
  int count(Kind kind) {
    return switch (kind) {
      case OLD -> old;
      case RANDOM -> random;
      case RANKED -> count - old - random;
    };
  }

  /// Whether one has a place in the list because it is old, unless others meet more preferences.
  public boolean isOld(int i) {
    return kinds[i] == Kind.OLD;
  }

  Kind kind(int i) {
    return kinds[i];
  }

  /// How well one suits the asker, at least 0; larger is better.
  public float score(int i) {
    return scores[i];
  }

  /// Room for a number for each, to choose by.
  long[] keys() {
    return keys;
  }

  Membership member(int i) {
    return members[i];
  }

  /// The array in which its listing is, from [#start] on. Known once it was [#list]ed.
  byte[] listings(int i) {
    return listings[i];
  }

  int start(int i) {
    return starts[i];
  }

  long summary(int i) {
    return summaries[i];
  }

  PeerMode mode(int i) {
    return MemberArray.mode(summaries[i]);
  }

  boolean isFull() {
    return count == capacity;
  }

  /// How many more there can be.
  int room() {
    return capacity - count;
  }

  /// Adds one as it is itself, wherever it stands.
  void add(Membership member, int now, float score, Kind kind) {
    int at = count;
    keep(at, member, -1, member.summary(now), score, kind);
    listings[at] = member.session().listing();
    starts[at] = 0;
  }

  /// Puts a member behind the candidates without looking at it: it is fetched from memory while
  /// others are, too.
  void fetch(Membership member, int position, long summary) {
    int i = count + fetched++;
    members[i] = member;
    positions[i] = position;
    summaries[i] = summary;
  }

  /// Makes one a candidate that was fetched.
  void keep(int i, float score, Kind kind) {
    keep(count, members[i], positions[i], summaries[i], score, kind);
  }

  private void keep(int at, Membership member, int position, long summary, float score, Kind kind) {
    members[at] = member;
    positions[at] = position;
    summaries[at] = summary;
    scores[at] = score;
    kinds[at] = kind;
    if (at == count) {
      count++;
      old += kind == Kind.OLD ? 1 : 0;
      random += kind == Kind.RANDOM ? 1 : 0;
    }
    worst = -1;
  }

  /// The ranked one that suits worst, which must exist.
  int worst() {
    if (worst < 0) {
      for (int i = 0; i < count; i++) {
        if (kinds[i] == Kind.RANKED && (worst < 0 || scores[i] < scores[worst])) {
          worst = i;
        }
      }
    }
    return worst;
  }

  /// Puts one that was fetched to the place of a candidate, which is none any more.
  void replace(int place, int i, float score) {
    keep(place, members[i], positions[i], summaries[i], score, kinds[place]);
  }

  /// Keeps those that are to be kept, in their order.
  ///
  /// @return the others
  List<Membership> retain(IntPredicate keeps) {
    List<Membership> others = new ArrayList<>();
    int all = count;
    restart();
    for (int i = 0; i < all; i++) {
      if (keeps.test(i)) {
        move(i);
      } else {
        others.add(members[i]);
      }
    }
    return others;
  }

  private void restart() {
    count = 0;
    old = 0;
    random = 0;
  }

  private void move(int from) {
    listings[count] = listings[from];
    starts[count] = starts[from];
    keep(from, scores[from], kinds[from]);
  }

  /// Ends fetching.
  ///
  /// @return how many were fetched; they stand from [#count] on until further ones are added
  int fetched() {
    int all = fetched;
    fetched = 0;
    return all;
  }

  /// Finds out where the listings are of those whose position is known. Nothing here depends on
  /// what is fetched, so the processor waits for all of them together.
  void list(MemberArray array) {
    for (int i = 0; i < count; i++) {
      int at = positions[i];
      MemberArray.Segment segment = at < 0 ? null : array.segment(at);
      if (segment != null) { // otherwise others have moved, and it is read anew
        byte[] block = segment.listings(MemberArray.offset(at));
        listings[i] = block;
        starts[i] = Listings.start(block, at);
      }
    }
    int all = 0;
    for (int i = 0; i < count; i++) {
      all += listings[i].length > starts[i] ? listings[i][starts[i]] : 0;
    }
    touched = all;
  }

  /// Whether those chosen may have more than a share of one network or autonomous system; surely
  /// not if false. Looks at no member itself.
  ///
  /// @param near of the asker, whose own autonomous system has no share
  boolean mayExceed(Shares shares, int wanted, int near, int[] chosen) {
    int mostOfPrefix =
        Math.min(Shares.of(wanted, shares.network()), Shares.of(wanted, shares.prefix()));
    int mostOfSystem = Shares.of(wanted, shares.asn());
    if (chosen.length <= Math.min(mostOfPrefix, mostOfSystem)) {
      return false;
    }
    Arrays.fill(prefixes, (short) 0);
    Arrays.fill(systems, (short) 0);
    for (int i : chosen) {
      int prefix = MemberArray.prefix(summaries[i]);
      int system = MemberArray.near(summaries[i]) & MemberArray.PREFIXES - 1;
      if (prefix != 0
          && (++prefixes[prefix] > mostOfPrefix
              || !MemberArray.isNear(summaries[i], near) && ++systems[system] > mostOfSystem)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the member is among the first ones.
  boolean contains(Membership member, int among) {
    for (int i = 0; i < among; i++) {
      if (members[i] == member) {
        return true;
      }
    }
    return false;
  }

  /// Drops the asker, those that are there twice and those that are not live, and reads the others
  /// anew from the members themselves.
  void reread(Session asker, int now) {
    int all = count;
    restart();
    for (int i = 0; i < all; i++) {
      Membership member = members[i];
      if (!member.isOf(asker) && member.isListed(now) && !contains(member, count)) {
        add(member, now, scores[i], kinds[i]);
      }
    }
  }
}

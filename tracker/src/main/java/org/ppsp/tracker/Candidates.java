package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.ppsp.protocol.PeerMode;

/// The members that a search has found: some old ones, then others in random order. For one thread.
public final class Candidates {
  /// How many members can be fetched at a time, however few candidates are missing, where many of
  /// them may be turned down.
  private static final int FETCHED = 32;

  private Membership[] members = {};
  private byte[][] listings = {};
  private int[] starts = {};
  private long[] summaries = {};
  private float[] scores = {};
  private long[] keys = {};
  private final short[] prefixes = new short[MemberArray.PREFIXES];
  private final short[] systems = new short[MemberArray.PREFIXES];
  private int capacity;
  private int least;
  private int count;

  /// How many of the first ones are there because they are old.
  private int elders;

  /// How many more were fetched behind the candidates, to be looked at.
  private int fetched;

  /// Candidates of which there can be none before [#clear].
  Candidates() {}

  /// Candidates to be added.
  Candidates(int capacity) {
    clear(capacity, false);
  }

  /// Begins anew.
  ///
  /// @param newCapacity how many there can be
  /// @param turnsDown whether many of those fetched may be turned down
  void clear(int newCapacity, boolean turnsDown) {
    capacity = newCapacity;
    least = turnsDown ? FETCHED : 1;
    count = 0;
    elders = 0;
    fetched = 0;
    int length = capacity + FETCHED;
    if (members.length < length) {
      members = new Membership[length];
      listings = new byte[length][];
      starts = new int[length];
      summaries = new long[length];
      scores = new float[length];
      keys = new long[length];
    }
  }

  /// How many there are.
  public int count() {
    return count;
  }

  /// How many of the first ones are [Elders], who have their places in the list.
  public int elders() {
    return elders;
  }

  /// All that there are so far are [Elders].
  void areElders() {
    elders = count;
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

  /// The array in which its listing is, from [#start] on.
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

  /// How many members can be fetched.
  int room() {
    return Math.max(capacity - count, least);
  }

  /// Adds one as it is itself, wherever it stands.
  void add(Membership member, int now, float score) {
    add(member, member.summary(now), score);
  }

  void add(Membership member, long summary, float score) {
    put(count, member, member.session().listing(), 0, summary);
    scores[count++] = score;
  }

  /// Puts a member behind the candidates without looking at it: it is fetched from memory while
  /// others are, too.
  void fetch(Membership member, byte[] block, int start, long summary) {
    put(count + fetched++, member, block, start, summary);
  }

  /// Makes one a candidate that was fetched.
  void keep(int i, float score) {
    put(count, members[i], listings[i], starts[i], summaries[i]);
    scores[count++] = score;
  }

  private void put(int i, Membership member, byte[] block, int start, long summary) {
    members[i] = member;
    listings[i] = block;
    starts[i] = start;
    summaries[i] = summary;
  }

  /// Keeps those that are to be kept, in their order; of further ones many may be turned down.
  ///
  /// @return the others
  List<Membership> retain(IntPredicate keeps) {
    List<Membership> others = new ArrayList<>();
    int all = count;
    int old = elders;
    count = 0;
    least = FETCHED;
    for (int i = 0; i < all; i++) {
      if (keeps.test(i)) {
        keep(i, scores[i]);
      } else {
        others.add(members[i]);
      }
      if (i == old - 1) {
        elders = count;
      }
    }
    return others;
  }

  /// Ends fetching.
  ///
  /// @return how many were fetched; they stand from [#count] on until further ones are added
  int fetched() {
    int all = fetched;
    fetched = 0;
    return all;
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
    int old = elders;
    count = 0;
    for (int i = 0; i < all; i++) {
      Membership member = members[i];
      if (!member.isOf(asker) && member.isListed(now) && !contains(member, count)) {
        add(member, now, scores[i]);
      }
      if (i == old - 1) {
        elders = count;
      }
    }
  }
}

package org.ppsp.tracker;

import java.util.Arrays;
import org.ppsp.protocol.PeerMode;

/// The members that a search has found, in random order. For one thread.
public final class Candidates {
  private Membership[] members = {};
  private byte[][] listings = {};
  private int[] starts = {};
  private long[] summaries = {};
  private float[] scores = {};
  private long[] keys = {};
  private final short[] networks = new short[MemberArray.NETWORKS];
  private int capacity;
  private int least;
  private int count;

  /// How many more were fetched behind the candidates, to be looked at.
  private int fetched;

  /// Candidates of which there can be none before [#clear].
  Candidates() {}

  /// Candidates to be added.
  Candidates(int capacity) {
    clear(capacity, 1);
  }

  /// Begins anew.
  ///
  /// @param newCapacity how many there can be
  /// @param newLeast how many members can be fetched at a time, however few candidates are missing
  void clear(int newCapacity, int newLeast) {
    capacity = newCapacity;
    least = newLeast;
    count = 0;
    fetched = 0;
    int length = capacity + least;
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

  /// Ends fetching.
  ///
  /// @return how many were fetched; they stand from [#count] on until further ones are added
  int fetched() {
    int all = fetched;
    fetched = 0;
    return all;
  }

  /// Whether more than so many of those chosen may be of one network; surely not if false. Looks at
  /// no member itself.
  boolean mayExceed(int most, int[] chosen) {
    if (chosen.length <= most) {
      return false;
    }
    Arrays.fill(networks, (short) 0);
    for (int i : chosen) {
      int network = MemberArray.network(summaries[i]);
      if (++networks[network] > most && network != 0) {
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
    count = 0;
    for (int i = 0; i < all; i++) {
      Membership member = members[i];
      if (!member.isOf(asker) && member.isListed(now) && !contains(member, count)) {
        add(member, MemberArray.summary(member, now), scores[i]);
      }
    }
  }
}

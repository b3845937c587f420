package org.ppsp.tracker;

import org.ppsp.protocol.PeerMode;

/// The members that a search has found, in random order. For one thread.
public final class Candidates {
  private Membership[] members = {};
  private byte[][] listings = {};
  private long[] summaries = {};
  private float[] scores = {};
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
      summaries = new long[length];
      scores = new float[length];
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

  Membership member(int i) {
    return members[i];
  }

  byte[] listing(int i) {
    return listings[i];
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

  void add(Membership member, byte[] listing, long summary, float score) {
    members[count] = member;
    listings[count] = listing;
    summaries[count] = summary;
    scores[count++] = score;
  }

  /// Puts a member behind the candidates without looking at it: it is fetched from memory while
  /// others are, too.
  void fetch(Membership member, byte[] listing, long summary) {
    int end = count + fetched++;
    members[end] = member;
    listings[end] = listing;
    summaries[end] = summary;
  }

  /// Ends fetching.
  ///
  /// @return how many were fetched; they stand from [#count] on until further ones are added
  int fetched() {
    int all = fetched;
    fetched = 0;
    return all;
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

  /// Drops those that are not live any more.
  void dropGone(int now) {
    int all = count;
    count = 0;
    for (int i = 0; i < all; i++) {
      if (members[i].isLive(now)) {
        add(members[i], listings[i], summaries[i], scores[i]);
      }
    }
  }

  /// Drops the asker, those that are there twice and those that are not live, and reads the others
  /// anew from the members themselves.
  void reread(Session asker, int now) {
    int all = count;
    count = 0;
    for (int i = 0; i < all; i++) {
      Membership member = members[i];
      if (!member.isOf(asker) && member.isLive(now) && !contains(member, count)) {
        add(member, member.session().listing(), MemberArray.summary(member, now), scores[i]);
      }
    }
  }
}

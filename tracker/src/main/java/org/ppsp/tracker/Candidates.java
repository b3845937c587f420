package org.ppsp.tracker;

import org.ppsp.protocol.PeerMode;

/// The members that a search has found, in random order. For one thread.
public final class Candidates {
  private final Membership[] members;
  private final byte[][] listings;
  private final boolean[] seeders;
  private final float[] scores;
  private int count;

  Candidates(int capacity) {
    members = new Membership[capacity];
    listings = new byte[capacity][];
    seeders = new boolean[capacity];
    scores = new float[capacity];
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

  PeerMode mode(int i) {
    return seeders[i] ? PeerMode.SEEDER : PeerMode.LEECH;
  }

  boolean isFull() {
    return count == members.length;
  }

  void add(Membership member, byte[] listing, PeerMode mode, float score) {
    members[count] = member;
    listings[count] = listing;
    seeders[count] = mode == PeerMode.SEEDER;
    scores[count++] = score;
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
        add(members[i], listings[i], mode(i), scores[i]);
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
        add(member, member.session().listing(), member.mode(), scores[i]);
      }
    }
  }
}

package org.ppsp.tracker;

import org.ppsp.protocol.ChunkSet;

/// What an asker would like of its neighbours beyond what it requires.
public final class Wishes {
  /// Of how many times as many candidates those are chosen that offer most of several chunks.
  static final int CHOICE_BY_OFFER = 4;

  private final int near;
  private final Filter[] filters;
  private final ChunkSet chunks;
  private final int now;
  private final boolean prefers;

  /// The wishes of a peer in this place.
  Wishes(int near, Filter[] filters, ChunkSet chunks, int now) {
    this.near = near;
    this.filters = filters;
    this.chunks = chunks;
    this.now = now;
    boolean preference = false;
    for (Filter filter : filters) {
      preference |= !filter.isRequired();
    }
    prefers = preference;
  }

  /// What it costs to weigh a member, in the unit of [TrackerSettings#scanLimit()].
  int cost(Membership member) {
    int cost = 0;
    for (Filter filter : filters) {
      cost += filter.isRequired() ? 1 : 2 * filter.cost(member);
    }
    return cost;
  }

  /// Whether candidates differ in how much they offer of what was asked for.
  public boolean ranksByOffer() {
    return !chunks.isEmpty() && chunks.size() > 1;
  }

  /// How many of the chunks that were asked for each candidate offers.
  public double[] offers(Candidates candidates) {
    double[] offers = new double[candidates.count()];
    for (int i = 0; i < offers.length; i++) {
      offers[i] = candidates.member(i).offers(chunks);
    }
    return offers;
  }

  /// A choice with those first that meet more preferences.
  int[] preferredFirst(int[] chosen, Candidates candidates) {
    if (!prefers) {
      return chosen;
    }
    double[] met = new double[candidates.count()];
    for (int i : chosen) {
      met[i] = preferencesMet(candidates.member(i));
    }
    return Ranking.sorted(chosen, met);
  }

  private int preferencesMet(Membership candidate) {
    int met = 0;
    for (Filter filter : filters) {
      if (!filter.isRequired() && filter.accepts(candidate, now)) {
        met++;
      }
    }
    return met;
  }

  /// How well a candidate suits this asker; larger is better. Its quality counts up to 1, an hour
  /// online up to 0.25, the same autonomous system or network 0.5, each preference that is met 2,
  /// and what it has beyond each requirement up to 0.25.
  ///
  /// @param summary of the candidate, see [MemberArray]
  float score(Membership candidate, long summary) {
    float score = MemberArray.quality(summary);
    if (MemberArray.isNear(summary, near)) {
      score += 0.5f;
    }
    for (Filter filter : filters) {
      if (filter.isRequired()) {
        score += filter.headroom(candidate, now) / 4;
      } else if (filter.accepts(candidate, now)) {
        score += 2;
      }
    }
    return score;
  }
}

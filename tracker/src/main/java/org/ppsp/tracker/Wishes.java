package org.ppsp.tracker;

import org.ppsp.protocol.ChunkSet;

/// What an asker would like of its neighbours beyond what it requires.
public final class Wishes {
  /// Of how many times as many candidates those are chosen that offer most of several chunks.
  static final int CHOICE_BY_OFFER = 4;

  /// What a preference that is met adds to a score: more than all that does not depend on
  /// preferences can add up to.
  private static final float PREFERENCE = 64;

  /// What age adds to the rank of an old member: more than quality, nearness and headroom, less
  /// than a preference.
  private static final float AGE = PREFERENCE / 2;

  private static final float NEARNESS = 0.5f;

  private final int near;
  private final Filter[] required;
  private Filter[] preferred;
  private final ChunkSet chunks;
  private final int now;
  private boolean isOfMembers;

  /// How many preferences a summary tells something of.
  private int inSummary;

  /// The wishes of a peer in this place.
  Wishes(int near, Filter[] filters, ChunkSet chunks, int now) {
    this.near = near;
    this.chunks = chunks;
    this.now = now;
    required = Filter.some(filters, true);
    preferred = Filter.some(filters, false);
    read();
  }

  /// Gives up preferences that no member can meet, by what all of them say taken together.
  void heed(SwarmClaims claims) {
    int heeded = 0;
    for (Filter filter : preferred) {
      heeded += claims.mayKnow(filter) ? 1 : 0;
    }
    if (heeded < preferred.length) {
      Filter[] some = new Filter[heeded];
      int at = 0;
      for (Filter filter : preferred) {
        if (at < heeded && claims.mayKnow(filter)) { // perhaps more than a moment ago
          some[at++] = filter;
        }
      }
      preferred = some;
      read();
    }
  }

  private void read() {
    isOfMembers = false;
    inSummary = 0;
    for (Filter filter : preferred) {
      isOfMembers |= !filter.isInSummary();
      inSummary += filter.isPartlyInSummary() ? 1 : 0;
    }
  }

  /// Whether the asker prefers some members, which are listed first.
  public boolean prefers() {
    return preferred.length > 0;
  }

  /// Whether the asker requires anything. How far a member exceeds that is part of its score.
  public boolean requires() {
    return required.length > 0;
  }

  /// The requirements that a candidate must meet.
  Filter[] required() {
    return required;
  }

  /// Whether members must be looked at themselves to know which preferences they meet.
  boolean isOfMembers() {
    return isOfMembers;
  }

  /// What it costs to weigh a member, in the unit of [TrackerSettings#scanLimit()].
  int cost(Membership member, long summary) {
    int cost = required.length;
    int open = 0;
    for (Filter filter : preferred) {
      if (filter.mayBeMetBy(summary) && !filter.isMetBy(summary)) {
        open += filter.cost(member);
      }
    }
    return cost + (open > 0 ? Search.WEIGHED + open : 0);
  }

  /// What it costs to weigh a member by its summary.
  int glanceCost() {
    return 1 + inSummary / 4;
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
    if (!prefers()) {
      return chosen;
    }
    double[] met = new double[candidates.count()];
    for (int i : chosen) {
      met[i] = preferencesMet(candidates.member(i), candidates.summary(i));
    }
    return Ranking.sorted(chosen, met);
  }

  private int preferencesMet(Membership candidate, long summary) {
    int met = 0;
    for (Filter filter : preferred) {
      if (filter.isMetBy(summary) || filter.mayBeMetBy(summary) && filter.accepts(candidate, now)) {
        met++;
      }
    }
    return met;
  }

  /// How well a candidate suits this asker; larger is better. Its quality counts up to 1.25, the
  /// same autonomous system or network 0.5, what it has beyond each requirement up to 0.25, and
  /// each preference that it meets more than all of that.
  ///
  /// @param summary of the candidate, see [MemberArray]
  float score(Membership candidate, long summary) {
    float score = plainScore(summary) + PREFERENCE * preferencesMet(candidate, summary);
    for (Filter filter : required) {
      score += filter.headroom(candidate, now) / 4;
    }
    return score;
  }

  private float plainScore(long summary) {
    float quality = MemberArray.quality(summary);
    return MemberArray.isNear(summary, near) ? quality + NEARNESS : quality;
  }

  /// The score that a member with this summary has if it meets each preference that it may meet,
  /// without what it has beyond requirements.
  float promise(long summary) {
    float promise = plainScore(summary);
    for (Filter filter : preferred) {
      promise += filter.mayBeMetBy(summary) ? PREFERENCE : 0;
    }
    return promise;
  }

  /// The score that a member with this summary has at least.
  float surely(long summary) {
    float score = plainScore(summary);
    for (Filter filter : preferred) {
      score += filter.isMetBy(summary) ? PREFERENCE : 0;
    }
    return score;
  }

  /// Whether a candidate meets each preference that its summary let it be that it meets.
  boolean keepsPromise(float score, long summary) {
    return !isOfMembers || score > promise(summary) - PREFERENCE / 2;
  }

  /// Whether a candidate with that score meets all preferences.
  boolean isMetBy(float score) {
    return score >= PREFERENCE * preferred.length;
  }

  /// What to choose a candidate by: its score, and its age.
  double rank(Candidates candidates, int i) {
    return candidates.score(i) + (candidates.isOld(i) ? AGE : 0);
  }
}

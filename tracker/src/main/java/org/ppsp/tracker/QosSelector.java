package org.ppsp.tracker;

import java.util.random.RandomGenerator;

/// Chooses by quality and nearness, a quarter of the list at random (specification, section 6).
final class QosSelector implements PeerSelector {
  private static final int CHOICE = 2;

  @Override
  public int candidates(int wanted, Wishes wishes) {
    return wanted * (wishes.ranksByOffer() ? Ranking.CHOICE_BY_OFFER : CHOICE);
  }

  @Override
  public void select(
      Candidate[] candidates, int count, int wanted, Wishes wishes, RandomGenerator random) {
    if (!wishes.ranksByOffer()) {
      Ranking.best(candidates, count, wanted, wishes::score);
      return;
    }
    // What is offered counts most, then the score: the score alone is less than 100.
    Ranking.best(candidates, count, wanted, c -> wishes.offers(c) * 100.0 + wishes.score(c));
    Ranking.sort(candidates, 0, Math.min(count, wanted), wishes::offers);
  }
}

package org.ppsp.tracker;

import java.util.random.RandomGenerator;

/// Takes the candidates as they come, which is at random. Where several chunks are asked for, those
/// that offer more of them come first.
final class RandomSelector implements PeerSelector {
  @Override
  public int candidates(int wanted, Wishes wishes) {
    return wishes.ranksByOffer() ? wanted * Ranking.CHOICE_BY_OFFER : wanted;
  }

  @Override
  public void select(
      Candidate[] candidates, int count, int wanted, Wishes wishes, RandomGenerator random) {
    if (wishes.ranksByOffer()) {
      Ranking.best(candidates, count, wanted, wishes::offers);
      Ranking.sort(candidates, 0, Math.min(count, wanted), wishes::offers);
    }
  }
}

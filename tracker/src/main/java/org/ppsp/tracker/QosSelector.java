package org.ppsp.tracker;

/// Chooses by quality and nearness, a quarter of the list at random (specification, section 6),
/// from half as many candidates again as the list has peers: each costs a FIND some hundredths.
/// Where several chunks are asked for, what a candidate offers of them counts before all else.
final class QosSelector implements PeerSelector {
  /// More than a score can be.
  private static final double ONE_CHUNK = 1000;

  @Override
  public int candidates(int wanted, Wishes wishes) {
    return wishes.ranksByOffer() ? wanted * Wishes.CHOICE_BY_OFFER : wanted + wanted / 2;
  }

  @Override
  public int[] select(Candidates candidates, int wanted, Wishes wishes) {
    if (!wishes.ranksByOffer()) {
      return wishes.preferredFirst(Ranking.best(candidates::score, candidates, wanted), candidates);
    }
    double[] offers = wishes.offers(candidates);
    int[] chosen =
        Ranking.best(i -> offers[i] * ONE_CHUNK + candidates.score(i), candidates, wanted);
    return Ranking.sorted(wishes.preferredFirst(chosen, candidates), offers);
  }
}

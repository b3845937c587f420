package org.ppsp.tracker;

/// Chooses by preferences, then by quality and nearness, a quarter of the list at random
/// (specification, section 6). Where several chunks are asked for, what a candidate offers of them
/// counts before all else.
final class QosSelector implements PeerSelector {
  /// Of how many members the best ones are chosen, unless a list is very long: at least 256, in
  /// runs of sixteen ([Listings#SIZE]). One in ten of them are more than a list of 30 has places
  /// for.
  static final int LOOKED = 272;

  /// More than a score can be.
  private static final double ONE_CHUNK = 1 << 14;

  /// More than all chunks are: an old member keeps its place.
  private static final double OLD = 1L << 50;

  @Override
  public int candidates(int wanted, Wishes wishes) {
    if (wishes.ranksByOffer()) {
      return wanted * Wishes.CHOICE_BY_OFFER;
    }
    return wishes.requires() ? wanted + wanted / 2 : wanted;
  }

  @Override
  public int looked(int wanted, Wishes wishes) {
    return wishes.ranksByOffer() ? 0 : Math.max(LOOKED, 2 * wanted);
  }

  @Override
  public int[] select(Candidates candidates, int wanted, Wishes wishes) {
    if (!wishes.ranksByOffer()) {
      int[] chosen = Ranking.best(i -> wishes.rank(candidates, i), candidates, wanted);
      return wishes.preferredFirst(chosen, candidates);
    }
    double[] offers = wishes.offers(candidates);
    int[] chosen = Ranking.best(i -> rank(candidates, offers, i), candidates, wanted);
    return Ranking.sorted(wishes.preferredFirst(chosen, candidates), offers);
  }

  private static double rank(Candidates candidates, double[] offers, int i) {
    return candidates.isOld(i) ? OLD : offers[i] * ONE_CHUNK + candidates.score(i);
  }
}

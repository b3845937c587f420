package org.ppsp.tracker;

/// Takes the candidates as they come, which is at random. Where several chunks are asked for, those
/// that offer more of them are preferred and come first.
final class RandomSelector implements PeerSelector {
  @Override
  public int candidates(int wanted, Wishes wishes) {
    return wishes.ranksByOffer() ? wanted * Wishes.CHOICE_BY_OFFER : wanted;
  }

  @Override
  public int looked(int wanted, Wishes wishes) {
    return 0;
  }

  @Override
  public int[] select(Candidates candidates, int wanted, Wishes wishes) {
    if (!wishes.ranksByOffer()) {
      int[] chosen = Ranking.asTheyCome(Math.min(candidates.count(), wanted));
      return wishes.preferredFirst(chosen, candidates);
    }
    double[] offers = wishes.offers(candidates);
    int[] chosen = Ranking.best(i -> offers[i], candidates, wanted);
    return Ranking.sorted(wishes.preferredFirst(chosen, candidates), offers);
  }
}

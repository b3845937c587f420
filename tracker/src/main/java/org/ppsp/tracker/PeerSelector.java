package org.ppsp.tracker;

/// Chooses the peers of a list among candidates that all meet the requirements. A pure function of
/// what it is given; every thread may call it.
public interface PeerSelector {
  /// From how many candidates it would like to choose `wanted`.
  int candidates(int wanted, Wishes wishes);

  /// Of how many members the best ones should be the candidates, but for a quarter of the list; 0
  /// if they should be taken as they come.
  int looked(int wanted, Wishes wishes);

  /// Chooses candidates.
  ///
  /// @param wanted how many to choose; all, if there are not so many
  /// @return their numbers, in the order in which the list is to have them
  int[] select(Candidates candidates, int wanted, Wishes wishes);
}

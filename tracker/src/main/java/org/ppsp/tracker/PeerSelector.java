package org.ppsp.tracker;

import java.util.random.RandomGenerator;

/// Chooses the peers of a list among candidates that all meet the requirements. A pure function of
/// what it is given; every thread may call it.
public interface PeerSelector {
  /// From how many candidates it would like to choose `wanted`.
  int candidates(int wanted, Wishes wishes);

  /// Moves the chosen candidates to the front, in the order in which the list has them.
  ///
  /// @param candidates hold candidates in random order from 0 to `count`
  /// @param wanted how many to choose; all, if there are not so many
  void select(Candidate[] candidates, int count, int wanted, Wishes wishes, RandomGenerator random);
}

package org.ppsp.tracker;

/// Sees to it that of the candidates of one search not more than a number are of one network, so
/// that who registers many peers from one network cannot fill a list with them. The network is that
/// of the address a peer's requests come from, for it cannot be chosen freely as claims can. For
/// one thread.
///
/// Not counted are private networks, which nobody outside can be in, and the asker's own, whose
/// peers are its best ones.
final class NetworkCap {
  private final long own;
  private final int most;

  /// Those that candidates were taken of; 0 is a free place.
  private final long[] networks;

  private final int[] taken;

  /// A cap that has taken no one yet.
  ///
  /// @param most how many of one network are taken
  /// @param candidates how many are taken in all, at the most
  NetworkCap(Session asker, int most, int candidates) {
    own = asker.network();
    this.most = most;
    networks = new long[Integer.highestOneBit(candidates) << 2];
    taken = new int[networks.length];
  }

  /// Takes a candidate, unless there are enough of its network.
  boolean takes(Session candidate) {
    long network = candidate.network();
    if (network == 0 || network == own) {
      return true;
    }
    int mask = networks.length - 1;
    int i = (int) (network * 0x9e37_79b9_7f4a_7c15L >>> 32) & mask;
    while (networks[i] != network && networks[i] != 0) {
      i = i + 1 & mask;
    }
    if (taken[i] == most) {
      return false;
    }
    networks[i] = network;
    taken[i]++;
    return true;
  }
}

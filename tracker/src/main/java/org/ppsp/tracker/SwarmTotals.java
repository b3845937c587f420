package org.ppsp.tracker;

/// What the members of a swarm have reported since the swarm came to be.
///
/// @param members how many members there are now
/// @param seeders how many of them are seeders
/// @param uploaded bytes sent to peers
/// @param downloaded bytes received from peers
/// @param origin bytes received from the origin servers
public record SwarmTotals(int members, int seeders, long uploaded, long downloaded, long origin) {
  /// The part of all received bytes that came from peers, 0 to 1; 0 if nothing was received.
  public double offloadRatio() {
    double all = (double) downloaded + origin;
    return all == 0 ? 0 : downloaded / all;
  }
}

package org.ppsp.cli.demo;

import java.util.List;

/// What there is to see of a moment.
///
/// @param millis since the beginning
/// @param peers that there are, origins included
/// @param seeders of these, origins included
/// @param connected of these, those that the tracker knows
/// @param most peers that there have been at once
/// @param came viewers since the beginning
/// @param went viewers since the beginning
/// @param requests since the beginning
/// @param rate requests a second
/// @param refused requests
/// @param comebacks how often a peer had to connect again
/// @param heard the last answer to a STAT_QUERY, or empty
record Figures(
    long millis,
    int peers,
    int seeders,
    int connected,
    int most,
    int came,
    int went,
    long requests,
    double rate,
    long refused,
    long comebacks,
    List<OfSwarm> swarms,
    String heard) {
  /// Copies the list.
  Figures {
    swarms = List.copyOf(swarms);
  }

  /// What there is to see of a swarm.
  ///
  /// @param first the first chunk that is there
  /// @param seeders the origin included
  /// @param rate requests a second that name the swarm
  /// @param lists that were handed out
  /// @param listed peers in these
  /// @param traffic the chunks that moved
  /// @param availability of each chunk from the first on, the share of the peers that have it
  record OfSwarm(
      Content content,
      int first,
      int peers,
      int seeders,
      double rate,
      long lists,
      long listed,
      Chunks traffic,
      List<Double> availability) {
    /// Copies the list.
    OfSwarm {
      availability = List.copyOf(availability);
    }
  }

  /// Chunks that moved.
  ///
  /// @param near of those from peers, how many from the same network
  record Chunks(long fromPeers, long fromOrigin, long near) {
    Chunks plus(Chunks other) {
      return new Chunks(
          fromPeers + other.fromPeers, fromOrigin + other.fromOrigin, near + other.near);
    }

    long all() {
      return fromPeers + fromOrigin;
    }
  }

  /// Chunks of all swarms.
  Chunks chunks() {
    return swarms.stream().map(OfSwarm::traffic).reduce(new Chunks(0, 0, 0), Chunks::plus);
  }

  long lists() {
    return swarms.stream().mapToLong(OfSwarm::lists).sum();
  }

  long listed() {
    return swarms.stream().mapToLong(OfSwarm::listed).sum();
  }
}

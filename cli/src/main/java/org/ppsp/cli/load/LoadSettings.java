package org.ppsp.cli.load;

import java.net.URI;
import java.time.Duration;

/// What a load is made of.
///
/// @param url of the tracker, `http`
/// @param dialect how requests are written
/// @param rate requests a second
/// @param mix of which methods
/// @param peers how many peers make them
/// @param swarms over which the peers are spread
/// @param churn the part of the peers that goes and comes back in a minute, 0 to 10
/// @param peernum peers that each FIND asks for
/// @param connections to the tracker at once
/// @param duration of what is measured
/// @param warmup before it, not measured
/// @param timeout of a request
/// @param leavePeers whether the peers stay connected afterwards
public record LoadSettings(
    URI url,
    Dialect dialect,
    double rate,
    Mix mix,
    int peers,
    int swarms,
    double churn,
    int peernum,
    int connections,
    Duration duration,
    Duration warmup,
    Duration timeout,
    boolean leavePeers) {
  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left; the message names the option
  public LoadSettings {
    check(dialect.problem(mix).isEmpty(), dialect.problem(mix));
    check(rate > 0 && rate <= 1e6, "--rate must be more than 0 and at most 1000000");
    check(peers >= 1 && peers <= 5_000_000, "--peers must be 1 to 5000000");
    check(swarms >= 1 && swarms <= peers, "--swarms must be 1 to the number of --peers");
    check(churn >= 0 && churn <= 10, "--churn must be 0 to 1000 percent a minute");
    check(peernum >= 0 && peernum <= 1000, "--peernum must be 0 to 1000");
    check(connections >= 1 && connections <= 10_000, "--connections must be 1 to 10000");
    check(
        connections <= peers,
        "--connections must be at most the number of --peers: a peer has one request under way");
    check(
        duration.isPositive() && duration.compareTo(Duration.ofDays(7)) <= 0,
        "--duration must be more than 0 and at most 7d");
    check(
        !warmup.isNegative() && warmup.compareTo(Duration.ofDays(1)) <= 0,
        "--warmup must be at most 1d");
    check(
        timeout.toMillis() >= 1 && timeout.compareTo(Duration.ofMinutes(10)) <= 0,
        "--timeout must be 1ms to 10m");
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}

package org.ppsp.tracker;

import java.time.Duration;
import org.ppsp.protocol.IpAddress;

/// What bounds those who want to do harm (specification, section 9). Every value has a default and
/// a range.
///
/// @param shares how much of a list may be of one network
/// @param maxAddressesPerMinute how many addresses of others a peer is told in one minute of the
///   tracker's clock, by all its lists taken together, up to 100,000; 0 does not bound it. Further
///   lists are shorter, in the end empty. More than four peers of one address, more than 64 of one
///   network, and what one credential begins anew are bounded together, by different addresses
/// @param maxSessionsPerAddress how many peers are connected from one address at once, of IPv6 from
///   one /64, up to 1,000,000; 0 does not bound it. When an address is full, sessions whose peers
///   have gone silent give way to new ones
/// @param tokenless whether a peer that never shows its token is known by its address; false: every
///   request after CONNECT shows the token or a credential
/// @param exemptLoopback whether peers that connect from this machine are not bounded by what is
///   bounded for each peer or address
/// @param quarantineReporters reporters of how many networks put a peer into quarantine that they
///   accuse of serving bad content, up to 100; 0 accuses nobody
/// @param quarantineAge how long a reporter must have been connected, 0 s to 365 d
/// @param quarantineTime how long accusations stand and a quarantine lasts, 1 s to 365 d
public record Defences(
    Shares shares,
    int maxAddressesPerMinute,
    int maxSessionsPerAddress,
    boolean tokenless,
    boolean exemptLoopback,
    int quarantineReporters,
    Duration quarantineAge,
    Duration quarantineTime) {
  /// What holds when nothing is configured.
  public static final Defences DEFAULT =
      new Defences(
          Shares.DEFAULT, 1000, 10_000, true, true, 5, Duration.ofMinutes(10), Duration.ofHours(1));

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left; the message names value and range
  public Defences {
    Range.check("maxAddressesPerMinute", maxAddressesPerMinute, 0, 100_000);
    Range.check("maxSessionsPerAddress", maxSessionsPerAddress, 0, 1_000_000);
    Range.check("quarantineReporters", quarantineReporters, 0, 100);
    Range.check("quarantineAge", quarantineAge, Duration.ZERO, Duration.ofDays(365));
    Range.check("quarantineTime", quarantineTime, Duration.ofSeconds(1), Duration.ofDays(365));
  }

  /// Whether a limit, 0 for none, holds for a peer that connects from there.
  boolean bounds(int limit, IpAddress ip) {
    return limit > 0 && !(exemptLoopback && ip.isLoopback());
  }
}

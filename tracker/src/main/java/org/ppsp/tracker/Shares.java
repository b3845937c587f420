package org.ppsp.tracker;

/// How many percent of a list may be peers of one network, 1 to 100 each; 100 allows all of it. A
/// share binds only while other members would do.
///
/// @param network of one /24 of IPv4 or /48 of IPv6
/// @param prefix of one /16 of IPv4 or /40 of IPv6
/// @param asn of one autonomous system, of those that say which they are in
public record Shares(int network, int prefix, int asn) {
  /// What holds when nothing is configured.
  public static final Shares DEFAULT = new Shares(25, 50, 50);

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left; the message names value and range
  public Shares {
    Range.check("networkShare", network, 1, 100);
    Range.check("prefixShare", prefix, 1, 100);
    Range.check("asnShare", asn, 1, 100);
  }

  /// How many peers of a list a share allows: never more than it says, but at least one.
  static int of(int wanted, int percent) {
    return Math.max(1, wanted * percent / 100);
  }
}

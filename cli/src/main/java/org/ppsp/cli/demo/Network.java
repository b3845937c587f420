package org.ppsp.cli.demo;

import java.util.random.RandomGenerator;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.NatAbility;
import org.ppsp.protocol.PeerAddress;

/// The networks that peers are in. Addresses and numbers are those for documentation (RFC 5737, RFC
/// 3849, RFC 5398).
enum Network {
  FIBRE("198.51.100.", 64496, "DE", ConnectionType.WIRED, NatAbility.NO_NAT, 40_000, 100_000, 20),
  CABLE("203.0.113.", 64497, "FR", ConnectionType.WIRED, NatAbility.STUN, 10_000, 50_000, 35),
  DSL("192.0.2.", 64498, "DE", ConnectionType.WIRED, NatAbility.STUN, 5000, 16_000, 25),
  MOBILE("2001:db8:4::", 64499, "FR", ConnectionType.WIRELESS, NatAbility.TURN, 2000, 10_000, 20);

  final String prefix;
  final int asn;
  final String country;
  final ConnectionType connection;
  final NatAbility nat;

  /// What a peer in it can send and receive, in kbit/s, about.
  final int up;

  final int down;

  /// How many in a hundred peers are in it.
  final int share;

  Network(
      String prefix,
      int asn,
      String country,
      ConnectionType connection,
      NatAbility nat,
      int up,
      int down,
      int share) {
    this.prefix = prefix;
    this.asn = asn;
    this.country = country;
    this.connection = connection;
    this.nat = nat;
    this.up = up;
    this.down = down;
    this.share = share;
  }

  /// One of them, by their shares.
  static Network any(RandomGenerator random) {
    int left = random.nextInt(100);
    for (Network network : values()) {
      left -= network.share;
      if (left < 0) {
        return network;
      }
    }
    throw new IllegalStateException("the shares make less than a hundred");
  }

  /// Where the peer of this number serves chunks.
  PeerAddress address(int number) {
    return new PeerAddress(
        IpAddress.parse(prefix + (1 + number % 254)),
        6778 + number / 254 % 50_000,
        AddressType.HOST,
        1,
        connection,
        asn,
        "PPSP-PP");
  }
}

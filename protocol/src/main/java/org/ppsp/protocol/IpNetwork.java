package org.ppsp.protocol;

import java.util.List;

/// A network of IPv4 or IPv6 addresses, or a single address: `10.0.0.0/8`, `2001:db8::/32`, `::1`.
/// A network of one family has no addresses of the other.
///
/// @param first its lowest address
/// @param prefix how many bits its addresses have in common: 0 to 32, or 0 to 128
public record IpNetwork(IpAddress first, int prefix) {
  /// Checks that the network begins where it says.
  ///
  /// @throws IllegalArgumentException if it does not, or there is no such prefix
  public IpNetwork {
    if (prefix < 0 || prefix > width(first)) {
      throw new IllegalArgumentException(
          "the number behind the / must be 0 to " + width(first) + ", not " + prefix);
    }
    IpAddress begin = masked(first, prefix);
    if (!begin.equals(first)) {
      throw new IllegalArgumentException(
          "%1$s/%2$s begins at %3$s; write %3$s/%2$s for all of it, or %1$s for that address"
              .formatted(first, prefix, begin));
    }
  }

  /// Reads a network or an address. Never asks a name service.
  ///
  /// @throws IllegalArgumentException if the text is neither
  public static IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      IpAddress address = IpAddress.parse(text);
      return new IpNetwork(address, width(address));
    }
    IpAddress first = IpAddress.parse(text.substring(0, slash));
    if (first.isV4() && text.indexOf(':') >= 0) {
      throw new IllegalArgumentException("write networks of IPv4 as " + first + "/24");
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("0|[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException("behind the / of a network there must be a number");
    }
    return new IpNetwork(first, Integer.parseInt(digits));
  }

  /// Whether the address is one of this network.
  public boolean contains(IpAddress address) {
    if (address.isV4() != first.isV4()) {
      return false;
    }
    int bits = bits();
    return ((address.high() ^ first.high()) & high(bits)) == 0
        && ((address.low() ^ first.low()) & low(bits)) == 0;
  }

  /// Whether the address is in any of the networks.
  public static boolean anyContains(List<IpNetwork> networks, IpAddress address) {
    for (int i = 0; i < networks.size(); i++) { // on the way of each request: no iterator
      if (networks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /// The text that [#parse] reads.
  @Override
  public String toString() {
    return prefix == width(first) ? first.toString() : first + "/" + prefix;
  }

  private int bits() {
    return first.isV4() ? 96 + prefix : prefix;
  }

  private static int width(IpAddress address) {
    return address.isV4() ? 32 : 128;
  }

  private static IpAddress masked(IpAddress address, int prefix) {
    int bits = address.isV4() ? 96 + prefix : prefix;
    return new IpAddress(address.high() & high(bits), address.low() & low(bits));
  }

  /// The mask of so many bits, upper half.
  private static long high(int bits) {
    return bits == 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  private static long low(int bits) {
    return bits <= 64 ? 0 : -1L << (128 - bits);
  }
}

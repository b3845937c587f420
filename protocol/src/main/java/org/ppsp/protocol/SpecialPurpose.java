package org.ppsp.protocol;

/// What an address is for, by the registries of special-purpose addresses that IANA keeps (RFC
/// 6890). An IPv6 address that carries an IPv4 address is what that one is: the translator or relay
/// at its end sends packets there.
///
/// The ranges for documentation (192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32,
/// 3fff::/20) count as public: examples and tests use them for addresses of the Internet.
enum SpecialPurpose {
  /// Any peer may be there.
  PUBLIC,
  /// Only those can use it who are in the same network, or on the same machine.
  PRIVATE,
  /// No peer can be there.
  UNUSABLE;

  private static final int V4_UNSPECIFIED = 0;
  private static final int V4_MULTICAST = 224;
  private static final long TEREDO = 0x2001_0000L;
  private static final long NAT64 = 0x0064_ff9b_0000_0000L;
  private static final long LOCAL_NAT64 = 0x0064_ff9b_0001L;
  private static final long TRANSLATED = 0xffff_0000L;
  private static final long ISATAP = 0x0000_5efeL;
  private static final long ISATAP_UNIQUE = 0x0200_5efeL;

  /// Of an IPv4 address.
  static SpecialPurpose v4(int bits) {
    int a = bits >>> 24;
    int b = bits >>> 16 & 255;
    if (a == V4_UNSPECIFIED || a >= V4_MULTICAST) { // multicast, reserved, broadcast
      return UNUSABLE;
    }
    boolean isPrivate =
        switch (a) {
          case 10, 127 -> true;
          case 100 -> (b & 0xc0) == 64; // shared by a carrier's customers
          case 169 -> b == 254;
          case 172 -> (b & 0xf0) == 16;
          case 192 -> b == 168 || (bits >>> 8 & 0xffff) == 0; // 192.0.0.0/24: on the host itself
          case 198 -> (b & 0xfe) == 18; // benchmarks
          default -> false;
        };
    return isPrivate ? PRIVATE : PUBLIC;
  }

  /// Of an IPv6 address that is no mapped IPv4 one.
  static SpecialPurpose v6(long high, long low) {
    if (high == 0) {
      int bits = (int) low;
      long above = low >>> 32;
      return above == 0 ? compatible(bits) : above == TRANSLATED ? v4(bits) : UNUSABLE;
    }
    if (high == NAT64 && low >>> 32 == 0) {
      return v4((int) low);
    }
    if (high >>> 16 == LOCAL_NAT64) {
      return PRIVATE;
    }
    int top = (int) (high >>> 48);
    if ((top & 0xfe00) == 0xfc00 || (top & 0xff80) == 0xfe80) { // unique local; link and site local
      return PRIVATE;
    }
    if ((top & 0xe000) != 0x2000) { // all of the Internet is in 2000::/3
      return UNUSABLE;
    }
    if (top == 0x2002) { // 6to4
      return v4((int) (high >>> 16));
    }
    if (high >>> 32 == TEREDO) {
      return worse(v4((int) high), v4(~(int) low)); // its server, and the client's own address
    }
    if (high >>> 41 == TEREDO >>> 9) { // 2001::/23: protocols' own, ORCHIDs among them
      return isOrchid(high) ? UNUSABLE : PRIVATE;
    }
    long interfaceId = low >>> 32;
    return interfaceId == ISATAP || interfaceId == ISATAP_UNIQUE ? v4((int) low) : PUBLIC;
  }

  /// `::` and `::1`, and IPv4-compatible addresses, which nobody has any more.
  private static SpecialPurpose compatible(int bits) {
    if (bits == 1) {
      return PRIVATE;
    }
    return v4(bits) == PRIVATE ? PRIVATE : UNUSABLE;
  }

  /// Names of hosts that look like addresses: 2001:10::/28 and 2001:20::/28.
  private static boolean isOrchid(long high) {
    long second = high >>> 36 & 0xfff;
    return second == 1 || second == 2;
  }

  private static SpecialPurpose worse(SpecialPurpose one, SpecialPurpose other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}

package org.ppsp.protocol;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IPv4 or IPv6 address as 128 bits; an IPv4 address stands in its mapped form `::ffff:a.b.c.d`,
/// so that the same peer is the same address on a dual-stack socket.
///
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record IpAddress(long high, long low) {
  /// Stands for an address that nobody knows: `::`, which no peer can have.
  public static final IpAddress UNKNOWN = new IpAddress(0, 0);

  private static final long V4_MARK = 0x0000_ffff_0000_0000L;

  /// The longest text that [#parse] looks at: an IPv6 address with an embedded IPv4 one.
  private static final int MAX_TEXT = 45;

  /// An IPv4 address from its 32 bits in network order.
  public static IpAddress v4(int bits) {
    return new IpAddress(0, V4_MARK | (bits & 0xffff_ffffL));
  }

  /// The address of a socket.
  public static IpAddress of(InetAddress address) {
    return ofBytes(address.getAddress());
  }

  private static IpAddress ofBytes(byte[] bytes) {
    if (bytes.length == 4) {
      return v4(
          (bytes[0] & 255) << 24
              | (bytes[1] & 255) << 16
              | (bytes[2] & 255) << 8
              | (bytes[3] & 255));
    }
    return new IpAddress(longAt(bytes, 0), longAt(bytes, 8));
  }

  private static long longAt(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[at + i] & 255);
    }
    return value;
  }

  /// Reads an address literal: four decimal numbers, or any text form of IPv6 without a zone. Never
  /// asks a name service.
  ///
  /// @throws IllegalArgumentException if the text is no address
  public static IpAddress parse(String text) {
    if (text.length() <= MAX_TEXT) {
      if (text.indexOf(':') < 0) {
        long bits = parseV4(text);
        if (bits >= 0) {
          return v4((int) bits);
        }
      } else if (text.indexOf('%') < 0 && text.indexOf('[') < 0) {
        try {
          return of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("not an IP address: " + text, e);
        }
      }
      throw new IllegalArgumentException("not an IP address: " + text);
    }
    throw new IllegalArgumentException("not an IP address: longer than " + MAX_TEXT);
  }

  /// The 32 bits of a dotted quad, or -1.
  private static long parseV4(String text) {
    long bits = 0;
    int parts = 1;
    int value = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (value == 0) {
          return -1; // a leading zero: octal to some readers
        }
        value = Math.max(value, 0) * 10 + c - '0';
        if (value > 255) {
          return -1;
        }
      } else if (c == '.' && value >= 0 && parts < 4) {
        bits = bits << 8 | value;
        value = -1;
        parts++;
      } else {
        return -1;
      }
    }
    return parts == 4 && value >= 0 ? bits << 8 | value : -1;
  }

  /// Whether this is an IPv4 address.
  public boolean isV4() {
    return high == 0 && (low >>> 32) == (V4_MARK >>> 32);
  }

  /// The 32 bits of an IPv4 address.
  public int v4Bits() {
    return (int) low;
  }

  /// Whether only peers behind the same public address can use it: loopback, link-local, RFC 1918,
  /// RFC 4193, the shared space of carriers (RFC 6598), whatever else is of one network only, and
  /// IPv6 addresses that carry such an IPv4 one ([SpecialPurpose]).
  public boolean isPrivate() {
    return purpose() == SpecialPurpose.PRIVATE;
  }

  private SpecialPurpose purpose() {
    return isV4() ? SpecialPurpose.v4(v4Bits()) : SpecialPurpose.v6(high, low);
  }

  /// Whether it is a loopback address.
  public boolean isLoopback() {
    return isV4() ? (v4Bits() >>> 24) == 127 : high == 0 && low == 1;
  }

  /// Whether a peer can be reached under it at all: not unspecified, multicast, broadcast,
  /// reserved, or outside of what IPv6 uses.
  public boolean isUsable() {
    return purpose() != SpecialPurpose.UNUSABLE;
  }

  /// Whether this is an address, and not [#UNKNOWN].
  public boolean isKnown() {
    return (high | low) != 0;
  }

  /// The network an address belongs to: the /24 of an IPv4 address, the /56 of an IPv6 one. Two
  /// addresses of one network give the same number.
  public long network() {
    return isV4() ? (low & 0xffff_ffffL) >>> 8 : high | 0xff;
  }

  /// The address for a socket.
  public InetAddress toInetAddress() {
    byte[] bytes = new byte[isV4() ? 4 : 16];
    for (int i = bytes.length - 1, shift = 0; i >= 0; i--, shift += 8) {
      bytes[i] = (byte) (shift < 64 ? low >>> shift : high >>> (shift - 64));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /// The text form: a dotted quad, or IPv6 by RFC 5952.
  @Override
  public String toString() {
    if (isV4()) {
      int bits = v4Bits();
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 255)
          + "."
          + (bits >>> 8 & 255)
          + "."
          + (bits & 255);
    }
    int gap = -1;
    int gapLength = 1; // a single group of zeros is not shortened (RFC 5952, section 4.2.2)
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(i + run) == 0) {
        run++;
      }
      if (run > gapLength) {
        gap = i;
        gapLength = run;
      }
      i += run;
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }

  private int group(int i) {
    return (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i)) & 0xffff);
  }
}

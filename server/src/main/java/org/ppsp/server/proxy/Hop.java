package org.ppsp.server.proxy;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;

/// Whom one proxy says that it took the request from.
///
/// @param ip null if it does not tell
/// @param port 0 if it does not tell
record Hop(@Nullable IpAddress ip, int port) {
  static final Hop UNKNOWN = new Hop(null, 0);

  /// Reads an address: `192.0.2.7`, `192.0.2.7:4711`, `[2001:db8::1]`, `[2001:db8::1]:4711`.
  ///
  /// @param header its name, for the message
  /// @param bare whether an IPv6 address may do without brackets; then it has no port
  static Hop read(String header, String text, boolean bare) throws ProxyException {
    int colon = text.indexOf(':');
    try {
      if (text.startsWith("[")) {
        int end = text.indexOf(']');
        if (colon > 0 && colon < end) {
          String behind = text.substring(end + 1);
          IpAddress ip = IpAddress.parse(text.substring(1, end));
          return behind.isEmpty() ? of(header, ip, 0) : port(header, ip, behind);
        }
      } else if (colon < 0 || bare && text.indexOf(':', colon + 1) >= 0) {
        return of(header, IpAddress.parse(text), 0);
      } else if (text.indexOf('.') < colon) {
        return port(header, IpAddress.parse(text.substring(0, colon)), text.substring(colon));
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new ProxyException(header + " has something where the address of a client must stand");
  }

  private static Hop of(String header, IpAddress ip, int port) throws ProxyException {
    if (!ip.isUsable()) {
      throw new ProxyException(header + " has an address that no client can have: " + ip);
    }
    return new Hop(ip, port);
  }

  /// With a port behind a colon, which may be hidden (RFC 7239, section 6.3).
  private static Hop port(String header, IpAddress ip, String text) throws ProxyException {
    String digits = text.substring(1);
    if (text.charAt(0) == ':' && digits.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(digits);
      if (port > 0 && port <= 0xffff) {
        return of(header, ip, port);
      }
    } else if (text.charAt(0) == ':' && isHidden(digits)) {
      return of(header, ip, 0);
    }
    throw new ProxyException(header + " has something that is no port behind an address");
  }

  /// Whether it is an identifier that says nothing (RFC 7239, section 6.3).
  static boolean isHidden(String text) {
    return text.matches("_[A-Za-z0-9._-]{1,255}");
  }
}

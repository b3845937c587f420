package org.ppsp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.ppsp.protocol.IpAddress;

/// An address to listen at.
///
/// @param host a name or an IP address, without brackets
/// @param port 0 to 65535; 0 takes any free one
public record Listen(String host, int port) {
  /// Checks the port.
  ///
  /// @throws IllegalArgumentException if it is out of range, or the host is empty
  public Listen {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is missing");
    }
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("the port must be 0 to 65535");
    }
  }

  /// Reads `host:port`; an IPv6 address stands in brackets.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Listen parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("the port is missing");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address must stand in brackets");
    }
    try {
      return new Listen(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the port must be 0 to 65535", e);
    }
  }

  /// The address of the host; asks the name service if it is a name.
  InetAddress resolve() throws UnknownHostException {
    return InetAddress.getByName(host);
  }

  /// The URL of what listens there.
  static URI url(InetSocketAddress address, boolean tls) {
    Listen real = new Listen(IpAddress.of(address.getAddress()).toString(), address.getPort());
    return URI.create((tls ? "https://" : "http://") + real + "/");
  }

  /// The text that [#parse] reads.
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}

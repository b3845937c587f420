package org.ppsp.server.proxy;

import org.ppsp.protocol.IpAddress;

/// Where a request comes from.
///
/// @param ip [IpAddress#UNKNOWN] if a proxy does not tell it
/// @param port 1 to 65535; 0 if a proxy does not tell it
public record Origin(IpAddress ip, int port) {
  /// A client that a proxy hides.
  public static final Origin UNKNOWN = new Origin(IpAddress.UNKNOWN, 0);
}

package org.ppsp.server.proxy;

/// How proxies tell where a request came from.
public enum ProxyHeader {
  /// They do not, or there are none.
  NONE,
  /// The header `Forwarded` (RFC 7239).
  FORWARDED,
  /// The header `X-Forwarded-For`.
  X_FORWARDED_FOR,
  /// The PROXY protocol, version 1 or 2, before all else on a connection.
  PROXY_PROTOCOL
}

package org.ppsp.server.http;

import java.util.concurrent.atomic.AtomicBoolean;
import org.ppsp.protocol.IpAddress;
import org.ppsp.server.proxy.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator, once, of a trusted proxy that does not say all that peers need. Thread-safe.
final class ProxyAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyAdvice.class);

  private final AtomicBoolean isGiven = new AtomicBoolean();

  /// Looks at what a proxy said of a client.
  void look(Origin client, IpAddress proxy, String header) {
    if (client.port() == 0 && isGiven.compareAndSet(false, true)) {
      LOG.warn(
          "proxy {} sends no {} of clients in {}: they are told no address, and those that name"
              + " none are not listed; docs/running.md has the proxy's line that passes it on",
          proxy,
          client.ip().isKnown() ? "port" : "address",
          header);
    }
  }
}

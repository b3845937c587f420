package org.ppsp.server.http;

import java.time.Duration;
import java.util.List;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.server.proxy.Proxies;

/// How the front treats connections. The ranges are held by the configuration.
///
/// @param transport how it talks to the operating system
/// @param eventLoops threads that serve connections; 0: one a core
/// @param backlog connections the operating system keeps for us before we accept them
/// @param maxConnections connections at once; beyond it, one that is idle gives way, or: 503
/// @param maxConnectionsPerAddress connections of an address at once; beyond it: 503
/// @param maxConnectionsPerNetwork connections of a network at once; beyond it: 503
/// @param maxBuffered bytes that all connections keep of messages in parts and of answers not taken
/// @param maxLine bytes of a request line
/// @param maxHeaders bytes of all headers of a request
/// @param requestTimeout within which a request must be complete, from its first byte
/// @param idleTimeout after which a connection without a request is closed
/// @param writeTimeout within which a client must have taken the answers that wait for it
/// @param shutdownGrace how long requests under way may take when the server stops
/// @param retryAfter what a 503 tells the client to wait
/// @param maxDelay of an event loop, beyond which requests are turned away
/// @param proxies which clients speak for others, and how
/// @param exempt who may have as many connections as there are
/// @param web which web pages may send requests
public record HttpSettings(
    Transport transport,
    int eventLoops,
    int backlog,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxConnectionsPerNetwork,
    long maxBuffered,
    int maxLine,
    int maxHeaders,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration writeTimeout,
    Duration shutdownGrace,
    Duration retryAfter,
    Duration maxDelay,
    Proxies proxies,
    List<IpNetwork> exempt,
    WebSettings web) {
  /// Copies the list.
  public HttpSettings {
    exempt = List.copyOf(exempt);
  }

  /// Whether the connections of the address are not counted. Clients whose address a proxy does not
  /// tell have nothing in common but that proxy.
  boolean exempts(IpAddress address) {
    return !address.isKnown() || proxies.trusts(address) || IpNetwork.anyContains(exempt, address);
  }

  /// The threads that serve connections.
  int loops() {
    return eventLoops == 0 ? Runtime.getRuntime().availableProcessors() : eventLoops;
  }
}

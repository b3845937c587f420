package org.ppsp.tracker;

import java.util.List;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Stat;

/// How a STAT_QUERY reaches its peer (specification, section 7).
public sealed interface QueryRoute {
  /// The peer is not connected.
  record NotConnected() implements QueryRoute {}

  /// The peer answers at its control port: the address its CONNECT came from, never one it named.
  ///
  /// @param ip where
  /// @param port 1024 to 65535
  record Direct(IpAddress ip, int port) implements QueryRoute {}

  /// The query travels with the answer to the peer's next KEEPALIVE.
  ///
  /// @param known what the peer last told of what is asked
  record Waiting(List<Stat> known) implements QueryRoute {
    /// Copies the list.
    public Waiting {
      known = List.copyOf(known);
    }
  }
}

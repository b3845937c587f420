package org.ppsp.server.manage;

import java.net.InetSocketAddress;
import java.time.Duration;

/// Where the management port is, and how much it takes on.
///
/// @param listen resolved; port 0 takes any free one
/// @param connections the most clients at once; each costs a virtual thread
/// @param silence how long a client may be silent, amid a handshake or a request or between two
public record ManagePort(InetSocketAddress listen, int connections, Duration silence) {
  /// The most requests that are worked on at once, those that wait for events not counted.
  static final int REQUESTS = 16;

  /// The most clients that get events at once.
  static final int STREAMS = 64;

  /// The most bytes of a request's body.
  static final int BODY = 64 * 1024;

  /// With the limits that hold in operation.
  public static ManagePort at(InetSocketAddress listen) {
    return new ManagePort(listen, 1024, Duration.ofSeconds(15));
  }
}

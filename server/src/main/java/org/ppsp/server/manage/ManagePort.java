package org.ppsp.server.manage;

import java.net.InetSocketAddress;
import java.time.Duration;

/// Where the management port is, and how much it takes on.
///
/// @param listen resolved; port 0 takes any free one
/// @param connections the most clients at once
/// @param connectionsPerAddress the most of them from one address
/// @param silence how long a client may be silent between two requests, or take no answer
/// @param request within which a request must be complete, from its first byte
public record ManagePort(
    InetSocketAddress listen,
    int connections,
    int connectionsPerAddress,
    Duration silence,
    Duration request) {
  /// The most requests that are worked on at once, those that wait for events not counted.
  static final int REQUESTS = 16;

  /// The most clients that get events at once.
  static final int STREAMS = 64;

  /// The most bytes of a request's body.
  static final int BODY = 64 * 1024;

  /// The most bytes of a request line.
  static final int LINE = 8 * 1024;

  /// The most bytes of a request's headers.
  static final int HEADERS = 16 * 1024;

  /// With the limits that hold in operation.
  public static ManagePort at(InetSocketAddress listen) {
    return new ManagePort(listen, 256, 128, Duration.ofSeconds(15), Duration.ofSeconds(10));
  }
}

package org.ppsp.server.manage;

import java.net.InetSocketAddress;

/// Where the management port is, and how much it takes on.
///
/// @param listen resolved; port 0 takes any free one
public record ManagePort(InetSocketAddress listen) {
  /// The most clients at once; each costs a virtual thread.
  static final int CONNECTIONS = 256;

  /// The most requests that are worked on at once, those that wait for events not counted.
  static final int REQUESTS = 16;

  /// The most clients that get events at once.
  static final int STREAMS = 64;

  /// The most bytes of a request's body.
  static final int BODY = 64 * 1024;
}

package org.ppsp.server.proxy;

import org.ppsp.protocol.IpAddress;

/// Where a request comes from.
///
/// @param port 1 to 65535
public record Origin(IpAddress ip, int port) {}

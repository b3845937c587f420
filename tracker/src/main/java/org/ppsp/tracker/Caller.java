package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.SessionToken;

/// Who sent a request, as far as the transport could tell.
///
/// @param ip the address the request came from
/// @param port the port it came from, 1 to 65535
/// @param session the token in the header `PPSP-Session`, or null
public record Caller(IpAddress ip, int port, @Nullable SessionToken session) {}

package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.SessionToken;

/// Who sent a request, as far as the transport could tell.
///
/// @param ip the address the request came from
/// @param port the port it came from, 1 to 65535
/// @param session the token in the header `PPSP-Session`, or null
/// @param credential what came with the request and was found good, or null
public record Caller(
    IpAddress ip, int port, @Nullable SessionToken session, @Nullable Credential credential) {
  /// A caller that has proved nothing.
  public Caller(IpAddress ip, int port, @Nullable SessionToken session) {
    this(ip, port, session, null);
  }

  /// The same one with what it has proved.
  public Caller with(@Nullable Credential proved) {
    return new Caller(ip, port, session, proved);
  }
}

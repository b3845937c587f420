package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.SessionToken;

/// Who sent a request, as far as the transport could tell.
///
/// @param ip the address the request came from; [IpAddress#UNKNOWN] if a proxy does not tell it.
///   Nobody is known by that one, and nobody is listed under it
/// @param port the port it came from, 1 to 65535; 0 if a proxy does not tell it
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

  /// The address and port the request came from; null if one of them is not known.
  @Nullable PeerAddress observed() {
    return ip.isKnown() && port > 0 ? PeerAddress.of(ip, port, AddressType.REFLEXIVE) : null;
  }
}

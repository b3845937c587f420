package org.ppsp.protocol;

import org.jspecify.annotations.Nullable;

/// An address under which a peer serves chunks (specification, section 5; RFC 7846, section 3.2.4).
///
/// @param ip the IP address
/// @param port 1 to 65535
/// @param type how the peer came to the address
/// @param priority larger is better; 0, the default, to 2,147,483,647
/// @param connection the kind of access, or null if it was not said
/// @param asn the autonomous system, 1 to 4,294,967,295; 0 if it was not said
/// @param protocol the protocol the peer speaks there, 1 to 64 characters, or null
public record PeerAddress(
    IpAddress ip,
    int port,
    AddressType type,
    int priority,
    @Nullable ConnectionType connection,
    long asn,
    @Nullable String protocol) {
  /// The most characters a `peerProtocol` may have.
  public static final int MAX_PROTOCOL_LENGTH = 64;

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left
  public PeerAddress {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
    }
    if (!ip.isUsable()) {
      throw new IllegalArgumentException("no peer can be reached at " + ip);
    }
    if (priority < 0) {
      throw new IllegalArgumentException("priority must not be negative");
    }
    if (asn < 0 || asn > 0xffff_ffffL) {
      throw new IllegalArgumentException("asn must be 0 to 4294967295");
    }
    if (protocol != null) {
      Identifiers.word("peerProtocol", protocol, MAX_PROTOCOL_LENGTH);
    }
  }

  /// An address with nothing said but where it is and how the peer came to it.
  public static PeerAddress of(IpAddress ip, int port, AddressType type) {
    return new PeerAddress(ip, port, type, 0, null, 0, null);
  }
}

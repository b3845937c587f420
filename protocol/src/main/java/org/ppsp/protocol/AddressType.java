package org.ppsp.protocol;

/// How a peer came to an address (RFC 7846, section 3.2.4).
public enum AddressType {
  /// An address of the peer's own interface.
  HOST,
  /// The peer's address as seen from outside its NAT.
  REFLEXIVE,
  /// The address of a relay.
  PROXY
}

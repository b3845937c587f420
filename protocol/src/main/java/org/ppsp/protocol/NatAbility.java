package org.ppsp.protocol;

/// What a peer can do about NATs: the values of the property `NAT`.
public enum NatAbility {
  /// Reachable by everyone.
  NO_NAT,
  /// Gets through with STUN.
  STUN,
  /// Gets through with TURN.
  TURN;

  /// Whether a peer of this ability and one of the other can reach each other (specification,
  /// section 6): `NO_NAT` fits all, the others fit themselves and `NO_NAT`.
  public boolean fits(NatAbility other) {
    return this == other || this == NO_NAT || other == NO_NAT;
  }
}

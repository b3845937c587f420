package org.ppsp.protocol;

import org.jspecify.annotations.Nullable;

/// Names a peer, the same in all its swarms.
///
/// @param value 1 to 128 characters, neither white space nor control characters (specification,
///   section 3)
public record PeerId(String value) implements Comparable<PeerId> {
  /// The most characters a PeerID may have.
  public static final int MAX_LENGTH = 128;

  /// Checks the value.
  ///
  /// @throws IllegalArgumentException if it is not a valid PeerID
  public PeerId {
    Identifiers.word("PeerID", value, MAX_LENGTH);
  }

  // Written out: every request looks one up, and the compiler does not inline what records have.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerId that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public int compareTo(PeerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

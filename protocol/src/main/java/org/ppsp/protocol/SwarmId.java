package org.ppsp.protocol;

import org.jspecify.annotations.Nullable;

/// Names a swarm: the peers that exchange one content.
///
/// @param value 1 to 256 characters, neither white space nor control characters (specification,
///   section 3)
public record SwarmId(String value) implements Comparable<SwarmId> {
  /// The most characters a SwarmID may have.
  public static final int MAX_LENGTH = 256;

  /// Checks the value.
  ///
  /// @throws IllegalArgumentException if it is not a valid SwarmID
  public SwarmId {
    Identifiers.word("SwarmID", value, MAX_LENGTH);
  }

  // Written out: every request looks one up, and the compiler does not inline what records have.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SwarmId that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public int compareTo(SwarmId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

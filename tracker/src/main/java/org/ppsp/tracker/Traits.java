package org.ppsp.tracker;

import org.ppsp.protocol.Property;

/// What requirements ask for most, in a byte that stands beside the member ([MemberArray#summary]):
/// its upload bandwidth as a power of two, and its NAT ability. So most of those that do not meet
/// them are turned down without being fetched from memory.
final class Traits {
  /// How many bits they take.
  static final int BITS = 8;

  static final int UPLOAD = Statistics.slot(Property.UPLOAD_BANDWIDTH);
  private static final int NAT = Statistics.slot(Property.NAT);
  private static final int NAT_BITS = 3;

  private Traits() {}

  /// Those of a candidate.
  static int of(Candidate candidate) {
    int nat = (int) candidate.number(NAT) + 1; // 0 if unknown
    return magnitude(candidate.number(UPLOAD)) << NAT_BITS | nat;
  }

  /// The power of two above a number, from 0 to 31; never less for a larger one.
  static int magnitude(long number) {
    long bounded = Math.clamp(number, 0, Integer.MAX_VALUE);
    return Long.SIZE - Long.numberOfLeadingZeros(bounded);
  }

  /// The magnitude of the upload bandwidth; 0 if unknown.
  static int upload(int traits) {
    return traits >>> NAT_BITS;
  }

  /// The NAT ability as it is kept in [Statistics]; -1 if unknown.
  static int nat(int traits) {
    return (traits & (1 << NAT_BITS) - 1) - 1;
  }
}

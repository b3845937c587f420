package org.ppsp.cli.check;

/// A tracker did something else than the protocol says.
final class Mismatch extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String came;
  private final String cure;

  /// @param expected what the protocol says
  /// @param came what the tracker did
  /// @param cure what its author can do
  Mismatch(String expected, String came, String cure) {
    super("expected " + expected + ", came " + came, null, false, false);
    this.expected = expected;
    this.came = came;
    this.cure = cure;
  }

  /// Fails unless the condition holds.
  static void unless(boolean holds, String expected, String came, String cure) {
    if (!holds) {
      throw new Mismatch(expected, came, cure);
    }
  }

  String expected() {
    return expected;
  }

  String came() {
    return came;
  }

  String cure() {
    return cure;
  }
}

package org.ppsp.cli.check;

import org.jspecify.annotations.Nullable;

/// What came of one check.
///
/// @param section the part of the walk, such as `FIND`
/// @param name the rule that was checked
/// @param outcome whether it holds
/// @param expected what the protocol says; null unless it failed
/// @param came what the tracker did, or why the check was skipped; null if it is well
/// @param cure what can be done; null unless it failed
public record Result(
    String section,
    String name,
    Outcome outcome,
    @Nullable String expected,
    @Nullable String came,
    @Nullable String cure) {
  /// Whether a rule holds.
  public enum Outcome {
    /// It does.
    OK,
    /// It does not.
    FAIL,
    /// The tracker chose another way, which the protocol leaves open.
    SKIP
  }

  static Result ok(String section, String name) {
    return new Result(section, name, Outcome.OK, null, null, null);
  }

  static Result skip(String section, String name, String why) {
    return new Result(section, name, Outcome.SKIP, null, why, null);
  }

  static Result fail(String section, String name, Mismatch mismatch) {
    return new Result(
        section, name, Outcome.FAIL, mismatch.expected(), mismatch.came(), mismatch.cure());
  }
}

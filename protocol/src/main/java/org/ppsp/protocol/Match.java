package org.ppsp.protocol;

import java.util.Locale;

/// How a candidate's property is held against the value an asker requires (specification, section
/// 6).
public enum Match {
  /// The candidate has at least the value.
  MIN,
  /// The candidate has at most the value.
  MAX,
  /// The candidate has the same value; text is compared without regard to case.
  EQUAL,
  /// Candidates that fit come first; none is left out.
  PREFER,
  /// The two NAT abilities go together. The default of `NAT`, never written as an attribute.
  COMPATIBLE;

  private final String text = name().toLowerCase(Locale.ROOT);

  /// The word on the wire, in lower case.
  public String text() {
    return text;
  }
}

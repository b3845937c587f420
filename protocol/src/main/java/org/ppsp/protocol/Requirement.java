package org.ppsp.protocol;

/// What an asker requires of the peers it is given (specification, section 6).
///
/// @param property which statistic
/// @param match how it is held against the value
/// @param value the value, of the property's kind
public record Requirement(Property property, Match match, String value) {
  /// Checks that the three go together.
  ///
  /// @throws IllegalArgumentException if they do not
  public Requirement {
    if (property.kind() == Property.Kind.REPORT) {
      throw new IllegalArgumentException(property + " can be reported, not required");
    }
    property.check(value);
    boolean ordered = match == Match.MIN || match == Match.MAX;
    if (ordered && Stat.number(value) < 0) {
      throw new IllegalArgumentException(
          "match=\"" + match.text() + "\" needs a number, and " + property + " is none here");
    }
    if (match == Match.COMPATIBLE && property.kind() != Property.Kind.NAT) {
      throw new IllegalArgumentException("only NAT is matched by compatibility");
    }
  }

  /// A requirement that is matched by the property's default.
  public static Requirement of(Property property, String value) {
    return new Requirement(property, property.defaultMatch(), value);
  }
}

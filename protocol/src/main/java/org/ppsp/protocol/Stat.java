package org.ppsp.protocol;

/// A statistic that a peer tells of itself.
///
/// @param property which
/// @param value its value, 1 to 4,096 characters, of the property's kind
public record Stat(Property property, String value) {
  /// The most characters a value may have.
  public static final int MAX_LENGTH = 4096;

  /// Checks the value.
  ///
  /// @throws IllegalArgumentException if it is not of the property's kind
  public Stat {
    property.check(value);
  }

  /// A statistic by the name of its property.
  public static Stat of(String property, Object value) {
    return new Stat(Property.of(property), value.toString());
  }

  /// Reads a number as statistics have them.
  ///
  /// @return -1 if the text is not a decimal number from 0 to 9,223,372,036,854,775,807
  public static long number(String text) {
    int length = text.length();
    if (length == 0 || length > 19) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number < 0 ? -1 : number; // 19 digits can pass Long.MAX_VALUE once, into the negative
  }
}

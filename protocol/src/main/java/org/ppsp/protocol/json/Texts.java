package org.ppsp.protocol.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Stat;

/// Makes values of texts. Every method throws IllegalArgumentException with a message for the
/// sender if a text is not valid.
final class Texts {
  private Texts() {}

  /// The text of a member that must be there.
  static String needed(@Nullable String text, String object, String name) {
    if (text == null) {
      throw new IllegalArgumentException(object + ": the member " + name + " is missing");
    }
    return text;
  }

  /// A number from 0 on; one that is too large for an int is as large as one can be.
  static int count(String name, String text) {
    long number = Stat.number(text);
    if (number < 0) {
      throw new IllegalArgumentException(name + " must be a whole number from 0 on");
    }
    return (int) Math.min(number, Integer.MAX_VALUE);
  }

  /// A value by its name, in any case.
  static <T extends Enum<T>> T oneOf(Class<T> type, String name, String text) {
    T[] values = type.getEnumConstants();
    for (T value : values) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(name + " must be one of " + Arrays.toString(values));
  }
}

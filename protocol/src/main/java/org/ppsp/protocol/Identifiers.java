package org.ppsp.protocol;

import java.util.Locale;

/// The rules that every identifier and text of the protocol shares.
final class Identifiers {
  private Identifiers() {}

  /// Checks an identifier: `1..max` characters, none of them white space or a control character.
  static String word(String element, String value, int max) {
    if (isPlain(value) && value.length() <= max) {
      return value;
    }
    text(element, value, max);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == 0x7f || (c >= 0x80 && isSpaceOrControl(c))) {
        throw new IllegalArgumentException(
            element + " must not hold white space or control characters");
      }
    }
    return value;
  }

  /// Whether it holds nothing but visible ASCII characters, as almost all identifiers do.
  private static boolean isPlain(String value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return length > 0;
  }

  /// Checks a text: `1..max` characters that both encodings can carry, no space at either end.
  static String text(String element, String value, int max) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(element + " is empty");
    }
    if (value.length() > max && value.codePointCount(0, value.length()) > max) {
      throw new IllegalArgumentException(element + " is longer than " + max + " characters");
    }
    if (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1))) {
      throw new IllegalArgumentException(element + " begins or ends with white space");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c >= ' ' && c < 0xd800) || isBlank(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (c < 0xe000 || c > 0xfffd) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s holds a character that XML cannot carry: U+%04X",
                element,
                (int) c));
      }
    }
    return value;
  }

  /// White space as XML knows it.
  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isSpaceOrControl(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }
}

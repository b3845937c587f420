package org.ppsp.protocol.xml;

import java.nio.charset.StandardCharsets;

/// Turns texts and attributes as they stand in a document into what they mean. All of it was
/// checked by [XmlScanner] before.
final class XmlText {
  private XmlText() {}

  /// What a text means: references replaced, line ends made one.
  static String text(byte[] bytes, int from, int to) {
    return decode(bytes, from, to, true, false);
  }

  /// What a CDATA section means: line ends made one.
  static String cdata(byte[] bytes, int from, int to) {
    return decode(bytes, from, to, false, false);
  }

  /// What an attribute's value means: references replaced, other white space made spaces.
  static String attribute(byte[] bytes, int from, int to) {
    return decode(bytes, from, to, true, true);
  }

  private static String decode(
      byte[] bytes, int from, int to, boolean references, boolean attribute) {
    byte[] out = new byte[to - from]; // no reference is shorter than its character
    int size = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '&' && references) {
        int semicolon = i + 1;
        while (bytes[semicolon] != ';') {
          semicolon++;
        }
        size = XmlChars.encode(reference(bytes, i, semicolon), out, size);
        i = semicolon;
      } else if (b == '\r') {
        out[size++] = (byte) (attribute ? ' ' : '\n');
        if (i + 1 < to && bytes[i + 1] == '\n') {
          i++;
        }
      } else {
        out[size++] = attribute && (b == '\n' || b == '\t') ? (byte) ' ' : b;
      }
    }
    return new String(out, 0, size, StandardCharsets.UTF_8);
  }

  /// The character that a reference stands for.
  ///
  /// @param from where the `&` is
  /// @param semicolon where the `;` is
  /// @return -1 if it is no character of XML and no predefined entity
  static int reference(byte[] bytes, int from, int semicolon) {
    if (bytes[from + 1] == '#') {
      return number(bytes, from + 2, semicolon);
    }
    return switch (new String(bytes, from + 1, semicolon - from - 1, StandardCharsets.UTF_8)) {
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      default -> -1;
    };
  }

  private static int number(byte[] bytes, int from, int to) {
    boolean hexadecimal = from < to && bytes[from] == 'x';
    int radix = hexadecimal ? 16 : 10;
    int i = hexadecimal ? from + 1 : from;
    int c = i < to ? 0 : -1;
    for (; i < to; i++) {
      int digit = Character.digit(bytes[i], radix);
      if (digit < 0) {
        return -1;
      }
      c = Math.min(c * radix + digit, 0x11_0000);
    }
    return c >= 0 && XmlChars.isLegal(c) ? c : -1;
  }

  /// Takes the white space of XML away from both ends.
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}

package org.ppsp.cli.log;

import java.util.HexFormat;
import java.util.function.IntFunction;

/// Keeps what strangers sent within its line, and from what a terminal would obey.
public final class Escape {
  private Escape() {}

  /// The text with everything escaped that ends a line, controls a terminal or cannot be seen:
  /// `\n`, `\u001b`, `\u202e`.
  public static String line(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return escaped(text);
      }
    }
    return text;
  }

  /// JSON with the same escaped, but for the ends of its lines; it means what it meant.
  public static String json(String text) {
    return escaped(text, "\n", Escape::units);
  }

  /// XML with the same as character references, but for the ends of its lines; it means what it
  /// meant.
  public static String xml(String text) {
    return escaped(text, "\n\t", c -> "&#x" + Integer.toHexString(c) + ";");
  }

  private static String escaped(String text, String kept, IntFunction<String> escape) {
    if (text.codePoints().allMatch(c -> isVisible(c) || kept.indexOf(c) >= 0)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isVisible(c) || kept.indexOf(c) >= 0) {
                out.appendCodePoint(c);
              } else {
                out.append(escape.apply(c));
              }
            });
    return out.toString();
  }

  private static String units(int c) {
    StringBuilder out = new StringBuilder();
    for (char unit : Character.toChars(c)) {
      out.append("\\u").append(HexFormat.of().toHexDigits(unit));
    }
    return out.toString();
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (isVisible(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(units(c));
                  }
                }
              }
            });
    return out.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

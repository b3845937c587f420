package org.ppsp.server.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Divides the value of a header at commas or semicolons. Those within a quoted string are part of
/// it (RFC 9110, section 5.6.4).
public final class HeaderParts {
  private HeaderParts() {}

  /// The parts, without the blanks around them; empty ones are left out.
  ///
  /// @param most parts that are returned; the rest is not looked at
  /// @return null if a quoted string does not end
  public static @Nullable List<String> of(String value, char separator, int most) {
    List<String> parts = new ArrayList<>(4);
    boolean isQuoted = false;
    int start = 0;
    for (int at = 0; at <= value.length() && parts.size() < most; at++) {
      if (at == value.length() || !isQuoted && value.charAt(at) == separator) {
        String part = value.substring(start, at).strip();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        start = at + 1;
      } else if (value.charAt(at) == '"') {
        isQuoted = !isQuoted;
      } else if (isQuoted && value.charAt(at) == '\\' && ++at == value.length()) {
        return null;
      }
    }
    return isQuoted ? null : parts;
  }

  /// The value of a parameter, whether it is quoted or not.
  static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }
}

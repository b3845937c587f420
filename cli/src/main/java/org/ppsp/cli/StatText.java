package org.ppsp.cli;

import org.ppsp.protocol.Match;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;

/// A Stat on the command line: `NAME=VALUE`, in a requirement `MATCH:NAME=VALUE` where the match is
/// not that of the property.
final class StatText {
  private StatText() {}

  /// Reads a statistic.
  ///
  /// @throws IllegalArgumentException if the text is none
  static Stat stat(String text) {
    int equals = equals(text, text);
    return Stat.of(text.substring(0, equals), text.substring(equals + 1));
  }

  /// Reads a requirement.
  ///
  /// @throws IllegalArgumentException if the text is none
  static Requirement requirement(String text) {
    for (Match match : Match.values()) {
      if (match != Match.COMPATIBLE && text.startsWith(match.text() + ":")) {
        String rest = text.substring(match.text().length() + 1);
        int equals = equals(rest, text);
        Property property = Property.of(rest.substring(0, equals));
        return new Requirement(property, match, rest.substring(equals + 1));
      }
    }
    int equals = equals(text, text);
    return Requirement.of(Property.of(text.substring(0, equals)), text.substring(equals + 1));
  }

  private static int equals(String stat, String text) {
    int equals = stat.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "'" + text + "' must be NAME=VALUE, such as UploadBandwidth=8000");
    }
    return equals;
  }

  /// The form that is read.
  static String text(Stat stat) {
    return stat.property() + "=" + stat.value();
  }
}

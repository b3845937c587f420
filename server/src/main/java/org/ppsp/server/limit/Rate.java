package org.ppsp.server.limit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// So many in a second or minute: `20/s`, `600/m`.
///
/// @param count from 1 to 1,000,000
/// @param seconds 1 or 60
public record Rate(long count, int seconds) {
  private static final long MOST = 1_000_000;
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})/([sm])");

  /// Checks the ranges.
  public Rate {
    if (count < 1 || count > MOST || seconds != 1 && seconds != 60) {
      throw new IllegalArgumentException(count + " in " + seconds + " s is no rate");
    }
  }

  /// Reads a rate.
  ///
  /// @throws IllegalArgumentException if the text is none
  public static Rate parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("a rate is a number and /s or /m, such as 20/s");
    }
    return new Rate(Long.parseLong(parts.group(1)), parts.group(2).equals("s") ? 1 : 60);
  }

  /// The text that [#parse] reads.
  @Override
  public String toString() {
    return count + (seconds == 1 ? "/s" : "/m");
  }
}

package org.ppsp.protocol;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// When a membership is to end: so many seconds from now, or at a time (specification, section 3).
public sealed interface ExpireTime {
  /// The longest text that is read.
  int MAX_LENGTH = 40;

  /// Seconds from the receipt of the request.
  ///
  /// @param seconds 0 to 9,223,372,036,854,775,807, which any larger number is read as; the tracker
  ///   caps it
  record After(long seconds) implements ExpireTime {
    /// Checks the range.
    public After {
      if (seconds < 0) {
        throw new IllegalArgumentException("ExpireTime must not be negative");
      }
    }

    @Override
    public String toString() {
      return Long.toString(seconds);
    }
  }

  /// A time.
  ///
  /// @param time UTC, years 0 to 9999
  record At(Instant time) implements ExpireTime {
    /// Checks the range.
    public At {
      if (time.isBefore(Formats.FIRST) || !time.isBefore(Formats.BEHIND_LAST)) {
        throw new IllegalArgumentException("ExpireTime must be in the years 0 to 9999");
      }
    }

    @Override
    public String toString() {
      return time.toString();
    }
  }

  private static boolean isDecimal(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// Reads decimal seconds, or a UTC time of ISO 8601 in the extended form `2026-05-01T12:30:00.5Z`
  /// or the basic one `20260501T123000Z`.
  ///
  /// @throws IllegalArgumentException if it is neither
  static ExpireTime parse(String text) {
    if (isDecimal(text)) {
      long seconds = Stat.number(text);
      return new After(seconds >= 0 ? seconds : Long.MAX_VALUE); // the tracker caps it anyway
    }
    if (text.length() <= MAX_LENGTH) {
      for (DateTimeFormatter format : Formats.ALL) {
        try {
          return new At(LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
          // not of this form
        }
      }
    }
    throw new IllegalArgumentException(
        "ExpireTime must be seconds or a UTC time such as 2026-05-01T12:30:00Z");
  }
}

/// The two forms of ISO 8601 that are read, and the times they can name.
final class Formats {
  static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  static final Instant BEHIND_LAST = Instant.parse("+10000-01-01T00:00:00Z");
  static final DateTimeFormatter[] ALL = {format("-", ":"), format("", "")};

  private Formats() {}

  private static DateTimeFormatter format(String dash, String colon) {
    return new DateTimeFormatterBuilder()
        .appendValue(ChronoField.YEAR, 4, 4, SignStyle.NEVER)
        .appendLiteral(dash)
        .appendValue(ChronoField.MONTH_OF_YEAR, 2)
        .appendLiteral(dash)
        .appendValue(ChronoField.DAY_OF_MONTH, 2)
        .appendLiteral('T')
        .appendValue(ChronoField.HOUR_OF_DAY, 2)
        .appendLiteral(colon)
        .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
        .appendLiteral(colon)
        .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
        .appendLiteral('Z')
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}

package org.ppsp.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Stat;

/// The HTTP header `Retry-After` (RFC 9110, section 10.2.3).
final class RetryAfter {
  static final String HEADER = "Retry-After";

  /// No tracker may send a peer away for longer than a day; also keeps arithmetic from overflow.
  private static final Duration MOST = Duration.ofDays(1);

  private RetryAfter() {}

  /// Reads seconds or a date.
  ///
  /// @return zero to a day; null if the text is neither
  static @Nullable Duration parse(String text, Instant now) {
    String value = text.strip();
    long seconds = Stat.number(value);
    if (seconds >= 0) {
      return Duration.ofSeconds(Math.min(seconds, MOST.toSeconds()));
    }
    try {
      DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
      Duration wait = Duration.between(now, ZonedDateTime.parse(value, format).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait.compareTo(MOST) > 0 ? MOST : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}

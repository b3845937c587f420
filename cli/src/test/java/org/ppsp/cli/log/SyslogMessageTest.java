package org.ppsp.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages as RFC 5424 has them.
class SyslogMessageTest {
  private static final long NOON = Instant.parse("2026-05-01T12:00:00.120Z").toEpochMilli();

  private static String message(String host, int most, Level level, String logger, String text) {
    return new String(new SyslogMessage(host, 17, most).bytes(NOON, level, logger, text), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"ERROR, 27", "WARN, 28", "INFO, 30", "DEBUG, 31", "TRACE, 31"})
  void message_hasFacilityDaemon_andTheSeverityOfItsLevel(String level, int priority) {
    assertThat(message("host", 999, Level.toLevel(level), "Server", "tracker listens"))
        .isEqualTo(
            "<%s>1 2026-05-01T12:00:00.120Z host ppsp 17 Server - tracker listens"
                .formatted(priority));
  }

  @Test
  void header_isVisibleAscii_andShort() {
    assertThat(message("a hö\nst", 999, Level.INFO, "", "x")).contains(" a?h??st ppsp 17 - - x");
    assertThat(message("h".repeat(300), 999, Level.INFO, "l".repeat(99), "x"))
        .contains(" " + "h".repeat(255) + " ppsp 17 " + "l".repeat(32) + " - x");
  }

  @Test
  void longMessage_isCutBetweenCharacters() {
    String whole = message("host", 999, Level.INFO, "Server", "äöü");
    int length = whole.getBytes(UTF_8).length;
    for (int most = length - 6; most <= length; most++) {
      String cut = message("host", most, Level.INFO, "Server", "äöü");
      assertThat(whole).startsWith(cut);
      assertThat(cut.getBytes(UTF_8).length).isBetween(most - 1, most);
    }
  }
}

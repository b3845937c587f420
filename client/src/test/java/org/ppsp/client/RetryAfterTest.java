package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static Duration parse(String text) {
    return RetryAfter.parse(text, FakeTime.START);
  }

  @Test
  void parse_readsSecondsAndDates() {
    assertThat(parse("0")).isZero();
    assertThat(parse(" 120 ")).isEqualTo(Duration.ofMinutes(2));
    assertThat(parse("Fri, 01 May 2026 12:01:00 GMT")).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void parse_ofThePast_isZero() {
    assertThat(parse("Fri, 01 May 2026 11:00:00 GMT")).isZero();
  }

  @Test
  void parse_isAtMostADay() {
    assertThat(parse("9223372036854775807")).isEqualTo(Duration.ofDays(1));
    assertThat(parse("Sat, 01 May 2027 12:00:00 GMT")).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void parse_ofAnythingElse_isNull() {
    assertThat(parse("")).isNull();
    assertThat(parse("soon")).isNull();
    assertThat(parse("-5")).isNull();
    assertThat(parse("Fri, 31 Feb 2026 12:00:00 GMT")).isNull();
  }
}

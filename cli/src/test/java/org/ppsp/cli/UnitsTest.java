package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "1500000000, 1.5 GB",
    "9223372036854775807, 9.2 EB",
    "-5, -5 B"
  })
  void bytes_areRoundedToTheirUnit(long bytes, String text) {
    assertThat(Units.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 m",
    "3599, 59 m 59 s",
    "3600, 1 h",
    "3659, 1 h",
    "3660, 1 h 1 m",
    "86400, 1 d",
    "183600, 2 d 3 h"
  })
  void span_hasTheTwoLargestUnits(long seconds, String text) {
    assertThat(Units.span(seconds)).isEqualTo(text);
  }

  @Test
  void delay_andPercent() {
    assertThat(Units.delay(0)).isEqualTo("0 us");
    assertThat(Units.delay(0.0005)).isEqualTo("500 us");
    assertThat(Units.delay(0.25)).isEqualTo("250.0 ms");
    assertThat(Units.delay(12.345)).isEqualTo("12.35 s");
    assertThat(Units.percent(0.9949)).isEqualTo("99.5 %");
  }
}

package org.ppsp.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @ValueSource(strings = {"1/s", "20/s", "600/m", "1000000/s"})
  void text_isReadAndWritten(String text) {
    assertThat(Rate.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0/s", "1", "1/h", "/s", "-1/s", "1.5/s", "1000001/s", "01/s", "1 /s"})
  void whatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherTimes_areNone() {
    assertThatThrownBy(() -> new Rate(1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}

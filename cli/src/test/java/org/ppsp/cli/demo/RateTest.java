package org.ppsp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void rate_isThatOfTheLastSeconds() {
    Rate rate = new Rate();
    assertThat(rate.add(0, 0)).isZero();
    assertThat(rate.add(1000, 50)).isEqualTo(50);
    assertThat(rate.add(2000, 150)).isEqualTo(75);
    for (long second = 3; second < 20; second++) {
      rate.add(second * 1000, 150);
    }
    assertThat(rate.add(20_000, 150)).isZero();
  }
}

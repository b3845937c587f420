package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockTest {
  private static final long TICK = 100_000_000L;
  private long nanos = Long.MIN_VALUE + 5;
  private final Clock clock = new Clock(() -> nanos);

  @Test
  void now_countsTenthsOfASecond() {
    long start = nanos;
    assertThat(clock.now()).isZero();
    nanos = start + TICK - 1;
    assertThat(clock.now()).isZero();
    nanos = start + TICK;
    assertThat(clock.now()).isEqualTo(1);
  }

  /// Neither early nor later than the next tick, wherever in a tick it begins.
  @Test
  void after_isTheFirstTickThatIsNotEarly() {
    Random random = new Random(1);
    long start = nanos;
    for (int i = 0; i < 10_000; i++) {
      long passed = random.nextLong(1_000_000_000_000L);
      long time = random.nextLong(1_000_000_000_000L);
      nanos = start + passed;
      int after = clock.after(Duration.ofNanos(time));
      assertThat(after * TICK).isGreaterThanOrEqualTo(passed + time);
      assertThat((after - 1) * TICK).isLessThan(passed + time);
      nanos = start + after * TICK;
      assertThat(clock.now()).isEqualTo(after);
    }
  }

  @Test
  void after_isNotEarlyByPartsOfAMillisecond() {
    assertThat(clock.after(Duration.ofMillis(100).plusNanos(1))).isEqualTo(2);
  }

  @Test
  void after_endsWhereTheClockEnds() {
    assertThat(clock.after(Duration.ofDays(365 * 20))).isEqualTo(Integer.MAX_VALUE);
  }
}

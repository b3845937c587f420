package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyTickerTest {
  /// Close to where it overflows, as `System::nanoTime` may be.
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_500_000_000);

  private final SteadyTicker ticker = new SteadyTicker(time::get);
  private final long begun = ticker.nanos();

  private void pass(long millis) {
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - begun);
  }

  @Test
  void beforeTheFirstBeat_itIsTheSourcesTime() {
    pass(60_000);
    assertThat(millis()).isEqualTo(60_000);
    ticker.beat();
    assertThat(millis()).isEqualTo(60_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 999, 1_000})
  void beatsOfABusyMachine_changeNothing(long late) {
    ticker.beat();
    for (int i = 1; i <= 50; i++) {
      pass(late);
      assertThat(millis()).isEqualTo(i * late);
      ticker.beat();
      assertThat(millis()).isEqualTo(i * late);
    }
  }

  @Test
  void pause_takesASecond_whoeverWakesFirst() {
    ticker.beat();
    pass(100);
    ticker.beat();
    pass(3_600_000);
    assertThat(millis()).isEqualTo(1_100);
    pass(5);
    assertThat(millis()).isEqualTo(1_100);
    ticker.beat();
    assertThat(millis()).isEqualTo(1_100);
    pass(100);
    assertThat(millis()).isEqualTo(1_200);
    ticker.beat();
    pass(7_000);
    ticker.beat();
    pass(50);
    assertThat(millis()).isEqualTo(2_250);
  }
}

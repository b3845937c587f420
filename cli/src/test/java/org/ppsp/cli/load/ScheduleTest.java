package org.ppsp.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void arrivals_areEven_andEndInTime() {
    Schedule schedule = new Schedule(4, 100, 100 + SECOND);
    assertThat(schedule.isDue(99)).isFalse();
    for (int i = 0; i < 4; i++) {
      assertThat(schedule.next()).isEqualTo(100 + i * SECOND / 4);
      assertThat(schedule.isDue(schedule.next() - 1)).isFalse();
      assertThat(schedule.isDue(schedule.next())).isTrue();
      assertThat(schedule.take()).isEqualTo(100 + i * SECOND / 4);
    }
    assertThat(schedule.next()).isEqualTo(Long.MAX_VALUE);
    assertThat(schedule.isDue(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void backlog_isWhatIsDueAndNotTaken_howeverLongNobodyTook() {
    Schedule schedule = new Schedule(1000, 0, 10 * SECOND);
    assertThat(schedule.backlog(-1)).isZero();
    assertThat(schedule.backlog(0)).isEqualTo(1);
    assertThat(schedule.offered(SECOND)).isEqualTo(1001);
    assertThat(schedule.take()).isZero();
    assertThat(schedule.backlog(SECOND)).isEqualTo(1000);
    assertThat(schedule.offered(20 * SECOND)).isEqualTo(10_000);
    assertThat(schedule.backlog(20 * SECOND)).isEqualTo(9999);
    assertThat(schedule.take()).isEqualTo(SECOND / 1000);
  }

  @Test
  void timesDoNotDrift_andTheClockMayBeNegative() {
    Schedule schedule = new Schedule(3, -5 * SECOND, 95 * SECOND);
    long last = 0;
    for (int i = 0; i < 300; i++) {
      last = schedule.take();
    }
    assertThat(last).isEqualTo(-5 * SECOND + 299 * SECOND / 3);
    assertThat(schedule.next()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void rateOfZero_isNever() {
    Schedule never = new Schedule(0, 0, SECOND);
    assertThat(never.next()).isEqualTo(Long.MAX_VALUE);
    assertThat(never.isDue(SECOND)).isFalse();
    assertThat(never.backlog(SECOND)).isZero();
  }
}

package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffProperties {
  @Property(seed = "20261122")
  void delay_isBetweenHalfAndAllOfTheDoubledFirst(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 4) long first,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 4) long more,
      @ForAll @IntRange(min = 0, max = 100) int failures,
      @ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofNanos(first), Duration.ofNanos(first + more));
    double whole = Math.min((double) (first + more), (double) first * Math.pow(2, failures));
    double delay =
        (double) backoff.delay(failures, new Jitter(new SplittableRandom(seed))).toNanos();
    assertThat(delay).isBetween(Math.floor(whole / 2 * (1 - 1e-9)), whole * (1 + 1e-9));
  }
}

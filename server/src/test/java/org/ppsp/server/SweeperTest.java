package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweeperTest {
  @Test
  void steps_goOn_afterOneFailed_withABudgetThatGrowsWithTheTable() throws Exception {
    BlockingQueue<Integer> budgets = new LinkedBlockingQueue<>();
    int[] sessions = {10, 3_000_000};
    try (Sweeper sweeper =
        new Sweeper(
            () -> sessions[Math.min(budgets.size(), 1)],
            budget -> {
              budgets.add(budget);
              throw new IllegalStateException("a step failed");
            },
            1)) {
      assertThat(sweeper).isNotNull();
      assertThat(budgets.poll(10, TimeUnit.SECONDS)).isEqualTo(1000);
      while (!Integer.valueOf(10_000).equals(budgets.poll(10, TimeUnit.SECONDS))) {}
    }
  }
}

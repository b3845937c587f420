package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WalkTest {
  private final SplittableRandom random = new SplittableRandom(1);

  private void checkEachOnce(int size) {
    Walk walk = new Walk(size, random);
    BitSet seen = new BitSet(size);
    for (int i = 0; i < size; i++) {
      int at = walk.next();
      if (at < 0 || at >= size || seen.get(at)) {
        throw new AssertionError("step %s of %s: %s".formatted(i, size, at));
      }
      seen.set(at);
    }
    assertThat(walk.next()).isEqualTo(-1);
    assertThat(walk.next()).isEqualTo(-1);
  }

  @Test
  void next_eachPositionOnce() {
    for (int size = 0; size <= 3000; size++) {
      checkEachOnce(size);
    }
  }

  @Test
  void next_eachPositionOnce_inLargeArrays() {
    for (int size : new int[] {65_535, 65_536, 65_537, 1_000_003, 2_097_153}) {
      checkEachOnce(size);
    }
  }

  @Test
  void next_everyPositionIsEquallyLikely_atEveryStep() {
    for (int size : new int[] {2, 37, 1023, 1024, 2001}) {
      int steps = Math.min(size, 20);
      int[][] counts = new int[steps][size];
      for (int run = 0; run < 50 * size; run++) {
        Walk walk = new Walk(size, random);
        for (int step = 0; step < steps; step++) {
          counts[step][walk.next()]++;
        }
      }
      for (int[] atStep : counts) {
        assertThat(ChiSquare.of(atStep)).isLessThan(ChiSquare.bound(size));
      }
    }
  }

  /// Those who stand side by side are not all handed out together: the candidates of a list of 30.
  @Test
  void next_aListComesFromSeveralPlaces() {
    for (int run = 0; run < 1000; run++) {
      Walk walk = new Walk(1_000_000, random);
      int jumps = 0;
      int last = walk.next();
      for (int i = 1; i < 45; i++) {
        int at = walk.next();
        jumps += Math.abs(at - last) == 1 ? 0 : 1;
        last = at;
      }
      assertThat(jumps).isGreaterThanOrEqualTo(2);
    }
  }
}

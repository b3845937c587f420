package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlaceArrayTest {
  private static final class Someone extends Place {
    private final int number;

    Someone(int number) {
      this.number = number;
    }

    @Override
    Membership member() {
      throw new UnsupportedOperationException();
    }
  }

  private final PlaceArray array = new PlaceArray();
  private final List<Someone> model = new ArrayList<>();
  private final Random random = new Random(1);

  private void add(Someone someone, int at) {
    array.add(someone, at);
    int position = Integer.remainderUnsigned(at, model.size() + 1);
    if (position == model.size()) {
      model.add(someone);
    } else {
      model.add(model.set(position, someone));
    }
  }

  private void remove(Someone someone) {
    array.remove(someone);
    int position = model.indexOf(someone);
    Someone last = model.removeLast();
    if (position < model.size()) {
      model.set(position, last);
    }
    assertThat(someone.index).isEqualTo(-1);
  }

  private void checkAll() {
    assertThat(array.size()).isEqualTo(model.size());
    for (int i = 0; i < model.size(); i++) {
      assertThat(array.get(i)).isSameAs(model.get(i));
      assertThat(model.get(i).index).isEqualTo(i);
    }
    for (int i = model.size(); i < model.size() + 3000; i++) {
      assertThat(array.get(i)).isNull();
    }
  }

  /// Up and down over the borders of several segments, and to nothing.
  @Test
  void addAndRemove_likeAList() {
    int[] goals = {3, 0, 1, 0, 40, 7, 1023, 1024, 1025, 1024, 1023, 3100, 2040, 2060, 500, 1030, 0};
    int number = 0;
    for (int goal : goals) {
      while (model.size() != goal) {
        boolean towards = random.nextInt(4) > 0;
        boolean grow = model.size() < goal == towards || model.isEmpty();
        if (grow) {
          add(new Someone(number++), random.nextInt());
        } else {
          remove(model.get(random.nextInt(model.size())));
        }
      }
      checkAll();
    }
  }

  @Test
  void addAndRemove_atTheBorderOfASegment() {
    for (int i = 0; i < 1024; i++) {
      add(new Someone(i), i);
    }
    for (int i = 0; i < 3000; i++) {
      add(new Someone(i), random.nextInt());
      remove(model.get(random.nextInt(model.size())));
    }
    checkAll();
  }

  @Test
  void version_changesWithEveryMove() {
    int before = array.version();
    Someone one = new Someone(1);
    add(one, 0);
    int between = array.version();
    remove(one);
    assertThat(between).isNotEqualTo(before);
    assertThat(array.version()).isNotEqualTo(between);
  }

  @Test
  void everyOrder_isEquallyLikely() {
    Map<List<Integer>, Integer> seen = new HashMap<>();
    int runs = 48_000;
    for (int run = 0; run < runs; run++) {
      PlaceArray fresh = new PlaceArray();
      Someone[] all = new Someone[7];
      for (int i = 0; i < all.length; i++) {
        all[i] = new Someone(i);
        fresh.add(all[i], random.nextInt());
      }
      // those that came first, last and in between go
      fresh.remove(all[0]);
      fresh.remove(all[6]);
      fresh.remove(all[3]);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        order.add(((Someone) fresh.get(i)).number);
      }
      seen.merge(order, 1, Integer::sum);
    }
    assertThat(seen).hasSize(24);
    assertThat(ChiSquare.of(seen.values().stream().mapToInt(i -> i).toArray()))
        .isLessThan(ChiSquare.bound(24));
  }
}

package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;

class ChunkMapProperties {
  private static ChunkMap.Holder leech(String name, String chunks) {
    return new ChunkMap.Holder(new PeerId(name), PeerMode.LEECH, ChunkSet.parse(chunks, 1000));
  }

  /// As many chunks in the columns as there are, each where it belongs, by counting one by one.
  @Property
  void columns_addUpToWhatIsHeld(
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 500) Long> numbers,
      @ForAll @LongRange(min = 0, max = 60) long length,
      @ForAll @LongRange(min = 0, max = 0xffff_f000L) long shift,
      @ForAll @IntRange(min = 1, max = 400) int columns) {
    List<ChunkMap.Holder> holders = new ArrayList<>();
    for (long number : numbers) {
      long first = number + shift;
      holders.add(
          new ChunkMap.Holder(
              new PeerId("p"), PeerMode.LEECH, ChunkSet.range(first, first + length)));
    }
    ChunkMap map = ChunkMap.of(holders, columns, 3);
    long span = map.last() - map.first() + 1;
    int count = map.columns().size();
    assertThat(count).isEqualTo((int) Math.min(columns, span));
    double[] held = new double[count];
    int[] width = new int[count];
    for (long chunk = map.first(); chunk <= map.last(); chunk++) {
      int column = (int) ((chunk - map.first()) * count / span);
      width[column]++;
      for (long number : numbers) {
        held[column] += chunk >= number + shift && chunk <= number + shift + length ? 1 : 0;
      }
    }
    for (int i = 0; i < count; i++) {
      assertThat(map.columns().get(i)).isCloseTo(held[i] / width[i], within(1e-6));
    }
    for (ChunkMap.Row row : map.rows()) {
      assertThat(row.columns()).hasSize(count).allMatch(part -> part >= 0 && part <= 1 + 1e-9);
    }
  }

  @Test
  void seeders_holdAll_andTokensAreCounted() {
    ChunkMap map =
        ChunkMap.of(
            List.of(
                new ChunkMap.Holder(new PeerId("s"), PeerMode.SEEDER, ChunkSet.EMPTY),
                leech("a", "0-1 intro"),
                leech("b", "1 intro outro")),
            10,
            2);
    assertThat(map.first()).isZero();
    assertThat(map.last()).isEqualTo(1);
    assertThat(map.seeders()).isEqualTo(1);
    assertThat(map.looked()).isEqualTo(3);
    assertThat(map.columns()).containsExactly(1.0, 2.0);
    assertThat(map.rows())
        .containsExactly(
            new ChunkMap.Row(new PeerId("s"), PeerMode.SEEDER, List.of(1.0, 1.0)),
            new ChunkMap.Row(new PeerId("a"), PeerMode.LEECH, List.of(1.0, 1.0)));
    assertThat(map.tokens())
        .containsExactly(new ChunkMap.Token("intro", 2), new ChunkMap.Token("outro", 1));
  }

  @Test
  void nothingNumbered_hasNoColumns() {
    ChunkMap map = ChunkMap.of(List.of(leech("a", "intro")), 10, 2);
    assertThat(map.first()).isEqualTo(-1);
    assertThat(map.columns()).isEmpty();
    assertThat(map.rows())
        .containsExactly(new ChunkMap.Row(new PeerId("a"), PeerMode.LEECH, List.of()));
    assertThat(ChunkMap.of(List.of(), 10, 2).looked()).isZero();
  }
}

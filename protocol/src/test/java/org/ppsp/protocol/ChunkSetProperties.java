package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Chunk sets against plain sets of numbers.
class ChunkSetProperties {
  private static final int LARGEST = 60;

  @Provide
  Arbitrary<String> lists() {
    Arbitrary<String> range =
        Combinators.combine(
                Arbitraries.integers().between(0, LARGEST), Arbitraries.integers().between(0, 9))
            .as((first, more) -> first + "-" + Math.min(first + more, LARGEST));
    return range.list().ofMaxSize(12).map(entries -> String.join(" ", entries));
  }

  @Provide
  Arbitrary<ChunkSet> chunkSets() {
    return Messages.chunks();
  }

  private static Set<Long> model(String list) {
    Set<Long> model = new TreeSet<>();
    for (String range : list.isEmpty() ? new String[0] : list.split(" ", -1)) {
      String[] ends = range.split("-", -1);
      for (long i = Long.parseLong(ends[0]); i <= Long.parseLong(ends[1]); i++) {
        model.add(i);
      }
    }
    return model;
  }

  private static Set<Long> content(ChunkSet set) {
    Set<Long> content = new TreeSet<>();
    long[] before = {-2};
    set.forEachRange(
        (first, last) -> {
          assertThat(first).isGreaterThan(before[0] + 1).isLessThanOrEqualTo(last);
          before[0] = last;
          for (long i = first; i <= last; i++) {
            content.add(i);
          }
        });
    return content;
  }

  @Property(seed = "20261122")
  void operations_areThoseOfSets(@ForAll("lists") String left, @ForAll("lists") String right) {
    ChunkSet a = ChunkSet.parse(left, 12);
    ChunkSet b = ChunkSet.parse(right, 12);
    Set<Long> union = model(left);
    union.addAll(model(right));
    Set<Long> minus = model(left);
    minus.removeAll(model(right));
    Set<Long> both = model(left);
    both.retainAll(model(right));

    assertThat(content(a)).isEqualTo(model(left));
    assertThat(a.size()).isEqualTo(model(left).size());
    assertThat(content(a.union(b))).isEqualTo(union);
    assertThat(content(a.minus(b))).isEqualTo(minus);
    assertThat(a.overlap(b)).isEqualTo(both.size());
    assertThat(a.intersects(b)).isEqualTo(!both.isEmpty());
    for (long i = 0; i <= LARGEST; i++) {
      assertThat(a.contains(i)).isEqualTo(model(left).contains(i));
    }
  }

  @Property(seed = "20261122", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void text_isReadAsItWasWritten(@ForAll("chunkSets") ChunkSet set) {
    assertThat(ChunkSet.parse(set.toString(), set.entries())).isEqualTo(set);
  }

  @Property(seed = "20261122", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void parts_makeTheWhole(@ForAll("chunkSets") ChunkSet a, @ForAll("chunkSets") ChunkSet b) {
    assertThat(a.minus(b).size() + a.overlap(b)).isEqualTo(a.size());
    assertThat(a.union(b).size()).isEqualTo(a.size() + b.size() - a.overlap(b));
    assertThat(a.minus(b).union(b)).isEqualTo(a.union(b));
    assertThat(a.minus(b).intersects(b)).isFalse();
    assertThat(a.overlap(b)).isEqualTo(b.overlap(a));
  }
}

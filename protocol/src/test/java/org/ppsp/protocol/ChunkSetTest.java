package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSetTest {
  private static ChunkSet set(String text) {
    return ChunkSet.parse(text, 1024);
  }

  private static List<String> ranges(ChunkSet set) {
    List<String> ranges = new ArrayList<>();
    set.forEachRange((first, last) -> ranges.add(first + "-" + last));
    return ranges;
  }

  @Test
  void parse_takesNumbersRangesAndTokens() {
    ChunkSet set = set("\t9 3-5\n intro 7-7 ");

    assertThat(ranges(set)).containsExactly("3-5", "7-7", "9-9");
    assertThat(set.tokens()).containsExactly("intro");
    assertThat(set.size()).isEqualTo(6);
    assertThat(set.entries()).isEqualTo(4);
    assertThat(set).hasToString("3-5 7 9 intro");
  }

  @Test
  void neighboursAndOverlaps_becomeOneRange() {
    assertThat(ranges(set("5 1-2 3 4-9 8-12 14"))).containsExactly("1-12", "14-14");
    assertThat(ranges(set("0-10 2-3"))).containsExactly("0-10");
  }

  @Test
  void ends_areChunksLikeOthers() {
    ChunkSet ends = set("0 4294967295");

    assertThat(ranges(ends)).containsExactly("0-0", "4294967295-4294967295");
    assertThat(ends.contains(0)).isTrue();
    assertThat(ends.contains(1)).isFalse();
    assertThat(ends.contains(4294967295L)).isTrue();
    assertThat(ends.contains(4294967294L)).isFalse();
    assertThat(ends.contains(4294967296L)).isFalse();
    assertThat(ends.contains(-1)).isFalse();
    assertThat(ranges(set("0-4294967295"))).containsExactly("0-4294967295");
    assertThat(set("0-4294967295").size()).isEqualTo(4294967296L);
    assertThat(set("0-4294967295").minus(ends)).isEqualTo(ChunkSet.range(1, 4294967294L));
    assertThat(ends.union(set("1-4294967294"))).isEqualTo(set("0-4294967295"));
  }

  @Test
  void sameChunks_areEqualHoweverWritten() {
    assertThat(set("1 2 3 a b")).isEqualTo(set("b 1-3 a")).hasSameHashCodeAs(set("a b 3 2 1"));
    assertThat(set("1")).isNotEqualTo(set("2")).isNotEqualTo(set("1 a")).isNotEqualTo("1");
    assertThat(set("1 2").minus(set("1-2"))).isSameAs(ChunkSet.EMPTY);
    assertThat(ChunkSet.EMPTY.isEmpty()).isTrue();
    assertThat(set(" \n")).isSameAs(ChunkSet.EMPTY);
  }

  @Test
  void tokens_takePartInAllOperations() {
    ChunkSet left = set("1-4 a b");
    ChunkSet right = set("4-5 b c");

    assertThat(left.union(right)).isEqualTo(set("1-5 a b c"));
    assertThat(left.minus(right)).isEqualTo(set("1-3 a"));
    assertThat(left.overlap(right)).isEqualTo(2);
    assertThat(left.intersects(set("b"))).isTrue();
    assertThat(left.intersects(set("c 5-9"))).isFalse();
    assertThat(left.minus(set("9"))).isEqualTo(left);
  }

  @Test
  void tokens_mayLookNearlyLikeNumbers() {
    assertThat(set("1.5 1;2 2026-05-01T12 ٣").tokens())
        .containsExactly("1.5", "1;2", "2026-05-01T12", "٣");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3", "0-", "-5", "1--2", "1-2-3", "0-9,20", "-", "--", ",", "1,"})
  void digitsCommasAndHyphens_thatAreNoList_areRefusedWithTheCure(String text) {
    for (String list : List.of(text, "0-99 " + text, text + " intro")) {
      assertThatThrownBy(() -> set(list))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("ChunkID '" + text + "' is neither a number nor a range a-b; ")
          .hasMessageContaining("such as '1 2 3'");
    }
    assertThatThrownBy(() -> new ChunkSet.Builder(1).token(text)).hasMessageContaining("1 2 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967296", "5-4", "0-4294967296", "99999999999999999999", "a\u0001b"})
  void invalidEntry_isRefused(String text) {
    assertThatThrownBy(() -> set(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("ChunkID");
  }

  @Test
  void tooManyEntries_areRefused() {
    assertThat(ChunkSet.parse("1 2 x", 3).size()).isEqualTo(3);
    assertThatThrownBy(() -> ChunkSet.parse("1 2 x y", 3))
        .hasMessage("more than 3 ChunkID entries");
    assertThatThrownBy(() -> new ChunkSet.Builder(1).token("12")).hasMessageContaining("number");
  }

  /// A thousand ranges that a bitmap would need seconds for.
  @Test
  void widestRanges_costNoMoreThanOthers() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1024; i++) {
      text.append(i).append('-').append(ChunkSet.MAX_NUMBER - i).append(' ');
    }

    assertThat(ranges(set(text.toString()))).containsExactly("0-4294967295");
  }
}

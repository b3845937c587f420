package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

class StatisticsTest {
  private static Statistics of(Stat... stats) {
    return Statistics.NONE.with(List.of(stats));
  }

  private static long number(Statistics statistics, Property property) {
    return statistics.number(Statistics.slot(property));
  }

  @Test
  void with_keepsTheLatestValues() {
    Statistics first = of(Stat.of("UploadBandwidth", 600), Stat.of("Country", "DE"));
    Statistics second =
        first.with(List.of(Stat.of("UploadBandwidth", 700), Stat.of("StallTime", 0)));
    assertThat(number(second, Property.UPLOAD_BANDWIDTH)).isEqualTo(700);
    assertThat(number(second, Property.STALL_TIME)).isZero();
    assertThat(second.text(Property.COUNTRY)).isEqualTo("DE");
    assertThat(second.with(List.of(Stat.of("Country", "AT"))).text(Property.COUNTRY))
        .isEqualTo("AT");
    assertThat(number(first, Property.UPLOAD_BANDWIDTH)).isEqualTo(600);
    assertThat(second.texts()).isEqualTo(1);
  }

  @Test
  void nothingReported_isNothing() {
    assertThat(number(Statistics.NONE, Property.UPLOAD_BANDWIDTH)).isEqualTo(-1);
    assertThat(Statistics.NONE.text(Property.COUNTRY)).isNull();
    assertThat(Statistics.NONE.list(List.of())).isEmpty();
    assertThat(Statistics.NONE.with(List.of())).isSameAs(Statistics.NONE);
    assertThat(number(of(Stat.of("StallTime", 1)), Property.UPLOAD_BANDWIDTH)).isEqualTo(-1);
  }

  /// What is not charged must take no more memory.
  @Test
  void haveRoomFor_isTrueOnlyIfTheyTakeNoMoreMemory() {
    Statistics texts = of(Stat.of("Country", "DE"));
    Statistics numbers = of(Stat.of("UploadBandwidth", 600), Stat.of("Country", "DE"));
    List<Stat> newer = List.of(Stat.of("UploadedBytes", 5), Stat.of("NAT", "STUN"));
    assertThat(numbers.haveRoomFor(newer)).isTrue();
    assertThat(numbers.with(newer).memory()).isEqualTo(numbers.memory());
    assertThat(texts.haveRoomFor(newer)).isFalse();
    assertThat(numbers.haveRoomFor(List.of(Stat.of("Country", "FR")))).isFalse();
    assertThat(texts.haveRoomFor(List.of())).isTrue();
  }

  @Test
  void pollutedPeer_isRepeatable_butNotTwiceTheSame() {
    Statistics statistics =
        of(
            Stat.of("PollutedPeer", "a"),
            Stat.of("PollutedPeer", "b"),
            Stat.of("PollutedPeer", "a"));
    assertThat(statistics.list(List.of(Property.POLLUTED_PEER)))
        .containsExactly(Stat.of("PollutedPeer", "a"), Stat.of("PollutedPeer", "b"));
  }

  @Test
  void list_isWhatWasAskedFor() {
    Statistics statistics =
        of(Stat.of("X", "1"), Stat.of("BufferLevel", 5), Stat.of("UploadBandwidth", 7));
    assertThat(statistics.list(List.of()))
        .containsExactlyInAnyOrder(
            Stat.of("X", "1"), Stat.of("BufferLevel", 5), Stat.of("UploadBandwidth", 7));
    assertThat(statistics.list(List.of(Property.BUFFER_LEVEL, Property.of("X"), Property.NAT)))
        .containsExactlyInAnyOrder(Stat.of("X", "1"), Stat.of("BufferLevel", 5));
  }

  private static float quality(Stat... stats) {
    return Quality.of(TestCandidate.with(stats), Long.MAX_VALUE, 0);
  }

  @Test
  void quality_isBetterWithMore_andHasItsBounds() {
    assertThat(quality()).isZero();
    float slow = quality(Stat.of("UploadBandwidth", 100));
    float fast = quality(Stat.of("UploadBandwidth", 100_000));
    assertThat(slow).isGreaterThan(0);
    assertThat(fast).isGreaterThan(slow);
    float busy = quality(Stat.of("UploadBandwidth", 100_000), Stat.of("AvailableBandwidth", 10));
    assertThat(busy).isLessThan(slow);
    float best =
        quality(
            Stat.of("AvailableBandwidth", Long.MAX_VALUE),
            Stat.of("ConcurrentLinks", 0),
            Stat.of("UploadedBytes", Long.MAX_VALUE));
    assertThat(best).isEqualTo(1);
    assertThat(quality(Stat.of("ConcurrentLinks", Long.MAX_VALUE))).isBetween(0f, 0.001f);
  }
}

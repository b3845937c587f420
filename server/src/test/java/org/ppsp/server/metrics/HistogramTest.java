package org.ppsp.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void together_addsWhatPartsHave() {
    Histogram one = Histogram.ofTimes();
    Histogram other = Histogram.ofTimes();
    one.add(50_000);
    one.add(50_001);
    other.add(5_000_000_000L);
    other.add(5_000_000_001L);

    var point = Histogram.together(List.of(one, other), Labels.of("method", "FIND"));

    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    assertThat(buckets.size()).isEqualTo(17);
    assertThat(buckets.getUpperBound(0)).isEqualTo(50e-6);
    assertThat(buckets.getCount(0)).isEqualTo(1);
    assertThat(buckets.getCount(1)).isEqualTo(1);
    assertThat(buckets.getUpperBound(15)).isEqualTo(5);
    assertThat(buckets.getCount(15)).isEqualTo(1);
    assertThat(buckets.getUpperBound(16)).isInfinite();
    assertThat(buckets.getCount(16)).isEqualTo(1);
    assertThat(point.getSum()).isEqualTo(10.000100002);
    assertThat(point.getLabels().get("method")).isEqualTo("FIND");
  }

  @Test
  void lengths_areNotScaled() {
    Histogram lengths = Histogram.ofLengths();
    lengths.add(0);
    lengths.add(30);

    var point = Histogram.together(List.of(lengths), Labels.EMPTY);

    assertThat(point.getClassicBuckets().getUpperBound(6)).isEqualTo(30);
    assertThat(point.getClassicBuckets().getCount(6)).isEqualTo(1);
    assertThat(point.getSum()).isEqualTo(30);
  }
}

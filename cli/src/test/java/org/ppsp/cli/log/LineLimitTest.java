package org.ppsp.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ppsp.cli.log.LineLimit.Kind;

/// How many lines of a kind are written in a minute.
class LineLimitTest {
  private static final Kind KIND = new Kind("org.ppsp.Some", "peer {} failed");
  private static final Kind OTHER = new Kind("org.ppsp.Some", "peer {} came");

  private long now = Long.MAX_VALUE - 5;
  private int asked;
  private final List<String> told = new ArrayList<>();
  private final LineLimit limit =
      new LineLimit(
          () -> now, (kind, level, lines) -> told.add(level + " " + lines + " " + kind.message()));

  private int written(Kind kind, int lines) {
    int written = 0;
    for (int i = 0; i < lines; i++) {
      if (limit.takes(kind, i < LineLimit.LINES + 1 ? Level.WARN : Level.ERROR, () -> asked++)) {
        written++;
      }
    }
    return written;
  }

  @Test
  void flood_isCutAtTheLimit_andToldOnceTheMinuteIsOver() {
    assertThat(written(KIND, 1000)).isEqualTo(LineLimit.LINES);
    assertThat(asked).isEqualTo(1);
    assertThat(written(OTHER, 10)).isEqualTo(10);
    now += LineLimit.WINDOW_NANOS - 1;
    limit.look();
    assertThat(told).isEmpty();
    now++;
    limit.look();
    limit.look();
    assertThat(told).containsExactly("WARN 940 peer {} failed");
    assertThat(written(KIND, 61)).isEqualTo(60);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void nextMinute_tellsOfTheOneBefore_withoutALook() {
    assertThat(written(KIND, 62)).isEqualTo(60);
    now += LineLimit.WINDOW_NANOS;
    assertThat(written(KIND, 1)).isEqualTo(1);
    assertThat(told).containsExactly("WARN 2 peer {} failed");
  }

  @Test
  void manyKinds_areBounded_andTheRestIsOneKind() {
    int written = 0;
    for (int i = 0; i < LineLimit.KINDS + 500; i++) {
      written += written(new Kind("org.ppsp.Some", "message " + i), 1);
    }
    assertThat(written).isEqualTo(LineLimit.KINDS + LineLimit.LINES);
    now += LineLimit.WINDOW_NANOS;
    assertThat(written(new Kind("org.ppsp.Some", "one more"), 1)).isEqualTo(1);
    assertThat(told).containsExactly("WARN 440 other messages");
  }
}

package org.ppsp.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ppsp.protocol.Method;

class MixTest {
  @Test
  void weights_areProportions() {
    Mix mix = Mix.parse("find=60, KEEPALIVE=20,LEAVE=0,STAT_REPORT=20");
    assertThat(mix.share(Method.FIND)).isEqualTo(0.6);
    assertThat(mix.share(Method.LEAVE)).isZero();
    assertThat(mix.share(Method.CONNECT)).isZero();
    SplittableRandom random = new SplittableRandom(1);
    int finds = 0;
    for (int i = 0; i < 10_000; i++) {
      Method method = mix.pick(random);
      assertThat(method).isNotEqualTo(Method.LEAVE);
      finds += method == Method.FIND ? 1 : 0;
    }
    assertThat(finds / 10_000.0).isCloseTo(0.6, within(0.03));
    assertThat(Mix.parse(mix.toString()).toString()).isEqualTo(mix.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is not METHOD=WEIGHT",
        "FIND | is not METHOD=WEIGHT",
        "FIND=-1 | is not METHOD=WEIGHT",
        "FIND=1, | is not METHOD=WEIGHT",
        "DANCE=1 | no load can be made of 'DANCE'",
        "CONNECT=1 | no load can be made of 'CONNECT'",
        "FIND=1,find=2 | stands there twice",
        "FIND=0 | all weights are 0",
        "FIND=9999999 | is more than 1000000",
      })
  void wrongText_isRefusedWithCauseAndCure(String text, String cause) {
    assertThatThrownBy(() -> Mix.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(cause)
        .hasMessageContaining("a mix is such as FIND=60,KEEPALIVE=40, of JOIN, JOIN_CHUNK, ");
  }
}

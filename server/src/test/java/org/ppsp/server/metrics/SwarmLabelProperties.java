package org.ppsp.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ppsp.protocol.SwarmId;

/// Names of swarms are the words of strangers.
class SwarmLabelProperties {
  @Provide
  Arbitrary<SwarmId> swarms() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(256)
        .withCharRange((char) 0x21, (char) 0x7e)
        .withChars("\u202eé€\ud83d\ud800\"\\{}\n ")
        .filter(SwarmLabelProperties::isName)
        .map(SwarmId::new);
  }

  private static boolean isName(String text) {
    try {
      return new SwarmId(text).value().length() == text.length();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Property
  void label_isShortAndHarmless(@ForAll("swarms") SwarmId swarm) {
    assertThat(SwarmLabel.of(swarm))
        .hasSizeBetween(1, 128)
        .matches("[-A-Za-z0-9._~:/?#\\[\\]@!$&()*+,;=%]+");
  }

  @Property
  void labels_ofDifferentSwarmsDiffer(
      @ForAll("swarms") SwarmId one, @ForAll("swarms") SwarmId other) {
    assertThat(SwarmLabel.of(one).equals(SwarmLabel.of(other))).isEqualTo(one.equals(other));
  }

  @Example
  void names_thatBeginAlike_differ() {
    assertThat(SwarmLabel.of(new SwarmId("x".repeat(200) + "1")))
        .isNotEqualTo(SwarmLabel.of(new SwarmId("x".repeat(200) + "2")))
        .hasSize(128);
    assertThat(SwarmLabel.of(new SwarmId("a\"b"))).isNotEqualTo(SwarmLabel.of(new SwarmId("a_b")));
    assertThat(SwarmLabel.of(new SwarmId("a_b"))).isEqualTo("a_b");
  }
}

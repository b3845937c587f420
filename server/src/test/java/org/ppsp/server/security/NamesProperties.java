package org.ppsp.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NamesProperties {
  @Property
  void contain_isWhatEachOfThemSays(
      @ForAll("patterns") List<String> patterns, @ForAll("names") String name) {
    boolean expected =
        patterns.stream()
            .anyMatch(
                pattern ->
                    pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    assertThat(Names.of(patterns).contain(name)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    return Arbitraries.strings()
        .withChars('a', 'b', 'é')
        .ofMaxLength(4)
        .flatMap(text -> Arbitraries.of(text, text + "*"))
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars('a', 'b', 'é').ofMaxLength(6);
  }
}

package org.ppsp.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class AuthHeaderProperties {
  @Property(seed = "20261123")
  void challenges_areReadAsTheyWereWritten(
      @ForAll @Size(max = 8) List<@net.jqwik.api.From("headers") AuthHeader> all,
      @ForAll Random random) {
    String text =
        all.stream()
            .map(header -> write(header, random))
            .collect(Collectors.joining(random.nextBoolean() ? "," : " ,, "));
    assertThat(AuthHeader.challenges(text)).isEqualTo(all);
  }

  @Property(seed = "20261123")
  void credentials_areReadAsTheyWereWritten(
      @ForAll("headers") AuthHeader header, @ForAll Random random) {
    assertThat(AuthHeader.credentials(write(header, random))).isEqualTo(header);
  }

  @Property(seed = "20261123")
  void text_isReadAsItWasWritten(@ForAll String any) {
    String text =
        new String(
            any.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
    AuthHeader header =
        AuthHeader.credentials("Digest username*=" + AuthHeader.extended(text) + ", a=b");
    assertThat(header.text("username")).isEqualTo(text);
  }

  private static String write(AuthHeader header, Random random) {
    String token = header.token();
    if (token != null) {
      return header.scheme() + " " + token;
    }
    return header.parameters().entrySet().stream()
        .map(
            parameter ->
                parameter.getKey()
                    + (random.nextBoolean() ? "=" : " =\t")
                    + value(parameter.getValue(), random))
        .collect(
            Collectors.joining(random.nextBoolean() ? "," : " , ,", header.scheme() + " ", ""));
  }

  private static String value(String text, Random random) {
    return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") && random.nextBoolean()
        ? text
        : AuthHeader.quoted(text);
  }

  @Provide
  static Arbitrary<AuthHeader> headers() {
    Arbitrary<String> words =
        Arbitraries.strings()
            .withChars("!#$%&'*+.^_`|~-")
            .numeric()
            .withCharRange('a', 'z')
            .ofMinLength(1)
            .ofMaxLength(8);
    Arbitrary<Map<String, String>> parameters =
        Arbitraries.maps(
                words,
                Arbitraries.strings().withCharRange(' ', '~').withChars('\t').ofMaxLength(12))
            .ofMaxSize(12);
    Arbitrary<String> tokens =
        Arbitraries.strings().alpha().numeric().withChars("-._~+/").ofMinLength(1).ofMaxLength(20);
    return Arbitraries.oneOf(
        Combinators.combine(words, parameters).as((s, p) -> new AuthHeader(s, null, p)),
        Combinators.combine(words, tokens, Arbitraries.of("", "=", "=="))
            .as((s, t, end) -> new AuthHeader(s, t + end, Map.of())));
  }
}

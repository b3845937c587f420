package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.auth.Digest.Algorithm;

class DigestTest {
  private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  /// RFC 7616, section 3.9.1.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1
          MD5,     8ca523f5e9506fed4657c9700eebdbec
          """)
  void exampleOfTheStandard_isAnswered(Algorithm algorithm, String expected) {
    String ha1 =
        Digest.ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life".toCharArray());
    assertThat(ha1).hasSize(algorithm.digits());
    assertThat(
            Digest.response(
                algorithm, ha1, "GET", "/dir/index.html", NONCE, "00000001", CNONCE, "auth", null))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void authInt_coversTheBody(Algorithm algorithm) {
    String ha1 = Digest.ha1(algorithm, "alice", "ppsp", "secret".toCharArray());
    assertThat(response(algorithm, ha1, "auth-int", "a"))
        .hasSize(algorithm.digits())
        .isEqualTo(response(algorithm, ha1, "auth-int", "a"))
        .isNotEqualTo(response(algorithm, ha1, "auth-int", "b"))
        .isNotEqualTo(response(algorithm, ha1, "auth", "a"));
    assertThat(response(algorithm, ha1, "auth", "a"))
        .isEqualTo(response(algorithm, ha1, "auth", "b"));
  }

  /// Made with `sha256sum`.
  @Test
  void authIntOfSha256_isThatOfAnotherProgram() {
    String ha1 = Digest.ha1(Algorithm.SHA_256, "alice", "ppsp", "secret".toCharArray());
    assertThat(ha1).isEqualTo("60f02254958210dfbc3a928fe5f37111a45d82f65143a2cbc859c4dd7a3cc764");
    assertThat(response(Algorithm.SHA_256, ha1, "auth-int", "<a/>"))
        .isEqualTo("e50ff0408f7b055e8b81ec0af0f1557f213a75fa7c61fb39401983b34f2208e6");
  }

  private static String response(Algorithm algorithm, String ha1, String qop, String body) {
    return Digest.response(
        algorithm, ha1, "POST", "/", "n", "00000001", "c", qop, body.getBytes(UTF_8));
  }

  @Test
  void nameAndPassword_areNormalized() {
    assertThat(Digest.ha1(Algorithm.SHA_256, "zoe\u0308", "ppsp", "a\u0308".toCharArray()))
        .isEqualTo(Digest.ha1(Algorithm.SHA_256, "zo\u00eb", "ppsp", "\u00e4".toCharArray()));
  }

  @Test
  void words_areThoseOfTheHeader() {
    assertThat(Algorithm.of("sha-256")).contains(Algorithm.SHA_256);
    assertThat(Algorithm.of("MD5")).contains(Algorithm.MD5);
    assertThat(Algorithm.of("SHA-256-sess")).isEmpty();
    assertThat(Algorithm.SHA_256.text()).isEqualTo("SHA-256");
  }

  @Test
  void otherQop_isRefused() {
    assertThatThrownBy(() -> response(Algorithm.MD5, "0", "auth-conf", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Digest.response(Algorithm.MD5, "0", "POST", "/", "n", "1", "c", "auth-int", null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

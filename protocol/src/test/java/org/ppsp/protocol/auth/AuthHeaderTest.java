package org.ppsp.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthHeaderTest {
  private static AuthHeader header(String scheme, Map<String, String> parameters) {
    return new AuthHeader(scheme, null, parameters);
  }

  @Test
  void credentialsOfDigest_haveParameters() {
    AuthHeader header =
        AuthHeader.credentials(
            "Digest Username=\"Mufasa\", realm = \"a \\\"b\\\\\" ,uri=\"/x?y=1,2\",nc=00000001,, ,"
                + "qop=auth ,");
    assertThat(header.is("digest")).isTrue();
    assertThat(header.is("Basic")).isFalse();
    assertThat(header.token()).isNull();
    assertThat(header.parameters())
        .containsExactly(
            entry("username", "Mufasa"),
            entry("realm", "a \"b\\"),
            entry("uri", "/x?y=1,2"),
            entry("nc", "00000001"),
            entry("qop", "auth"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a.b-c_d~e+f/g", "abc=", "abc==", "e30.e30.AA", "A"})
  void credentialsOfBearer_haveAToken(String token) {
    AuthHeader header = AuthHeader.credentials("Bearer   " + token + " ");
    assertThat(header.token()).isEqualTo(token);
    assertThat(header.parameters()).isEmpty();
  }

  @Test
  void schemeAlone_isRead() {
    assertThat(AuthHeader.credentials("Negotiate")).isEqualTo(header("Negotiate", Map.of()));
    assertThat(AuthHeader.credentials("Negotiate ")).isEqualTo(header("Negotiate", Map.of()));
  }

  static List<Map.Entry<String, List<AuthHeader>>> challenges() {
    return List.of(
        entry("", List.of()),
        entry(" , ,", List.of()),
        entry("Negotiate", List.of(header("Negotiate", Map.of()))),
        // RFC 9110, section 11.6.1
        entry(
            "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to"
                + " \\\"apps\\\"\"",
            List.of(
                header("Basic", Map.of("realm", "simple")),
                header(
                    "Newauth",
                    Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")))),
        entry(
            "Negotiate, Basic realm=x",
            List.of(header("Negotiate", Map.of()), header("Basic", Map.of("realm", "x")))),
        entry(
            "Basic realm=x,Negotiate",
            List.of(header("Basic", Map.of("realm", "x")), header("Negotiate", Map.of()))),
        entry(
            ",Negotiate abc==,\tBasic  realm =\t\"x\",, a=b",
            List.of(
                new AuthHeader("Negotiate", "abc==", Map.of()),
                header("Basic", Map.of("realm", "x", "a", "b")))),
        // What looks like a scheme is a parameter's name, and the other way round.
        entry("A b=c, B2 =d", List.of(header("A", Map.of("b", "c", "b2", "d")))),
        entry(
            "A b=c, B d=e", List.of(header("A", Map.of("b", "c")), header("B", Map.of("d", "e")))),
        entry("A b=\"c, B d=e\"", List.of(header("A", Map.of("b", "c, B d=e")))),
        entry(
            "A b=\"\", A b=\"\"",
            List.of(header("A", Map.of("b", "")), header("A", Map.of("b", "")))));
  }

  @ParameterizedTest
  @MethodSource("challenges")
  void challenges_arePartedAtTheRightCommas(Map.Entry<String, List<AuthHeader>> expected) {
    assertThat(AuthHeader.challenges(expected.getKey())).isEqualTo(expected.getValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "=",
        "\"secret\"",
        "Digest secret secret",
        "Digest a=\"secret",
        "Digest a=\"secret\\",
        "Digest a=\"sec\nret\"",
        "Digest a=\"sec\\\nret\"",
        "Digest a=\"sec\u20acret\"",
        "Digest a=\"secret\"b=c",
        "Digest a=secret b=c",
        "Digest a=secret; b=c",
        "Digest a=secret, A=secret",
        "Digest a=secret, b",
        "Digest a=secret, Basic b=c",
        "Digest, Basic",
        "Digest=secret",
        "Digest\u0000a=secret",
        "Bearer secret, secret",
        "Bearer secret=secret=",
        "Bearer ==",
        "Bearer séc",
      })
  void malformedCredentials_areRefused_withoutRepeatingThem(String text) {
    assertThatThrownBy(() -> AuthHeader.credentials(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sec");
  }

  @Test
  void what_isTooMuch_isRefused() {
    assertThat(AuthHeader.credentials("A " + "b".repeat(8190)).token()).hasSize(8190);
    assertThatThrownBy(() -> AuthHeader.credentials("A " + "b".repeat(8191)))
        .hasMessageContaining("8192");
    assertThat(AuthHeader.credentials(parameters(32)).parameters()).hasSize(32);
    assertThatThrownBy(() -> AuthHeader.credentials(parameters(33))).hasMessageContaining("32");
    assertThat(AuthHeader.challenges("A,".repeat(8))).hasSize(8);
    assertThatThrownBy(() -> AuthHeader.challenges("A,".repeat(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 challenges");
  }

  private static String parameters(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "p" + i + "=v")
        .collect(Collectors.joining(",", "A ", ""));
  }

  @Test
  void text_isFoundInBothForms() {
    assertThat(AuthHeader.credentials("Digest username=\"a\"").text("username")).isEqualTo("a");
    // RFC 7616, section 3.9.2
    assertThat(
            AuthHeader.credentials("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe")
                .text("username"))
        .isEqualTo("Jäsøn Doe");
    assertThat(AuthHeader.credentials("Digest username*=utf-8'en'a").text("username"))
        .isEqualTo("a");
    assertThat(AuthHeader.credentials("Digest a=b").text("username")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "username=a, username*=UTF-8''a",
        "username*=a",
        "username*=UTF-8'a",
        "username*=ISO-8859-1''%e4",
        "username*=UTF-8''%e4",
        "username*=UTF-8''%",
        "username*=\"UTF-8''a b\"",
        "username*=\"\"",
      })
  void malformedText_isRefused(String parameters) {
    AuthHeader header = AuthHeader.credentials("Digest " + parameters);
    assertThatThrownBy(() -> header.text("username")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quoted_escapes() {
    assertThat(AuthHeader.quoted("a \"b\" \\")).isEqualTo("\"a \\\"b\\\" \\\\\"");
    for (String bad : List.of("secr\net", "secr\u0000et", "secrét", "secr\u007fet")) {
      assertThatThrownBy(() -> AuthHeader.quoted(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secr");
    }
  }

  @Test
  void toString_hidesValues() {
    assertThat(AuthHeader.credentials("Bearer secret")).hasToString("AuthHeader[Bearer, token …]");
    assertThat(AuthHeader.credentials("Digest username=\"secret\", nc=secret"))
        .hasToString("AuthHeader[Digest, username, nc]");
  }

  @Test
  void parameters_areACopy() {
    Map<String, String> parameters = new HashMap<>(Map.of("a", "b"));
    AuthHeader header = header("Digest", parameters);
    parameters.clear();
    assertThat(header.parameters()).hasSize(1);
    assertThatThrownBy(() -> header.parameters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}

package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whatever a header holds is read or refused, and what is read and can be written is read again
/// the same. The inputs are in `AuthHeaderFuzzInputs` among the resources.
class AuthHeaderFuzz {
  @FuzzTest
  void challenges(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    List<AuthHeader> all;
    try {
      all = AuthHeader.challenges(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(all).hasSizeLessThanOrEqualTo(AuthHeader.MAX_CHALLENGES);
    all.forEach(AuthHeaderFuzz::check);
    if (all.stream()
        .flatMap(it -> it.parameters().values().stream())
        .allMatch(AuthHeader::canQuote)) {
      String again = all.stream().map(AuthHeaderFuzz::write).collect(Collectors.joining(", "));
      if (again.length() <= AuthHeader.MAX_LENGTH) {
        assertThat(AuthHeader.challenges(again)).isEqualTo(all);
      }
    }
  }

  @FuzzTest
  void credentials(byte[] bytes) {
    try {
      check(AuthHeader.credentials(new String(bytes, ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("[A-Za-z0-9 ',*-]+");
    }
  }

  private static void check(AuthHeader header) {
    assertThat(header.parameters().size()).isLessThanOrEqualTo(AuthHeader.MAX_PARAMETERS);
    for (String name : List.of("username", "realm")) {
      try {
        String text = header.text(name);
        assertThat(text == null)
            .isEqualTo(
                !header.parameters().containsKey(name)
                    && !header.parameters().containsKey(name + "*"));
      } catch (IllegalArgumentException e) {
        assertThat(header.parameters()).containsKey(name + "*");
      }
    }
  }

  private static String write(AuthHeader header) {
    return header.scheme()
        + " "
        + (header.token() == null ? "" : header.token())
        + header.parameters().entrySet().stream()
            .map(
                (Map.Entry<String, String> p) -> p.getKey() + "=" + AuthHeader.quoted(p.getValue()))
            .collect(Collectors.joining(","));
  }
}

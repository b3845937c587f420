package org.ppsp.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.PeerId;

class PeerNameTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          peer-a,          urn:ppsp:peer:peer-a
          a:b/c@d,         urn:ppsp:peer:a:b/c@d
          50%,             urn:ppsp:peer:50%25
          a?b#c|d,         urn:ppsp:peer:a%3Fb%23c%7Cd
          [2001:db8::1]:9, urn:ppsp:peer:%5B2001:db8::1%5D:9
          zoë,             urn:ppsp:peer:zo%C3%AB
          🐝,              urn:ppsp:peer:%F0%9F%90%9D
          """)
  void name_isPercentEncoded_andFound(String peer, String uri) {
    assertThat(PeerName.uri(new PeerId(peer))).isEqualTo(uri);
    assertThat(PeerName.of(Keys.certificate(uri))).contains(new PeerId(peer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:ppsp:peer:",
        "URN:PPSP:peer:alice",
        "urn:ppsp:swarm:alice",
        "urn:ppsp:peer:%",
        "urn:ppsp:peer:a%2",
        "urn:ppsp:peer:a%zz",
        "urn:ppsp:peer:a%20b",
        "urn:ppsp:peer:a%00",
        "urn:ppsp:peer:%ff",
        "urn:ppsp:peer:%c0%80",
        "urn:ppsp:peer:%ed%a0%80",
        "urn:ppsp:peer:zoë",
        "urn:ppsp:peer:a b",
        "urn:ppsp:peer:a?+b",
        "https://example.org/urn:ppsp:peer:alice",
      })
  void otherOrMalformedName_isNone(String uri) {
    assertThat(PeerName.of(Keys.certificate(uri))).isEmpty();
  }

  @Test
  void nameThatIsTooLong_isNone() {
    assertThat(PeerName.of(Keys.certificate("urn:ppsp:peer:" + "a".repeat(128)))).isPresent();
    assertThat(PeerName.of(Keys.certificate("urn:ppsp:peer:" + "a".repeat(129)))).isEmpty();
  }

  @Test
  void moreThanOneName_isNone() {
    assertThat(PeerName.of(Keys.certificate("urn:ppsp:peer:a", "urn:ppsp:peer:b"))).isEmpty();
    assertThat(PeerName.of(Keys.certificate("urn:ppsp:peer:a", "urn:ppsp:peer:a"))).isEmpty();
    assertThat(PeerName.of(Keys.certificate("urn:ppsp:peer:a", "URN:ppsp:peer:b"))).isEmpty();
  }

  @Test
  void namesOfOtherKinds_areNotLookedAt() {
    assertThat(PeerName.of(Keys.certificate(new GeneralName[0]))).isEmpty();
    assertThat(PeerName.of(Keys.certificate("https://example.org/", "urn:ppsp:peer:alice")))
        .contains(new PeerId("alice"));
    assertThat(
            PeerName.of(
                Keys.certificate(
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.uniformResourceIdentifier, "urn:ppsp:peer:alice"))))
        .contains(new PeerId("alice"));
    assertThat(
            PeerName.of(
                Keys.certificate(
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.rfc822Name, "urn:ppsp:peer:alice"))))
        .isEmpty();
  }
}

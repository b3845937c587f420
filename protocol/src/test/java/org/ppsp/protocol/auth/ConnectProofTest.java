package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.auth.ConnectProof.Algorithm;

class ConnectProofTest {
  @Test
  void secondForm_namesTheTracker_andIsNoSignatureOfTheFirst() {
    byte[] bound =
        ConnectProof.message(
            "bound:n0nce", "tracker.example.org", new PeerId("zoë"), new TransactionId("12345"));
    assertThat(new String(bound, java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("PPSP-CONNECT-2\nbound:n0nce\ntracker.example.org\nzoë\n12345");
  }

  @ParameterizedTest
  @CsvSource({
    "Tracker.Example.ORG., tracker.example.org",
    "bücher.example, xn--bcher-kva.example",
    "127.0.0.1, 127.0.0.1",
    "[2001:DB8:0::1], 2001:db8::1",
    "::1, ::1"
  })
  void trackersName_hasOneSpelling(String host, String name) {
    assertThat(TrackerName.of(host)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:1", "a..b", "1.2.3", "[::1", "https://a", "*.a"})
  void whatIsNoHost_isNoName(String host) {
    assertThatThrownBy(() -> TrackerName.of(host)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final byte[] MESSAGE =
      ConnectProof.message("n0nce", new PeerId("zoë"), new TransactionId("12345"));

  @Test
  void message_isInUtf8_aLineForEachPart() {
    assertThat(MESSAGE).isEqualTo("PPSP-CONNECT\nn0nce\nzoë\n12345".getBytes(UTF_8));
  }

  @Test
  void words_areThoseOfAChallenge() {
    assertThat(Algorithm.list()).isEqualTo("RSA-PSS ECDSA-P256 Ed25519");
  }

  @Test
  void algorithm_isThatOfTheKey() throws Exception {
    assertThat(Algorithm.of(Keys.RSA.getPublic())).contains(Algorithm.RSA_PSS);
    assertThat(Algorithm.of(Keys.P256.getPublic())).contains(Algorithm.ECDSA_P256);
    assertThat(Algorithm.of(Keys.ED25519.getPublic())).contains(Algorithm.ED25519);
    KeyPairGenerator pss = KeyPairGenerator.getInstance("RSASSA-PSS");
    pss.initialize(2048);
    assertThat(Algorithm.of(pss.generateKeyPair().getPublic())).contains(Algorithm.RSA_PSS);
  }

  @Test
  void unfitKey_hasNone() throws Exception {
    assertThat(Algorithm.of(Keys.rsa(1024).getPublic())).isEmpty();
    assertThat(Algorithm.of(Keys.ec("secp384r1").getPublic())).isEmpty();
    assertThat(Algorithm.of(Keys.pair("Ed448").getPublic())).isEmpty();
    assertThat(Algorithm.of(Keys.pair("X25519").getPublic())).isEmpty();
    assertThat(Algorithm.of(rsa(BigInteger.ONE.shiftLeft(8191).setBit(0), 65537))).isPresent();
    assertThat(Algorithm.of(rsa(BigInteger.ONE.shiftLeft(8192).setBit(0), 65537))).isEmpty();
  }

  private static PublicKey rsa(BigInteger modulus, long exponent) throws Exception {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(exponent)));
  }

  @Test
  void exponentThatWouldTakeLong_isUnfit() throws Exception {
    BigInteger modulus = ((RSAPublicKey) Keys.RSA.getPublic()).getModulus();
    PublicKey slow =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(modulus, BigInteger.ONE.shiftLeft(2000).setBit(0)));
    assertThat(Algorithm.of(slow)).isEmpty();
  }

  @Test
  void signature_isThatOfKeyMessageAndAlgorithm() {
    for (KeyPair pair : Keys.ALL) {
      Algorithm algorithm = Algorithm.of(pair.getPublic()).orElseThrow();
      Signature signature = ConnectProof.sign(pair.getPrivate(), algorithm, MESSAGE);
      assertThat(signature.algorithm()).isEqualTo(algorithm.text());
      assertThat(ConnectProof.verify(pair.getPublic(), signature, MESSAGE)).isTrue();

      byte[] other = ConnectProof.message("n0nce", new PeerId("zoë"), new TransactionId("12346"));
      assertThat(ConnectProof.verify(pair.getPublic(), signature, other)).isFalse();
      for (KeyPair another : Keys.ALL) {
        assertThat(ConnectProof.verify(another.getPublic(), signature, MESSAGE))
            .isEqualTo(another.equals(pair));
        if (!another.equals(pair)) {
          assertThatThrownBy(() -> ConnectProof.sign(another.getPrivate(), algorithm, MESSAGE))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(algorithm.text());
        }
      }
    }
  }

  @Test
  void signatureOverSeveralLines_isRead() {
    Signature signature = ConnectProof.sign(Keys.RSA.getPrivate(), Algorithm.RSA_PSS, MESSAGE);
    String lines = signature.value().replaceAll("(.{64})", "$1\r\n\t ");
    assertThat(ConnectProof.verify(Keys.RSA.getPublic(), new Signature("RSA-PSS", lines), MESSAGE))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "no base64!", "A", "=", "MAYCAQACAQA=", "é"})
  void malformedSignature_isWrong(String value) {
    for (KeyPair pair : Keys.ALL) {
      String algorithm = Algorithm.of(pair.getPublic()).orElseThrow().text();
      assertThat(ConnectProof.verify(pair.getPublic(), new Signature(algorithm, value), MESSAGE))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pss", "RSA", "SHA256withRSA", "none"})
  void otherAlgorithm_isWrong(String algorithm) {
    Signature signature = ConnectProof.sign(Keys.RSA.getPrivate(), Algorithm.RSA_PSS, MESSAGE);
    assertThat(
            ConnectProof.verify(
                Keys.RSA.getPublic(), new Signature(algorithm, signature.value()), MESSAGE))
        .isFalse();
  }

  @Test
  void unfitKey_verifiesNothing() throws Exception {
    KeyPair weak = Keys.rsa(1024);
    Signature signature = ConnectProof.sign(weak.getPrivate(), Algorithm.RSA_PSS, MESSAGE);
    assertThat(ConnectProof.verify(weak.getPublic(), signature, MESSAGE)).isFalse();
    java.security.Signature pkcs1 = java.security.Signature.getInstance("SHA256withRSA");
    pkcs1.initSign(Keys.RSA.getPrivate());
    pkcs1.update(MESSAGE);
    String value = Base64.getEncoder().encodeToString(pkcs1.sign());
    assertThat(ConnectProof.verify(Keys.RSA.getPublic(), new Signature("RSA-PSS", value), MESSAGE))
        .isFalse();
  }

  /// RFC 8032, section 7.1, test 3.
  @Test
  void knownSignature_isVerified() throws Exception {
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    HexFormat.of()
                        .parseHex(
                            "302a300506032b6570032100"
                                + "fc51cd8e6218a1a38da47ed00230f058"
                                + "0816ed13ba3303ac5deb911548908025")));
    byte[] value =
        HexFormat.of()
            .parseHex(
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                    + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    Signature signature = new Signature("Ed25519", Base64.getEncoder().encodeToString(value));
    assertThat(ConnectProof.verify(key, signature, HexFormat.of().parseHex("af82"))).isTrue();
    assertThat(ConnectProof.verify(key, signature, HexFormat.of().parseHex("af83"))).isFalse();
  }
}

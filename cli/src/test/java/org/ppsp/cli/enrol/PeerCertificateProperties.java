package org.ppsp.cli.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.PeerName;

/// A certificate names the peer it was issued for, and the index has the name as it is, whatever
/// characters it has.
class PeerCertificateProperties {
  private static final Instant NOW = Instant.parse("2026-05-01T12:30:00Z");
  private static final KeyPair PAIR = KeyKind.EC.pair();
  private static final Signer SIGNER =
      Signer.create(PAIR, "authority", BigInteger.TEN, NOW, NOW.plus(Duration.ofDays(9)));

  @Provide
  Arbitrary<PeerId> peers() {
    Arbitrary<String> odd =
        Arbitraries.strings().withChars("%:/#?,;=+\\\"'<>&@[]{}~^-._*").withChars('a', 'Z', 'ß');
    Arbitrary<String> any = Arbitraries.strings().withChars("aü漢🎬é٣\u00ad\u202e%41%");
    return Arbitraries.oneOf(odd, any, Arbitraries.strings().all())
        .filter(PeerCertificateProperties::isName)
        .map(PeerId::new);
  }

  private static boolean isName(String text) {
    try {
      PeerId _ = new PeerId(text);
      return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static X509Certificate certificate(Issued issued) throws Exception {
    String pem =
        SIGNER.certify(issued, SubjectPublicKeyInfo.getInstance(PAIR.getPublic().getEncoded()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Issued issued(PeerId peer, BigInteger serial) {
    return new Issued(serial, new Subject.Peer(peer), NOW, NOW.plus(Duration.ofDays(1)), null);
  }

  @Property(seed = "20261123", tries = 200)
  void certificate_namesThePeer(@ForAll("peers") PeerId peer) throws Exception {
    X509Certificate certificate = certificate(issued(peer, BigInteger.TWO));
    assertThat(PeerName.of(certificate)).contains(peer);
    assertThat(certificate.getSubjectAlternativeNames())
        .singleElement()
        .satisfies(name -> assertThat(name.get(1)).isEqualTo(PeerName.uri(peer)));
  }

  @Property(seed = "20261123", tries = 500)
  void line_isReadAsItWasWritten(@ForAll("peers") PeerId peer) {
    Issued valid = issued(peer, BigInteger.ONE.shiftLeft(126));
    Issued revoked = valid.revoked(new Issued.Revocation(NOW, Reason.KEY_COMPROMISE));
    assertThat(Issued.parse(valid.line())).isEqualTo(valid);
    assertThat(Issued.parse(revoked.line())).isEqualTo(revoked);
    assertThat(valid.line()).doesNotContain("\n");
  }

  @Example
  void longName_isWholeWhereItCounts() throws Exception {
    PeerId peer = new PeerId("🎬".repeat(PeerId.MAX_LENGTH / 2));
    assertThat(PeerName.of(certificate(issued(peer, BigInteger.TWO)))).contains(peer);
  }
}

package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.ppsp.protocol.PeerId;

/// Whatever a certificate holds, it names one peer or none. The inputs are in `PeerNameFuzzInputs`
/// among the resources.
class PeerNameFuzz {
  @FuzzTest
  void certificate(byte[] bytes) throws CertificateException {
    X509Certificate certificate;
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (CertificateException e) {
      return;
    }
    Optional<PeerId> peer = PeerName.of(certificate);
    peer.ifPresent(
        it -> assertThat(PeerName.of(Keys.certificate(PeerName.uri(it)))).isEqualTo(peer));
    assertThat(
            ConnectProof.verify(
                certificate.getPublicKey(),
                new org.ppsp.protocol.Signature("ECDSA-P256", "AAAA"),
                bytes))
        .isFalse();
  }

  @FuzzTest
  void name(byte[] bytes) {
    String uri = "urn:ppsp:peer:" + new String(bytes, ISO_8859_1);
    PeerName.of(Keys.certificate(uri))
        .ifPresent(peer -> assertThat(PeerName.uri(peer)).hasSizeLessThanOrEqualTo(uri.length()));
  }
}

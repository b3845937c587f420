package org.ppsp.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// An authority that issues certificates for tests, as PEM files in a folder.
///
/// ```java
/// TestAuthority authority = TestAuthority.in(folder);
/// TestAuthority.Issued server = authority.issue("tracker", "127.0.0.1", "localhost");
/// // let a server use server.certificate() and server.key(), and a client authority.trust()
/// ```
public final class TestAuthority {
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final String CURVE = "secp256r1";

  /// A certificate and its key.
  ///
  /// @param certificate PEM: the certificate itself, without the authority's
  /// @param key PEM: PKCS #8
  /// @param pair the key and the public one
  /// @param value the certificate
  public record Issued(Path certificate, Path key, KeyPair pair, X509Certificate value) {}

  private final SecureRandom random = new SecureRandom();
  private final Path folder;
  private final Issued own;

  private TestAuthority(Path folder) {
    this.folder = folder;
    own = write("authority", pair("EC"), null, A_DAY, List.of());
  }

  /// A new authority that writes its files there.
  public static TestAuthority in(Path folder) {
    return new TestAuthority(folder);
  }

  /// The authority's own certificate, PEM.
  public Path certificate() {
    return own.certificate();
  }

  /// Issues a certificate with a key on the curve P-256, for a day.
  ///
  /// @param name of the files and of the subject; a second one of that name replaces the first
  /// @param subjects IP addresses, host names, or URIs such as `urn:ppsp:peer:alice`
  public Issued issue(String name, String... subjects) {
    return write(name, pair("EC"), own, A_DAY, List.of(subjects));
  }

  /// Issues a certificate with a key of a kind, for a time.
  ///
  /// @param algorithm `EC` or `RSA`
  /// @param valid negative: it has been over for so long
  public Issued issue(String name, String algorithm, Duration valid, String... subjects) {
    return write(name, pair(algorithm), own, valid, List.of(subjects));
  }

  /// What a client needs that trusts this authority and no other.
  public SSLContext trust() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", own.value());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(CURVE));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Issued write(
      String name, KeyPair pair, @Nullable Issued issuer, Duration valid, List<String> subjects) {
    Instant now = Instant.now();
    Instant end = now.plus(valid);
    KeyPair signing = issuer == null ? pair : issuer.pair();
    String signature =
        signing.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=authority"),
              new BigInteger(120, random),
              Date.from((end.isBefore(now) ? end : now).minus(A_DAY)),
              Date.from(end),
              new X500Name("CN=" + name),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
      if (!subjects.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                subjects.stream().map(TestAuthority::subject).toArray(GeneralName[]::new)));
      }
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder(signature).build(signing.getPrivate())));
      return new Issued(
          pem(name + ".pem", "CERTIFICATE", certificate.getEncoded()),
          pem(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded()),
          pair,
          certificate);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralName subject(String text) {
    int kind =
        text.startsWith("urn:")
            ? GeneralName.uniformResourceIdentifier
            : text.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName;
    return new GeneralName(kind, text);
  }

  private Path pem(String name, String type, byte[] der) throws IOException {
    String text =
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(
                type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
    return Files.write(folder.resolve(name), text.getBytes(US_ASCII));
  }
}

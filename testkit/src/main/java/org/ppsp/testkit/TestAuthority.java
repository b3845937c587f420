package org.ppsp.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.PeerName;

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
    own = write("authority", pair("EC"), null, A_DAY, List.of(), false);
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
    return write(name, pair("EC"), own, A_DAY, List.of(subjects), false);
  }

  /// Issues a certificate with a key of a kind, for a time.
  ///
  /// @param algorithm `EC` (the curve P-256), `RSA` (2048 bits) or `Ed25519`
  /// @param valid negative: it has been over for so long
  public Issued issue(String name, String algorithm, Duration valid, String... subjects) {
    return write(name, pair(algorithm), own, valid, List.of(subjects), false);
  }

  /// Issues a peer's certificate, with a key on the curve P-256, for a day: it names the peer, and
  /// is for clients only.
  public Issued peer(PeerId peer) {
    return peer(peer, "EC", A_DAY);
  }

  /// Issues a peer's certificate with a key of a kind, for a time.
  ///
  /// @param algorithm `EC` (the curve P-256), `RSA` (2048 bits) or `Ed25519`
  /// @param valid negative: it has been over for so long
  public Issued peer(PeerId peer, String algorithm, Duration valid) {
    String name = "peer-" + peer.value().replaceAll("[^A-Za-z0-9.-]", "_") + "-" + algorithm;
    return write(name, pair(algorithm), own, valid, List.of(PeerName.uri(peer)), true);
  }

  /// A peer's certificate for a key that the caller has made, however strange, for a day; no files
  /// are written.
  public X509Certificate peer(PeerId peer, PublicKey key) {
    return sign("peer", key, own.pair(), A_DAY, List.of(PeerName.uri(peer)), false, true);
  }

  /// What a server needs that shows a certificate of this authority, and trusts this authority to
  /// vouch for peers.
  public SSLContext serve(Issued server) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = {server.value()};
      store.setKeyEntry("server", server.pair().getPrivate(), new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      return context(keys.getKeyManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Writes the list of the certificates that are revoked: these and no others.
  ///
  /// @return a PEM file, the same at each call
  public Path revoke(X509Certificate... revoked) {
    Instant now = Instant.now();
    X509v2CRLBuilder list =
        new X509v2CRLBuilder(new X500Name("CN=authority"), Date.from(now.minus(A_DAY)));
    list.setNextUpdate(Date.from(now.plus(A_DAY)));
    for (X509Certificate certificate : revoked) {
      list.addCRLEntry(certificate.getSerialNumber(), Date.from(now), CRLReason.privilegeWithdrawn);
    }
    try {
      byte[] signed =
          list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(own.pair().getPrivate()))
              .getEncoded();
      return pem("revoked.pem", "X509 CRL", signed);
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a client needs that trusts this authority and no other.
  public SSLContext trust() {
    return context(null);
  }

  private SSLContext context(KeyManager @Nullable [] keys) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", own.value());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
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
      } else if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Issued write(
      String name,
      KeyPair pair,
      @Nullable Issued issuer,
      Duration valid,
      List<String> subjects,
      boolean peer) {
    try {
      KeyPair signing = issuer == null ? pair : issuer.pair();
      X509Certificate certificate =
          sign(name, pair.getPublic(), signing, valid, subjects, issuer == null, peer);
      return new Issued(
          pem(name + ".pem", "CERTIFICATE", certificate.getEncoded()),
          pem(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded()),
          pair,
          certificate);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate sign(
      String name,
      PublicKey key,
      KeyPair signing,
      Duration valid,
      List<String> subjects,
      boolean authority,
      boolean peer) {
    Instant now = Instant.now();
    Instant end = now.plus(valid);
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
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (peer) {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
      }
      if (!subjects.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                subjects.stream().map(TestAuthority::subject).toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(signature).build(signing.getPrivate())));
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
    Path file = Files.write(folder.resolve(name), text.getBytes(US_ASCII));
    if (name.endsWith(".key") && Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }
}

package org.ppsp.protocol.auth;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Keys and certificates for tests.
final class Keys {
  static final KeyPair RSA = rsa(2048);
  static final KeyPair P256 = ec("secp256r1");
  static final KeyPair ED25519 = pair("Ed25519");
  static final List<KeyPair> ALL = List.of(RSA, P256, ED25519);

  private Keys() {}

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A certificate with these URIs as alternative names of its subject.
  static X509Certificate certificate(String... uris) {
    GeneralName[] names = new GeneralName[uris.length];
    for (int i = 0; i < uris.length; i++) {
      names[i] =
          new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(uris[i], false));
    }
    return certificate(names);
  }

  static X509Certificate certificate(GeneralName... names) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=authority"),
              BigInteger.ONE,
              Date.from(Instant.EPOCH),
              Date.from(Instant.parse("2038-01-01T00:00:00Z")),
              new X500Name("CN=urn:ppsp:peer:mallory"),
              P256.getPublic());
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(P256.getPrivate())));
    } catch (GeneralSecurityException | OperatorException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

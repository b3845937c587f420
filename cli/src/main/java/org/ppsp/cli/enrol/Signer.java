package org.ppsp.cli.enrol;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ppsp.protocol.auth.PeerName;

/// An authority's certificate and key, and what they sign.
final class Signer {
  /// The most characters of a common name (RFC 5280, appendix A).
  private static final int MAX_COMMON_NAME = 64;

  private final X509CertificateHolder own;
  private final PrivateKey key;

  private Signer(X509CertificateHolder own, PrivateKey key) {
    this.own = own;
    this.key = key;
  }

  /// A new authority that vouches for itself, and may have none below it.
  static Signer create(KeyPair pair, String name, BigInteger serial, Instant from, Instant until) {
    X500Name subject = commonName(name);
    SubjectPublicKeyInfo shown = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            subject, serial, Date.from(from), Date.from(until), subject, shown);
    try {
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions().createSubjectKeyIdentifier(shown));
      return new Signer(builder.build(by(pair.getPrivate())), pair.getPrivate());
    } catch (IOException e) {
      throw new IllegalStateException("an extension cannot be written", e);
    }
  }

  /// Reads an authority.
  static Signer read(Path certificate, Path keyFile) throws IOException, EnrolException {
    byte[] der = Pem.read(certificate, Pem.MAX_BYTES, Set.of(Pem.CERTIFICATE));
    X509CertificateHolder own;
    try {
      own = new X509CertificateHolder(der);
    } catch (IOException e) {
      throw damaged(certificate, e);
    }
    PrivateKey key = EcKey.read(keyFile);
    if (!EcKey.belong(key, shown(certificate, own))) {
      throw new EnrolException(
          "%s is not the key of %s; restore the one that belongs to it"
              .formatted(keyFile, certificate));
    }
    return new Signer(own, key);
  }

  private static PublicKey shown(Path file, X509CertificateHolder certificate)
      throws EnrolException {
    try {
      return new JcaX509CertificateConverter().getCertificate(certificate).getPublicKey();
    } catch (CertificateException e) {
      throw damaged(file, e);
    }
  }

  private static EnrolException damaged(Path certificate, Exception e) {
    return new EnrolException(certificate + " is damaged; restore it from a backup", e);
  }

  /// When the authority's own time ends.
  Instant until() {
    return own.getNotAfter().toInstant();
  }

  String certificate() throws IOException {
    return Pem.text(Pem.CERTIFICATE, own.getEncoded());
  }

  String key() {
    return EcKey.text(key);
  }

  /// Issues a certificate.
  ///
  /// @return PEM
  String certify(Issued issued, SubjectPublicKeyInfo shown) throws IOException {
    Subject subject = issued.subject();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            own.getSubject(),
            issued.serial(),
            Date.from(issued.from()),
            Date.from(issued.until()),
            commonName(subject.name()),
            shown);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose(subject)))
        .addExtension(Extension.subjectAlternativeName, false, names(subject))
        .addExtension(
            Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(shown))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions().createAuthorityKeyIdentifier(own.getSubjectPublicKeyInfo()));
    return Pem.text(Pem.CERTIFICATE, builder.build(by(key)).getEncoded());
  }

  /// Signs what is revoked.
  ///
  /// @return PEM
  String crl(BigInteger number, List<Issued> revoked, Instant from, Instant until)
      throws IOException {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(own.getSubject(), Date.from(from));
    builder.setNextUpdate(Date.from(until));
    for (Issued issued : revoked) {
      Issued.Revocation revocation = issued.revocation();
      if (revocation != null) {
        builder.addCRLEntry(issued.serial(), Date.from(revocation.at()), revocation.reason().code);
      }
    }
    builder
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions().createAuthorityKeyIdentifier(own.getSubjectPublicKeyInfo()))
        .addExtension(Extension.cRLNumber, false, new CRLNumber(number));
    return Pem.text(Pem.CRL, builder.build(by(key)).getEncoded());
  }

  private static KeyPurposeId purpose(Subject subject) {
    return switch (subject) {
      case Subject.Peer _ -> KeyPurposeId.id_kp_clientAuth;
      case Subject.Tracker _ -> KeyPurposeId.id_kp_serverAuth;
    };
  }

  private static GeneralNames names(Subject subject) {
    return switch (subject) {
      case Subject.Peer peer ->
          new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, PeerName.uri(peer.id())));
      case Subject.Tracker tracker ->
          new GeneralNames(
              tracker.hosts().stream()
                  .map(
                      host ->
                          new GeneralName(
                              host.isAddress() ? GeneralName.iPAddress : GeneralName.dNSName,
                              host.text()))
                  .toArray(GeneralName[]::new));
    };
  }

  /// For people only: what counts are the alternative names, which hold every name whole.
  private static X500Name commonName(String name) {
    String short64 =
        name.codePointCount(0, name.length()) <= MAX_COMMON_NAME
            ? name
            : name.substring(0, name.offsetByCodePoints(0, MAX_COMMON_NAME - 1)) + "…";
    // Not as a text, in which some characters would be obeyed.
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.CN, new DERUTF8String(short64))
        .build();
  }

  private static ContentSigner by(PrivateKey key) {
    try {
      return new JcaContentSignerBuilder(EcKey.ALGORITHM).build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
  }

  private static JcaX509ExtensionUtils extensions() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-1 to name keys by", e);
    }
  }
}

package org.ppsp.cli.enrol;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.PeerName;

/// What a peer asks for that keeps its key to itself: a certificate signing request (RFC 2986).
/// Only its key is taken; names come from the operator.
final class SigningRequest {
  private static final Set<String> TYPES =
      new LinkedHashSet<>(List.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"));
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");
  private static final int MIN_RSA_BITS = 2048;

  /// Larger ones would keep a tracker busy.
  private static final int MAX_RSA_BITS = 8192;

  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65_537);
  private static final int MAX_EXPONENT_BITS = 64;
  private static final String PEER = "urn:ppsp:peer:";

  private SigningRequest() {}

  /// Reads the key of a request whose sender has proved that it is his.
  ///
  /// @param peer whom the operator means; a request that names another is refused
  static SubjectPublicKeyInfo key(Path file, PeerId peer) throws IOException, EnrolException {
    byte[] der = Pem.read(file, Pem.MAX_BYTES, TYPES);
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
      SubjectPublicKeyInfo key = request.getSubjectPublicKeyInfo();
      checkKind(file, key);
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new EnrolException(
            file
                + ": the signature is wrong, so nothing proves that the sender has the key;"
                + " ask for another request");
      }
      checkNames(file, request.getRequestedExtensions(), PeerName.uri(peer));
      return key;
    } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
      throw new EnrolException(
          file
              + " is no certificate signing request (PKCS #10) that can be read; 'openssl req"
              + " -new' makes one",
          e);
    }
  }

  private static void checkKind(Path file, SubjectPublicKeyInfo key)
      throws IOException, EnrolException {
    ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
    boolean isGood;
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      int bits = rsa.getModulus().bitLength();
      BigInteger exponent = rsa.getPublicExponent();
      isGood =
          bits >= MIN_RSA_BITS
              && bits <= MAX_RSA_BITS
              && exponent.testBit(0)
              && exponent.compareTo(MIN_EXPONENT) >= 0
              && exponent.bitLength() <= MAX_EXPONENT_BITS;
    } else if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      isGood = X9ObjectIdentifiers.prime256v1.equals(key.getAlgorithm().getParameters());
    } else {
      isGood = kind.equals(ED25519);
    }
    if (!isGood) {
      throw new EnrolException(
          file
              + ": the key must be EC on P-256, RSA of 2048 to 8192 bits (exponent 65537 or"
              + " more), or Ed25519");
    }
  }

  private static void checkNames(Path file, Extensions asked, String uri) throws EnrolException {
    GeneralNames names =
        asked == null ? null : GeneralNames.fromExtensions(asked, Extension.subjectAlternativeName);
    if (names == null) {
      return;
    }
    for (GeneralName name : names.getNames()) {
      String text = name.getName().toString();
      if (name.getTagNo() == GeneralName.uniformResourceIdentifier
          && text.startsWith(PEER)
          && !text.equals(uri)) {
        throw new EnrolException(
            "%s asks for another peer than %s; check --peer-id".formatted(file, uri));
      }
    }
  }
}

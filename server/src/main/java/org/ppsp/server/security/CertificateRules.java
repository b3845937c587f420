package org.ppsp.server.security;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.auth.ConnectProof;

/// What certificates of peers, and of those who vouch for them, must be like, beyond what the JDK
/// checks of a path: it takes the authority at its end as it is.
final class CertificateRules {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int LEAST_EC_BITS = 256;
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final List<String> WEAK = List.of("MD2", "MD4", "MD5", "SHA1", "SHA-1");

  // Positions in the extension keyUsage (RFC 5280, section 4.2.1.3).
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private CertificateRules() {}

  /// What is wrong with an authority, apart from its time.
  ///
  /// @return in words that go on after its name; null if nothing is
  static @Nullable String faultOfAuthority(X509Certificate authority) {
    if (authority.getBasicConstraints() < 0) {
      return "is no authority (CA:TRUE)";
    }
    if (!may(authority, KEY_CERT_SIGN)) {
      return "may not sign certificates (its keyUsage has no keyCertSign)";
    }
    if (!isSound(authority.getPublicKey())) {
      return "has a weak key; it must be RSA with %s bits or more, EC with %s bits or more, or Ed25519"
          .formatted(LEAST_RSA_BITS, LEAST_EC_BITS);
    }
    if (authority.getExtensionValue(NAME_CONSTRAINTS) != null && constraints(authority) == null) {
      return "has name constraints that cannot be read";
    }
    return null;
  }

  /// What is wrong with a list of revoked certificates; null if nothing is.
  static @Nullable String faultOfList(X509CRL list, X509Certificate authority) {
    if (isWeak(list.getSigAlgName(), list.getSigAlgParams())) {
      return "is signed with "
          + list.getSigAlgName()
          + ", which can be forged; sign it with SHA-256";
    }
    return may(authority, CRL_SIGN)
        ? null
        : "is signed by an authority that may not sign such lists (its keyUsage has no cRLSign)";
  }

  /// Refuses a peer's certificate that is not made for showing who a peer is.
  static void check(X509Certificate certificate) throws Rejected {
    if (ConnectProof.Algorithm.of(certificate.getPublicKey()).isEmpty()) {
      throw Rejected.wrong(
          "the certificate's key must be RSA with 2048 to 8192 bits, EC on P-256, or Ed25519");
    }
    if (isWeak(certificate.getSigAlgName(), certificate.getSigAlgParams())) {
      throw Rejected.wrong(
          "the certificate is signed with %s, which can be forged: ask the operator for one that is signed with SHA-256"
              .formatted(certificate.getSigAlgName()));
    }
    if (certificate.getBasicConstraints() >= 0 || !isForClients(certificate)) {
      throw Rejected.wrong("the certificate is not for clients");
    }
    if (!may(certificate, DIGITAL_SIGNATURE)) {
      throw Rejected.wrong(
          "the certificate's key is not for signing (its keyUsage has no digitalSignature): ask the"
              + " operator for a new one");
    }
  }

  /// Refuses a certificate whose authority no longer counts, or may not vouch for its names.
  static void check(X509Certificate certificate, X509Certificate authority, long now)
      throws Rejected {
    if (authority.getNotAfter().toInstant().toEpochMilli() < now
        || authority.getNotBefore().toInstant().toEpochMilli() > now) {
      throw Rejected.wrong(
          "the authority that issued the certificate has expired or is not valid yet: ask the"
              + " operator for a new certificate");
    }
    X509CertSelector allowed = constraints(authority);
    if (allowed != null && !allowed.match(certificate)) {
      throw Rejected.wrong(
          "the certificate has a name that its authority must not vouch for (name constraints):"
              + " ask the operator for a new one");
    }
  }

  /// Which certificates an authority may issue; null if that is not constrained, or cannot be read.
  private static @Nullable X509CertSelector constraints(X509Certificate authority) {
    byte[] wrapped = authority.getExtensionValue(NAME_CONSTRAINTS);
    if (wrapped == null) {
      return null;
    }
    try {
      X509CertSelector allowed = new X509CertSelector();
      allowed.setNameConstraints(unwrapped(wrapped));
      return allowed;
    } catch (IOException | RuntimeException _) { // of which readers throw several
      return null;
    }
  }

  /// What is in an OCTET STRING of DER.
  private static byte[] unwrapped(byte[] der) {
    int head = (der[1] & 0x80) == 0 ? 2 : 2 + (der[1] & 0x7f);
    return Arrays.copyOfRange(der, head, der.length);
  }

  private static boolean may(X509Certificate certificate, int usage) {
    boolean[] usages = certificate.getKeyUsage();
    return usages == null || usages[usage];
  }

  private static boolean isSound(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
      case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= LEAST_EC_BITS;
      case EdECPublicKey _ -> true;
      default -> false;
    };
  }

  /// Whether what is signed so can be forged. Of RSASSA-PSS the name does not say it.
  private static boolean isWeak(String algorithm, byte @Nullable [] parameters) {
    String name = algorithm.toUpperCase(Locale.ROOT);
    if (name.contains("PSS") && !name.contains("WITH")) {
      try {
        AlgorithmParameters pss = AlgorithmParameters.getInstance("RSASSA-PSS");
        pss.init(parameters);
        name = pss.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
      } catch (GeneralSecurityException | IOException | RuntimeException _) {
        return true; // the default is SHA-1
      }
    }
    return WEAK.stream().anyMatch(name::startsWith);
  }

  private static boolean isForClients(X509Certificate certificate) throws Rejected {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(CLIENT) || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException _) {
      throw Rejected.wrong("the certificate cannot be checked: it is malformed");
    }
  }
}

package org.ppsp.server.security;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A PEM file (RFC 7468), as it was when it was read.
final class PemFile {
  /// Larger than any chain of certificates that a handshake could carry.
  private static final int MAX_BYTES = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  /// Those that the JDK can do TLS with.
  private static final List<String> ALGORITHMS = List.of("RSA", "EC");

  private final KeptFile kept;
  private final Path file;
  private final byte[] bytes;

  PemFile(KeptFile kept) {
    this.kept = kept;
    file = kept.file();
    bytes = kept.bytes();
  }

  static PemFile read(Path file) throws CredentialException {
    return new PemFile(KeptFile.read(file, MAX_BYTES));
  }

  Path file() {
    return file;
  }

  boolean hasSameBytes(PemFile other) {
    return kept.hasSameBytes(other.kept);
  }

  /// All certificates, in their order; at least one.
  List<X509Certificate> certificates() throws CredentialException {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException e) {
      Matcher block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
      if (block.find() && !block.group(1).endsWith("CERTIFICATE")) {
        throw new CredentialException(
            "%s holds a %s and no certificate; are two files swapped?"
                .formatted(file, block.group(1)),
            e);
      }
      throw new CredentialException(
          file + " holds a certificate that cannot be read: " + e.getMessage(), e);
    }
    throw new CredentialException(
        file + " holds no certificate; it must have -----BEGIN CERTIFICATE----- (PEM)");
  }

  /// The one private key.
  PrivateKey privateKey() throws CredentialException {
    ExposedFile.warn(file);
    Matcher block = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      String type = block.group(1);
      if (type.equals("PRIVATE KEY")) {
        return privateKey(block.group(2));
      }
      if (type.endsWith("PRIVATE KEY")) {
        throw new CredentialException(
            "%s holds a key as %s; write it as PKCS #8: openssl pkcs8 -topk8 -nocrypt -in %s -out new.key"
                .formatted(file, type, file));
      }
    }
    throw new CredentialException(
        file + " holds no private key; it must have -----BEGIN PRIVATE KEY----- (PEM, PKCS #8)");
  }

  private PrivateKey privateKey(String base64) throws CredentialException {
    PKCS8EncodedKeySpec spec;
    try {
      spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException _) {
      throw new CredentialException(file + " holds a private key that is no Base64");
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException _) {
        // of another kind, perhaps
      }
    }
    throw new CredentialException(
        file
            + " holds a private key that is neither RSA nor EC, or is damaged; a new one: openssl"
            + " genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out new.key");
  }
}

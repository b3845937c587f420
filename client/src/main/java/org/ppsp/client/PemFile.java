package org.ppsp.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads certificates and keys. What it throws names the file, the cause and the cure, and nothing
/// of a key.
final class PemFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\s");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PemFile() {}

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(file + " may not be read by this user", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// The certificates in a file, at least one.
  ///
  /// @throws IllegalArgumentException if there is none, or it cannot be used
  static List<X509Certificate> certificates(Path pem) {
    List<X509Certificate> all;
    try {
      all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificatesOnly(bytes(pem))))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          pem + " holds a certificate that cannot be used: " + e.getMessage(), e);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          pem + " holds no certificate; it must have -----BEGIN CERTIFICATE----- (PEM)");
    }
    return all;
  }

  /// There may be a key, too: the JDK would take it for a certificate.
  private static byte[] certificatesOnly(byte[] file) {
    String text = new String(file, ISO_8859_1) + "\n";
    return text.contains("-----BEGIN ")
        ? CERTIFICATE
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.joining())
            .getBytes(ISO_8859_1)
        : file;
  }

  /// The private key in a file.
  ///
  /// @param algorithm of the public key that it belongs to
  /// @throws IllegalArgumentException if there is none, or it is none of that algorithm
  static PrivateKey key(Path pem, String algorithm) {
    String text = new String(bytes(pem), ISO_8859_1);
    Matcher key = KEY.matcher(text);
    if (!key.find()) {
      throw new IllegalArgumentException(
          text.contains("PRIVATE KEY-----")
              ? pem
                  + " holds a key that is encrypted or in an older form; write it anew with"
                  + " 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'"
              : pem + " holds no key; it must have -----BEGIN PRIVATE KEY----- (PEM, PKCS #8)");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause: it may show a part of the key.
      throw new IllegalArgumentException(
          pem + " holds no key of the kind that its certificate has, " + algorithm);
    }
  }
}

package org.ppsp.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Which certificates a client trusts, where those that the system trusts are not what is wanted:
/// an operator may have an authority of his own.
public final class Authorities {
  private static final int MAX_BYTES = 1 << 20;

  private Authorities() {}

  /// What a client needs that trusts the authorities in a file, and no others.
  ///
  /// @param pem their certificates, at least one
  /// @throws IllegalArgumentException if the file cannot be read or used; the message names the
  ///   file, the cause and the cure
  public static SSLContext in(Path pem) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates(pem)) {
        store.setCertificateEntry(Integer.toString(number++), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(pem + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(pem + " may not be read by this user", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(pem + " cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          pem + " holds a certificate that cannot be used: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path pem)
      throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(pem)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      if (all.isEmpty()) {
        throw new IllegalArgumentException(
            pem + " holds no certificate; it must have -----BEGIN CERTIFICATE----- (PEM)");
      }
      return all;
    }
  }
}

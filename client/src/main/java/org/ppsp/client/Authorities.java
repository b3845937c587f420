package org.ppsp.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Which certificates a client trusts, where those that the system trusts are not what is wanted:
/// an operator may have an authority of his own.
public final class Authorities {
  private Authorities() {}

  /// What a client needs that trusts the authorities in a file, and no others.
  ///
  /// @param pem their certificates, at least one
  /// @throws IllegalArgumentException if the file cannot be read or used; the message names the
  ///   file, the cause and the cure
  public static SSLContext in(Path pem) {
    return context(trust(pem), null);
  }

  /// What a client needs that also shows a certificate of its own to trackers that ask for one.
  ///
  /// @param pem certificates of authorities; null: those that the JVM trusts
  /// @throws IllegalArgumentException if the file cannot be read or used
  public static SSLContext in(@Nullable Path pem, PeerIdentity identity) {
    return context(pem == null ? null : trust(pem), identity);
  }

  /// @param trusted null: those that the JVM trusts
  static SSLContext context(TrustManager @Nullable [] trusted, @Nullable PeerIdentity identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity == null ? null : identity.keyManagers(), trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM knows no TLS", e);
    }
  }

  static TrustManager[] trust(Path pem) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (X509Certificate certificate : PemFile.certificates(pem)) {
        store.setCertificateEntry(Integer.toString(number++), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          pem + " holds a certificate that cannot be used: " + e.getMessage(), e);
    }
  }
}

package org.ppsp.server.security;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate and its key for the JDK's TLS, taken anew when their files change: connections
/// that come get the new one. Files that cannot be used leave all as it was. Thread-safe.
final class RenewedKeys extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(RenewedKeys.class);
  private static final String ALIAS = "tracker";

  private final Path certificateFile;
  private final Path keyFile;
  private volatile Pair pair;
  private final Trouble trouble = new Trouble();

  private record Pair(
      PemFile chainFile, PemFile keyFile, List<X509Certificate> chain, PrivateKey key) {
    static Pair of(PemFile chainFile, PemFile keyFile) throws CredentialException {
      List<X509Certificate> chain = chainFile.certificates();
      PrivateKey own = keyFile.privateKey();
      Tls.checkPair(chainFile, keyFile, chain.getFirst(), own);
      return new Pair(chainFile, keyFile, chain, own);
    }
  }

  RenewedKeys(Path certificate, Path key) throws CredentialException {
    certificateFile = certificate;
    keyFile = key;
    pair = Pair.of(PemFile.read(certificate), PemFile.read(key));
  }

  /// TLS with them.
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new X509ExtendedKeyManager[] {this}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM knows no TLS", e);
    }
  }

  /// Looks whether the files have changed, and takes them if so.
  synchronized void look() {
    try {
      PemFile chain = PemFile.read(certificateFile);
      PemFile key = PemFile.read(keyFile);
      if (!chain.hasSameBytes(pair.chainFile) || !key.hasSameBytes(pair.keyFile)) {
        pair = Pair.of(chain, key);
        trouble.isOver();
        LOG.info("the certificate of the management port is that of {} now", certificateFile);
      }
    } catch (CredentialException e) {
      if (trouble.isNew(e)) {
        LOG.warn("the certificate of the management port stays as it was: {}", e.getMessage());
      }
    }
  }

  private @Nullable String alias(String keyType) {
    return keyType.startsWith(pair.key.getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return alias(keyType) == null ? null : new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return pair.chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return pair.key;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null; // it is for a server
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}

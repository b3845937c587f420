package org.ppsp.server.security;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.HttpFront;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate and key of the tracker, as the files have them now: connections that come get
/// the new ones as soon as [#look] has seen them, those that are open keep theirs. Files that
/// cannot be used leave all as it was. Thread-safe.
final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final int CACHED_SESSIONS = 20_000;
  private static final Duration SESSION = Duration.ofHours(1);

  static {
    // A client of TLS 1.2 could have one handshake after the other for next to nothing.
    String renegotiation = "jdk.tls.rejectClientInitiatedRenegotiation";
    if (System.getProperty(renegotiation) == null) {
      System.setProperty(renegotiation, "true");
    }
  }

  private final TlsSettings settings;
  private final TlsEngine engine;
  private final @Nullable PeerAuthority peers;
  private final InstantSource clock;
  private PemFile certificate; // guarded by this, like the key: as they were seen last
  private PemFile key;
  private List<X509Certificate> issuers = List.of(); // of peers, likewise
  private final Trouble trouble = new Trouble();
  private volatile SslContext context;
  private volatile List<String> names = List.of();

  /// Reads the files.
  ///
  /// @param peers says which certificates of clients are accepted; null: none are asked for
  /// @throws CredentialException if they cannot be used
  Tls(TlsSettings settings, @Nullable PeerAuthority peers, InstantSource clock)
      throws CredentialException {
    this.settings = settings;
    this.peers = peers;
    this.clock = clock;
    engine = settings.engine().available();
    if (settings.engine() != TlsEngine.AUTO && settings.engine() != engine) {
      LOG.warn("TLS engine {} is not available here, {} is used", settings.engine(), engine);
    }
    certificate = PemFile.read(settings.certificate());
    key = PemFile.read(settings.key());
    context = build();
  }

  /// What new connections are to use.
  SslContext context() {
    return context;
  }

  /// The names in the certificate.
  List<String> names() {
    return names;
  }

  /// Looks whether the files have changed, and takes them if so.
  @SuppressWarnings("ReferenceEquality") // the list itself is another one then
  synchronized void look() {
    try {
      PemFile newCertificate = PemFile.read(settings.certificate());
      PemFile newKey = PemFile.read(settings.key());
      boolean otherPeers = peers != null && peers.issuers() != issuers;
      if (newCertificate.hasSameBytes(certificate) && newKey.hasSameBytes(key) && !otherPeers) {
        return;
      }
      certificate = newCertificate;
      key = newKey;
      context = build();
      trouble.isOver();
      LOG.info("the TLS certificate is that of {} now", settings.certificate());
    } catch (CredentialException e) {
      if (trouble.isNew(e)) {
        LOG.warn("the TLS certificate stays as it was: {}", e.getMessage());
      }
    }
  }

  private SslContext build() throws CredentialException {
    List<X509Certificate> chain = certificate.certificates();
    PrivateKey own = key.privateKey();
    X509Certificate first = chain.getFirst();
    checkPair(certificate, key, first, own);
    names = TrackerNames.of(first);
    if (first.getNotAfter().toInstant().isBefore(clock.instant())) {
      LOG.warn(
          "{} has expired at {}: clients will refuse it; replace the file, it is taken at once",
          certificate.file(),
          first.getNotAfter().toInstant());
    }
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(own, chain);
      if (peers != null) {
        // Who has none can still say so in words, and be told what would do.
        builder.clientAuth(ClientAuth.OPTIONAL).trustManager(new PeerTrust(peers));
        issuers = peers.issuers();
      }
      return builder
          .sslProvider(engine.provider())
          .applicationProtocolConfig(HttpFront.VERSIONS)
          .protocols(settings.tls12() ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3"))
          .sessionCacheSize(CACHED_SESSIONS)
          .sessionTimeout(SESSION.toSeconds())
          .build();
    } catch (SSLException e) {
      throw new CredentialException(
          certificate.file() + " cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  /// Refuses a key that is not that of the certificate.
  static void checkPair(PemFile certificate, PemFile key, X509Certificate first, PrivateKey own)
      throws CredentialException {
    if (!belongTogether(first, own)) {
      throw new CredentialException(
          "the key of %s is not that of the first certificate of %s; the two must be made together, and the tracker's own certificate must come first"
              .formatted(key.file(), certificate.file()));
    }
  }

  /// Whether what the key signs is good in the eyes of the certificate.
  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    byte[] message = {1};
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false; // a key of another kind
    }
  }
}

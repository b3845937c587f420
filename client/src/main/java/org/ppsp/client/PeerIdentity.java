package org.ppsp.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.protocol.auth.PeerName;
import org.ppsp.protocol.auth.TrackerName;

/// A peer's certificate and its key. It is shown in the TLS handshake
/// ([TrackerClientBuilder#identity]), and it answers a tracker's challenge to CONNECT
/// (specification, section 9). Immutable.
public final class PeerIdentity implements Credentials {
  private static final byte[] TRIAL = {'t', 'r', 'i', 'a', 'l'};

  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final Certificate cer;
  private final ConnectProof.@Nullable Algorithm algorithm;
  private final @Nullable PeerId peer;

  private PeerIdentity(List<X509Certificate> chain, PrivateKey key, Certificate cer) {
    this.chain = chain;
    this.key = key;
    this.cer = cer;
    algorithm = ConnectProof.Algorithm.of(chain.getFirst().getPublicKey()).orElse(null);
    peer = PeerName.of(chain.getFirst()).orElse(null);
  }

  /// Reads an identity from files.
  ///
  /// @param certificatePem the certificate, and those between it and its authority if there are
  /// @param keyPem its key: PKCS #8 that is not encrypted
  /// @throws IllegalArgumentException if a file cannot be read or used, or the key is that of
  ///   another certificate; the message names the file, the cause and the cure
  public static PeerIdentity in(Path certificatePem, Path keyPem) {
    List<X509Certificate> chain = PemFile.certificates(certificatePem);
    X509Certificate own = chain.getFirst();
    PrivateKey key = PemFile.key(keyPem, own.getPublicKey().getAlgorithm());
    PeerIdentity identity;
    try {
      String der = Base64.getEncoder().encodeToString(own.getEncoded());
      identity = new PeerIdentity(chain, key, new Certificate(der));
    } catch (CertificateEncodingException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          certificatePem + " holds a certificate that cannot be sent: " + e.getMessage(), e);
    }
    if (!identity.belongTogether()) {
      throw new IllegalArgumentException(
          keyPem + " holds the key of another certificate than " + certificatePem);
    }
    return identity;
  }

  /// A key that no challenge can be answered with is tried in the handshake only.
  private boolean belongTogether() {
    if (algorithm == null) {
      return true;
    }
    try {
      Signature signature = ConnectProof.sign(key, algorithm, TRIAL);
      return ConnectProof.verify(chain.getFirst().getPublicKey(), signature, TRIAL);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// The peer that the certificate names.
  ///
  /// @return empty if it names none, or more than one
  public Optional<PeerId> peer() {
    return Optional.ofNullable(peer);
  }

  @Override
  public Certificate cer() {
    return cer;
  }

  /// Shows the certificate and signs the challenge, unless the signature has to name the tracker,
  /// which is not known here.
  @Override
  public Request.@Nullable Connect satisfy(Request.Connect refused, List<Condition> conditions) {
    return satisfy(refused, conditions, null);
  }

  /// Shows the certificate and signs the challenge, if the CONNECT is of the peer that the
  /// certificate names, and the tracker takes signatures by this kind of key. The signature names
  /// the tracker by the host of its URL, if the challenge asks for that: what a false tracker asks
  /// for is of no use at another one then.
  @Override
  public Request.@Nullable Connect satisfy(
      URI tracker, Request.Connect refused, List<Condition> conditions) {
    return satisfy(refused, conditions, TrackerName.of(tracker.getHost()));
  }

  private Request.@Nullable Connect satisfy(
      Request.Connect refused, List<Condition> conditions, @Nullable String tracker) {
    if (algorithm == null || (peer != null && !peer.equals(refused.peerId()))) {
      return null;
    }
    for (Condition condition : conditions) {
      Condition.Challenge challenge = condition.challenge();
      if (condition.type() == Condition.Type.CERTIFICATE
          && challenge != null
          && Arrays.asList(challenge.algorithm().split("\\s+")).contains(algorithm.text())) {
        if (!challenge.nonce().startsWith(ConnectProof.BOUND)) {
          byte[] message =
              ConnectProof.message(challenge.nonce(), refused.peerId(), refused.transactionId());
          return with(refused, ConnectProof.sign(key, algorithm, message));
        }
        if (tracker != null) {
          byte[] message =
              ConnectProof.message(
                  challenge.nonce(), tracker, refused.peerId(), refused.transactionId());
          return with(refused, ConnectProof.sign(key, algorithm, message).of(tracker));
        }
      }
    }
    return null;
  }

  private Request.Connect with(Request.Connect connect, Signature signature) {
    return new Request.Connect(
        connect.transactionId(),
        connect.peerId(),
        cer,
        connect.addresses(),
        connect.controlPort(),
        connect.stats(),
        signature);
  }

  KeyManager[] keyManagers() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("peer", key, new char[0], chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      return keys.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the identity cannot be used for TLS", e);
    }
  }

  /// Says whose it is; nothing of the key.
  @Override
  public String toString() {
    return "PeerIdentity[" + (peer == null ? "of no peer" : peer) + "]";
  }
}

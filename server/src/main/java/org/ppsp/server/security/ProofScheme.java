package org.ppsp.server.security;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// The certificate in CONNECT, with a signature that proves that its key is the peer's: of a nonce
/// that the tracker gave this peer, which is good once and for a short time, and of the
/// TransactionID; and of the tracker's name, so that no other tracker can have asked for it.
///
/// @param names which the signature may name
/// @param unbound whether one will do that names no tracker
record ProofScheme(
    PeerAuthority authority,
    Challenges challenges,
    TrackerNames names,
    boolean unbound,
    InstantSource clock)
    implements Scheme {
  @Override
  public @Nullable Credential prove(Request request, Sender sender) throws Rejected {
    return switch (request) {
      case Request.Connect connect -> prove(connect);
      case Request.Disconnect disconnect -> check(disconnect);
      default -> null;
    };
  }

  /// Without a signature it proves nothing, and is told what to sign.
  private @Nullable Credential prove(Request.Connect connect) throws Rejected {
    Certificate cer = connect.certificate();
    Signature proof = connect.signature();
    return cer == null || proof == null ? null : prove(connect, cer, proof);
  }

  /// Everyone may know a certificate: it proves nothing alone, but must be the peer's.
  private @Nullable Credential check(Request.Disconnect disconnect) throws Rejected {
    if (disconnect.certificate() != null) {
      checkName(authority.accept(PeerAuthority.read(disconnect.certificate())), disconnect);
    }
    return null;
  }

  private Credential prove(Request.Connect connect, Certificate cer, Signature proof)
      throws Rejected {
    X509Certificate certificate = PeerAuthority.read(cer);
    Credential credential = authority.accept(certificate);
    checkName(credential, connect);
    checkTracker(proof);
    if (!challenges.hasRoom()) {
      throw Rejected.because(Status.SERVICE_UNAVAILABLE, "too many peers connect; come back later");
    }
    boolean isProved =
        challenges.use(
            connect.peerId(),
            nonce ->
                ConnectProof.verify(
                    certificate.getPublicKey(), proof, message(nonce, proof, connect)));
    if (!isProved) {
      throw Rejected.wrong(
          "the Signature is not that of the last challenge's nonce, this PeerID and this"
              + " TransactionID by the key of Cer: sign the nonce of the Challenge");
    }
    return credential;
  }

  private byte[] message(String nonce, Signature proof, Request.Connect connect) {
    String given = given(nonce);
    String tracker = proof.tracker();
    return tracker == null
        ? ConnectProof.message(given, connect.peerId(), connect.transactionId())
        : ConnectProof.message(given, tracker, connect.peerId(), connect.transactionId());
  }

  /// The nonce as the challenge has it: from it, peers see that they are to name the tracker.
  private String given(String nonce) {
    return names.isEmpty() ? nonce : ConnectProof.BOUND + nonce;
  }

  private void checkTracker(Signature proof) throws Rejected {
    String tracker = proof.tracker();
    if (tracker == null) {
      if (!unbound) {
        throw Rejected.wrong(
            "the Signature beside Cer names no tracker, so that another one could have asked for"
                + " it: sign in the second form, with the attribute tracker");
      }
    } else if (!names.contain(tracker)) {
      throw Rejected.wrong(
          "the Signature beside Cer is for another tracker, not for this one: use a name of this"
              + " one in the URL; its operator lists them in http.hosts");
    }
  }

  private static void checkName(Credential credential, Request request) throws Rejected {
    if (!credential.peer().equals(request.peerId())) {
      throw Rejected.because(
          Status.FORBIDDEN_ACTION, "Cer is of another PeerID: send the one it names");
    }
  }

  @Override
  public boolean fits(Request request) {
    return request.method() == Method.CONNECT;
  }

  @Override
  public boolean isDear(Request request, Sender sender) {
    return request instanceof Request.Disconnect disconnect && disconnect.certificate() != null;
  }

  @Override
  public Condition.Type type() {
    return Condition.Type.CERTIFICATE;
  }

  @Override
  public Condition condition(Request request) {
    return new Condition(
        type(),
        new Condition.Challenge(
            given(challenges.nonce(request.peerId())),
            ConnectProof.Algorithm.list(),
            clock.instant().plus(challenges.lifetime())));
  }

  @Override
  public String toString() {
    return "certificate (in XML)";
  }

  @Override
  public boolean look() {
    return authority.look();
  }
}

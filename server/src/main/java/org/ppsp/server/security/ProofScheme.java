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
/// TransactionID.
record ProofScheme(PeerAuthority authority, Challenges challenges, InstantSource clock)
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
    if (!challenges.hasRoom()) {
      throw Rejected.because(Status.SERVICE_UNAVAILABLE, "too many peers connect; come back later");
    }
    boolean isProved =
        challenges.use(
            connect.peerId(),
            nonce ->
                ConnectProof.verify(
                    certificate.getPublicKey(),
                    proof,
                    ConnectProof.message(nonce, connect.peerId(), connect.transactionId())));
    if (!isProved) {
      throw Rejected.wrong(
          "the Signature is not that of the last challenge's nonce, this PeerID and this"
              + " TransactionID by the key of Cer: sign the nonce of the Challenge");
    }
    return credential;
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
  public Condition condition(Request request) {
    return new Condition(
        Condition.Type.CERTIFICATE,
        new Condition.Challenge(
            challenges.nonce(request.peerId()),
            ConnectProof.Algorithm.list(),
            clock.instant().plus(challenges.lifetime())));
  }

  @Override
  public String toString() {
    return "certificate (in XML)";
  }

  @Override
  public void look() {
    authority.look();
  }
}

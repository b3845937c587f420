package org.ppsp.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Request;

/// Satisfies what a tracker demands of a peer that connects (specification, sections 4 and 9).
@FunctionalInterface
public interface Credentials {
  /// A certificate, shown in `Cer`, with whose key challenges are signed.
  ///
  /// @param certificatePem the peer's certificate
  /// @param keyPem its key: PKCS #8 that is not encrypted
  /// @throws IllegalArgumentException if a file cannot be read or used
  static PeerIdentity certificate(Path certificatePem, Path keyPem) {
    return PeerIdentity.in(certificatePem, keyPem);
  }

  /// Answers AUTHENTICATION_REQUIRED before CONNECT counts as refused: twice at most, as a
  /// challenge may have been used up or expired when its answer came. What is returned goes to the
  /// tracker that refused, and to no other. Called by the thread that connects.
  ///
  /// @param refused the CONNECT that was refused
  /// @param conditions what would do, any one of them
  /// @return the CONNECT to send instead, with a certificate and a signature, say; null if there is
  ///   nothing to offer
  Request.@Nullable Connect satisfy(Request.Connect refused, List<Condition> conditions);

  /// The same with the URL of the tracker, for proofs that name it; asks the other one by default.
  ///
  /// @param tracker which refused
  default Request.@Nullable Connect satisfy(
      URI tracker, Request.Connect refused, List<Condition> conditions) {
    return satisfy(refused, conditions);
  }

  /// What a session shows in `Cer` from the start, unless it was given another certificate; by
  /// default nothing.
  default @Nullable Certificate cer() {
    return null;
  }
}

package org.ppsp.server.security;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SwarmId;
import org.ppsp.tracker.Credential;

/// A certificate whose key the caller has proved to hold.
final class CertificateCredential implements Credential {
  private final PeerId peer;
  private final X509Certificate certificate;
  private final PeerAuthority authority;

  /// What the authority went by when it accepted it; null once it no longer did.
  private volatile @Nullable Object basis;

  CertificateCredential(
      PeerId peer, X509Certificate certificate, PeerAuthority authority, Object basis) {
    this.peer = peer;
    this.certificate = certificate;
    this.authority = authority;
    this.basis = basis;
  }

  @Override
  public PeerId peer() {
    return peer;
  }

  @Override
  public boolean allows(SwarmId swarm) {
    return true;
  }

  @Override
  public boolean isValid() {
    Object then = basis;
    Object now = then == null ? null : authority.stillAccepts(certificate, then);
    if (now == null) {
      basis = null;
      return false;
    }
    basis = now;
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CertificateCredential that
        && peer.equals(that.peer)
        && certificate.equals(that.certificate);
  }

  @Override
  public int hashCode() {
    return certificate.hashCode();
  }

  /// A certificate says more than is needed to find it again.
  @Override
  public String toString() {
    return "certificate " + certificate.getSerialNumber().toString(16) + " of " + peer;
  }
}

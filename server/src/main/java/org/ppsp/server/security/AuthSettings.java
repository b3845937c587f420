package org.ppsp.server.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How peers prove who they are (specification, section 9).
///
/// @param mechanisms any one of which will do; none: peers need not prove it
/// @param authorities a PEM file: who may vouch for peers; with TLS and CERTIFICATE
/// @param revoked a file with what those have revoked, or null
/// @param realm what passwords are for; with DIGEST; null: one of the tracker's own
/// @param users the file of passwords; with DIGEST
/// @param md5 whether Digest may use MD5
/// @param keys where the keys are that tokens are signed with: a file, or an `https` URL; with
///   BEARER
/// @param issuer of tokens, or null for any
/// @param audience that a token must name
/// @param maxTokenLifetime how long a token may be good
/// @param unboundProof whether a signature of CONNECT will do that names no tracker
/// @param nonceLifetime how long a nonce is good
public record AuthSettings(
    Set<Mechanism> mechanisms,
    @Nullable Path authorities,
    @Nullable Path revoked,
    @Nullable String realm,
    @Nullable Path users,
    boolean md5,
    @Nullable String keys,
    @Nullable String issuer,
    String audience,
    Duration maxTokenLifetime,
    boolean unboundProof,
    Duration nonceLifetime) {
  /// Ways to prove who one is.
  public enum Mechanism {
    /// A certificate in the TLS handshake.
    TLS,
    /// A certificate in CONNECT, and a signature.
    CERTIFICATE,
    /// A password, by HTTP Digest.
    DIGEST,
    /// A token of OAuth 2.0, a JWT.
    BEARER
  }

  /// Copies the set.
  public AuthSettings {
    mechanisms = Set.copyOf(mechanisms);
  }

  boolean has(Mechanism mechanism) {
    return mechanisms.contains(mechanism);
  }
}

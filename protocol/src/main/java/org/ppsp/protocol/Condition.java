package org.ppsp.protocol;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a peer must satisfy before CONNECT succeeds (specification, section 4).
///
/// @param type which kind of credential is wanted
/// @param challenge what to sign, with [Type#CERTIFICATE]; otherwise null
public record Condition(Type type, @Nullable Challenge challenge) {
  /// The kinds of credentials.
  public enum Type {
    /// `Cer` and `Signature` in CONNECT.
    CERTIFICATE("certificate"),
    /// HTTP Digest.
    DIGEST("digest"),
    /// An OAuth 2.0 bearer token.
    BEARER("bearer"),
    /// A certificate in the TLS handshake.
    TLS_CLIENT_CERTIFICATE("tls-client-certificate");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /// The word on the wire.
    public String text() {
      return text;
    }

    /// The type of a word on the wire.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Type of(String text) {
      return Arrays.stream(values())
          .filter(type -> type.text.equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("unknown Condition type " + text));
    }
  }

  /// What a peer has to sign.
  ///
  /// @param nonce to be used once, 1 to 128 characters
  /// @param algorithm the algorithms the tracker accepts, 1 to 64 characters
  /// @param expires until when
  public record Challenge(String nonce, String algorithm, Instant expires) {
    /// Checks the lengths.
    ///
    /// @throws IllegalArgumentException if one is left
    public Challenge {
      Identifiers.word("nonce", nonce, 128);
      Identifiers.text("algorithm", algorithm, 64);
    }
  }
}

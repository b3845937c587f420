package org.ppsp.server.security;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// What protects the management port: its certificate, and the token that an operator shows.
/// Thread-safe.
public final class ManageAccess {
  private static final int MAX_BYTES = 4096;
  private static final int SHORTEST = 16;

  private final @Nullable Watched<byte[]> token;
  private final @Nullable RenewedKeys keys;

  /// Reads the files.
  ///
  /// @param token a file with a token of at least 16 characters; null: none is needed
  /// @param certificate null for plain HTTP, as the key
  /// @throws CredentialException if a file cannot be used
  public ManageAccess(@Nullable Path token, @Nullable Path certificate, @Nullable Path key)
      throws CredentialException {
    this.token =
        token == null
            ? null
            : new Watched<>("token of the management port", token, MAX_BYTES, ManageAccess::read);
    keys = certificate == null || key == null ? null : new RenewedKeys(certificate, key);
  }

  private static byte[] read(KeptFile file) throws CredentialException {
    ExposedFile.warn(file.file());
    String text = new String(file.bytes(), StandardCharsets.UTF_8).strip();
    if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new CredentialException(
          "%s must hold a token: one line of at least %s visible characters of ASCII; make one: openssl rand -hex 32"
              .formatted(file.file(), SHORTEST));
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// What the port speaks; null for plain HTTP.
  public @Nullable SSLContext tls() {
    return keys == null ? null : keys.context();
  }

  /// Whether a token has to be shown.
  public boolean needsToken() {
    return token != null;
  }

  /// Whether the value of a header `Authorization` shows the token. Takes as long for every one.
  public boolean accepts(@Nullable String authorization) {
    return token != null
        && authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        && MessageDigest.isEqual(
            token.value(), authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8));
  }

  /// Looks whether the files have changed, and takes them if so.
  public void look() {
    if (token != null) {
      token.look();
    }
    if (keys != null) {
      keys.look();
    }
  }
}

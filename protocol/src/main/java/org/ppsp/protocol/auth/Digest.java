package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The arithmetic of HTTP Digest (RFC 7616, section 3.4).
public final class Digest {
  /// The quality of protection that covers method and URI.
  public static final String AUTH = "auth";

  /// The quality of protection that covers the body, too.
  public static final String AUTH_INT = "auth-int";

  /// What a realm begins with that names its tracker, before the tracker's name ([TrackerName]):
  /// peers prove their password in it to nobody else.
  public static final String REALM_OF = "ppsp@";

  private static final HexFormat HEX = HexFormat.of();

  private Digest() {}

  /// What is used to digest.
  public enum Algorithm {
    /// SHA-256.
    SHA_256("SHA-256"),
    /// MD5; for old peers, where an operator allows it.
    MD5("MD5");

    private final String text;

    Algorithm(String text) {
      this.text = text;
    }

    /// The word on the wire.
    public String text() {
      return text;
    }

    /// How many hexadecimal digits a digest has.
    public int digits() {
      return this == MD5 ? 32 : 64;
    }

    /// The algorithm of a word on the wire; case does not matter.
    public static Optional<Algorithm> of(String text) {
      return Arrays.stream(values()).filter(it -> it.text.equalsIgnoreCase(text)).findFirst();
    }

    private MessageDigest digest() {
      try {
        return MessageDigest.getInstance(text);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("the JDK does not know " + text, e);
      }
    }

    private String hex(String content) {
      return HEX.formatHex(digest().digest(content.getBytes(UTF_8)));
    }
  }

  /// Whether a password of the realm may be proved to a tracker of that name: unless the realm
  /// names another tracker. A realm may name a domain, for all trackers in it.
  ///
  /// @param tracker see [TrackerName#of]
  public static boolean isFor(String realm, String tracker) {
    if (!realm.startsWith(REALM_OF)) {
      return true;
    }
    String named = realm.substring(REALM_OF.length());
    return named.equals(tracker)
        || tracker.endsWith("." + named)
        || TrackerName.isLoopback(named) && TrackerName.isLoopback(tracker);
  }

  /// What stands for a user and his password in a realm: `H(A1)`. It is as secret as the password.
  ///
  /// @param password in whichever Unicode normal form; form C is digested (RFC 7616, section 4)
  /// @return hexadecimal digits
  public static String ha1(Algorithm algorithm, String user, String realm, char[] password) {
    MessageDigest digest = algorithm.digest();
    digest.update((normal(user) + ":" + realm + ":").getBytes(UTF_8));
    CharBuffer secret = CharBuffer.wrap(password);
    ByteBuffer bytes =
        UTF_8.encode(
            Normalizer.isNormalized(secret, Normalizer.Form.NFC)
                ? secret
                : CharBuffer.wrap(normal(secret)));
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
    return HEX.formatHex(digest.digest());
  }

  private static String normal(CharSequence text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /// What proves that the sender of a request knows the password.
  ///
  /// @param ha1 see [#ha1]
  /// @param method of HTTP, `POST`
  /// @param uri the parameter `uri`
  /// @param nc the parameter `nc`: eight hexadecimal digits
  /// @param qop [#AUTH] or [#AUTH_INT]
  /// @param body of the request; needed with [#AUTH_INT] only
  /// @return hexadecimal digits
  /// @throws IllegalArgumentException if it is another qop, or there is no body for it
  public static String response(
      Algorithm algorithm,
      String ha1,
      String method,
      String uri,
      String nonce,
      String nc,
      String cnonce,
      String qop,
      byte @Nullable [] body) {
    String a2 =
        switch (qop) {
          case AUTH -> method + ":" + uri;
          case AUTH_INT -> {
            if (body == null) {
              throw new IllegalArgumentException("auth-int needs the body");
            }
            yield method + ":" + uri + ":" + HEX.formatHex(algorithm.digest().digest(body));
          }
          default -> throw new IllegalArgumentException("qop must be auth or auth-int");
        };
    return algorithm.hex(String.join(":", ha1, nonce, nc, cnonce, qop, algorithm.hex(a2)));
  }
}

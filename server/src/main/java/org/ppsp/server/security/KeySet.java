package org.ppsp.server.security;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The public keys that tokens may be signed with (RFC 7517).
final class KeySet {
  /// Thousands of keys.
  static final int MAX_BYTES = 1 << 20;

  private static final int LEAST_RSA_BITS = 2048;
  private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

  private KeySet() {}

  /// Reads a JWK set. Keys that are of no use are left out with a warning: secret ones above all,
  /// since whoever can check with them could sign, too.
  ///
  /// @param source where it is from, for messages
  static JWKSet read(String source, byte[] json) throws CredentialException {
    List<JWK> kept = new ArrayList<>();
    try {
      for (JWK key : JWKSet.parse(new String(json, StandardCharsets.UTF_8)).getKeys()) {
        if (isUsable(key)) {
          kept.add(key.toPublicJWK());
        } else {
          LOG.warn(
              "the key {} of {} is not used: it must be RSA with {} bits or more, or EC",
              key.getKeyID(),
              source,
              LEAST_RSA_BITS);
        }
      }
    } catch (ParseException | RuntimeException e) { // of which readers throw several
      throw new CredentialException(
          source + " holds no JWK set: it must be JSON with an array \"keys\"", e);
    }
    if (kept.isEmpty()) {
      throw new CredentialException(
          source + " holds no public key that tokens could be checked with");
    }
    return new JWKSet(kept);
  }

  private static boolean isUsable(JWK key) {
    return key instanceof AsymmetricJWK
        && switch (key) {
          case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS;
          case ECKey _ -> true;
          default -> false;
        };
  }
}

package org.ppsp.cli.enrol;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.ppsp.protocol.PeerId;

/// Keys that sign tokens (JWT, ES256), for tests and small swarms: the newest private one, and the
/// public ones by which a tracker checks tokens. Calls that change them take turns.
public final class SigningKeys {
  /// The file of all public keys (RFC 7517), the newest first.
  public static final String JWKS = "jwks.json";

  /// The file of the private key, which only its owner can read.
  public static final String KEY = "jwt.key";

  private static final int MAX_BYTES = 1 << 20;

  /// So many public keys are enough.
  private static final int MOST = 32;

  private final Path folder;
  private final InstantSource clock;

  /// Keys that are there, or that [#rotate] is to make.
  public SigningKeys(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /// What a token is to say.
  ///
  /// @param peer whose it is
  /// @param swarms where it holds, `*` at the end for all that begin so; everywhere if there are
  ///   none
  /// @param audience for whom it is
  /// @param span how long it is good for
  public record Claims(PeerId peer, List<String> swarms, String audience, Duration span) {
    /// Keeps a copy.
    public Claims {
      swarms = List.copyOf(swarms);
    }
  }

  /// Makes a new key that signs from now on.
  ///
  /// @param dropOld whether tokens of the keys before are good no more
  /// @return its `kid`
  public String rotate(boolean dropOld) throws IOException, EnrolException {
    Files.createDirectories(folder);
    try (Turn _ = Turn.at(folder.resolve(Authority.LOCK))) {
      KeyPair pair = KeyKind.EC.pair();
      ECKey shown = shown(pair);
      List<JWK> keys = new ArrayList<>();
      keys.add(shown);
      if (Files.exists(folder.resolve(JWKS))) {
        keys.addAll(read());
      }
      if (keys.size() > MOST && !dropOld) {
        throw new EnrolException(
            "%s has %s keys already; --drop-old leaves the new one alone"
                .formatted(folder.resolve(JWKS), keys.size() - 1));
      }
      // The public key first, so that at every moment the private one has its own among them.
      write(keys);
      DurableFile.replace(
          folder.resolve(KEY), EcKey.text(pair.getPrivate()), DurableFile.Readers.OWNER);
      if (dropOld) {
        write(List.of(shown));
      }
      return shown.getKeyID();
    }
  }

  private static ECKey shown(KeyPair pair) {
    try {
      return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .keyIDFromThumbprint()
          .build();
    } catch (JOSEException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private void write(List<JWK> keys) throws IOException {
    String text = JSONObjectUtils.toJSONString(new JWKSet(keys).toJSONObject(true));
    DurableFile.replace(folder.resolve(JWKS), text + "\n", DurableFile.Readers.ALL);
  }

  private List<JWK> read() throws IOException, EnrolException {
    Path file = folder.resolve(JWKS);
    try {
      return JWKSet.parse(DurableFile.text(file, MAX_BYTES)).getKeys();
    } catch (ParseException e) {
      throw new EnrolException(
          file + " is damaged: it is no JWK set; restore it, or delete it and make new keys", e);
    }
  }

  /// Signs a token.
  public String token(Claims claims) throws IOException, EnrolException {
    if (!Files.exists(folder.resolve(KEY))) {
      throw new EnrolException(
          "there is no key in %s; 'ppsp enrol keys --dir %s' makes one".formatted(folder, folder));
    }
    ECPrivateKey key = EcKey.read(folder.resolve(KEY));
    Instant now = clock.instant();
    JWTClaimsSet.Builder content =
        new JWTClaimsSet.Builder()
            .subject(claims.peer().value())
            .audience(claims.audience())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(claims.span())));
    if (!claims.swarms().isEmpty()) {
      content.claim("swarms", claims.swarms());
    }
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(JOSEObjectType.JWT)
            .keyID(shownOf(key).getKeyID())
            .build();
    SignedJWT token = new SignedJWT(header, content.build());
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
    return token.serialize();
  }

  /// The public key that belongs to a private one.
  private ECKey shownOf(ECPrivateKey key) throws IOException, EnrolException {
    for (JWK shown : read()) {
      if (shown instanceof ECKey candidate
          && Curve.P_256.equals(candidate.getCurve())
          && belong(key, candidate)) {
        return candidate;
      }
    }
    throw new EnrolException(
        "%s has no public key for %s; 'ppsp enrol keys' makes new ones"
            .formatted(folder.resolve(JWKS), folder.resolve(KEY)));
  }

  private static boolean belong(ECPrivateKey key, ECKey shown) {
    try {
      return EcKey.belong(key, shown.toECPublicKey());
    } catch (JOSEException e) {
      return false;
    }
  }
}

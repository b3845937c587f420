package org.ppsp.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// A bearer token of OAuth 2.0 (RFC 6750) that is a JWT: `sub` is the PeerID, `swarms`, if it is
/// there, lists the swarms that the peer may take part in.
final class BearerScheme implements Scheme {
  private static final String NAME = "Bearer";
  private static final String CHALLENGE = "Bearer realm=\"ppsp\"";

  /// Those whose signatures are made with a key that checking does not need.
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  /// Characters of tokens that were found good and are not looked into again.
  private static final int REMEMBERED = 16 << 20;

  private final KeySource source;
  private final @Nullable String issuer;
  private final String audience;
  private final Duration longest;
  private final InstantSource clock;
  private final Cache<String, Token> known =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED)
          .weigher((String text, Token token) -> text.length())
          .build();

  /// @param longest for which a token may be good
  BearerScheme(
      KeySource source,
      @Nullable String issuer,
      String audience,
      Duration longest,
      InstantSource clock) {
    this.source = source;
    this.issuer = issuer;
    this.audience = audience;
    this.longest = longest;
    this.clock = clock;
  }

  @Override
  public @Nullable Credential prove(Request request, Sender sender) throws Rejected {
    String header = sender.authorization();
    if (header == null || !startsWell(header)) {
      return null;
    }
    AuthHeader shown;
    try {
      shown = AuthHeader.credentials(header);
    } catch (IllegalArgumentException e) {
      throw Rejected.malformed("Authorization: " + e.getMessage());
    }
    if (!shown.is(NAME)) {
      return null;
    }
    String text = shown.token();
    if (text == null) {
      throw Rejected.malformed("Authorization: it must be Bearer and a token, and nothing else");
    }
    Token token = known.getIfPresent(text);
    if (token == null || !token.isValid()) {
      token = read(text);
      known.put(text, token);
    }
    return token;
  }

  private Token read(String text) throws Rejected {
    JWKSet keys = source.keys();
    if (keys == null) {
      throw Rejected.because(
          Status.SERVICE_UNAVAILABLE, "tokens cannot be checked at present; come back later");
    }
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      TokenRules.checkHeader(jwt);
      JWK key = signer(jwt, keys);
      TokenRules.checkClaims(jwt, clock.instant(), longest);
      return token(jwt.getJWTClaimsSet(), key, keys);
    } catch (ParseException | RuntimeException _) { // of which readers throw several
      throw Rejected.wrong("Authorization: the token is no signed JWT");
    }
  }

  /// The key that has signed the token.
  private JWK signer(SignedJWT jwt, JWKSet keys) throws Rejected {
    JWSHeader head = jwt.getHeader();
    if (!ALGORITHMS.contains(head.getAlgorithm())
        || head.getType() != null && !TYPES.contains(head.getType())) {
      throw Rejected.wrong(
          "Authorization: the token must be a JWT signed with RS256, PS256 or ES256");
    }
    List<JWK> candidates = new JWKSelector(JWKMatcher.forJWSHeader(head)).select(keys);
    if (candidates.isEmpty()) {
      source.wanted();
      throw Rejected.wrong("Authorization: the token is signed with a key that is not known");
    }
    for (JWK key : candidates) {
      try {
        if (jwt.verify(
            new DefaultJWSVerifierFactory()
                .createJWSVerifier(head, ((AsymmetricJWK) key).toPublicKey()))) {
          return key;
        }
      } catch (JOSEException _) {
        // not a signature of this key
      }
    }
    throw Rejected.wrong("Authorization: the token is not signed by the key it names");
  }

  private Token token(JWTClaimsSet claims, JWK key, JWKSet keys) throws Rejected, ParseException {
    Instant now = clock.instant();
    Date end = claims.getExpirationTime();
    Date begin = claims.getNotBeforeTime();
    if (!now.isBefore(end.toInstant().plus(TokenRules.SKEW))) {
      throw Rejected.wrong("Authorization: the token has expired");
    }
    if (begin != null && now.isBefore(begin.toInstant().minus(TokenRules.SKEW))) {
      throw Rejected.wrong("Authorization: the token is not valid yet: is the clock right?");
    }
    if (!claims.getAudience().contains(audience)) {
      throw Rejected.wrong("Authorization: the token is for another audience");
    }
    if (issuer != null && !issuer.equals(claims.getIssuer())) {
      throw Rejected.wrong("Authorization: the token is from another issuer");
    }
    PeerId peer;
    try {
      peer = new PeerId(claims.getSubject() == null ? "" : claims.getSubject());
    } catch (IllegalArgumentException _) {
      throw Rejected.wrong("Authorization: the token's sub must be a PeerID");
    }
    return new Token(peer, swarms(claims), end.toInstant().plus(TokenRules.SKEW), key, keys, this);
  }

  private static @Nullable Names swarms(JWTClaimsSet claims) throws ParseException {
    if (claims.getClaim("swarms") == null) {
      return null;
    }
    return Names.of(claims.getStringListClaim("swarms"));
  }

  @Override
  public boolean isDear(Request request, Sender sender) {
    String header = sender.authorization();
    return header != null && startsWell(header) && !known.asMap().containsKey(token(header));
  }

  private static boolean startsWell(String header) {
    return header.regionMatches(true, 0, NAME, 0, NAME.length());
  }

  /// What stands behind the name.
  private static String token(String header) {
    return header.substring(NAME.length()).strip();
  }

  @Override
  public Condition.Type type() {
    return Condition.Type.BEARER;
  }

  @Override
  public List<String> challenges(@Nullable Rejected rejected) {
    if (rejected == null) {
      return List.of(CHALLENGE);
    }
    return List.of(
        CHALLENGE
            + (rejected.status == Status.BAD_REQUEST
                ? ", error=\"invalid_request\""
                : ", error=\"invalid_token\""));
  }

  @Override
  public List<String> insufficient(Credential credential) {
    return credential instanceof Token
        ? List.of(CHALLENGE + ", error=\"insufficient_scope\"")
        : List.of();
  }

  @Override
  public String toString() {
    return "bearer";
  }

  @Override
  public boolean look() {
    return source.look();
  }

  @Override
  public void close() {
    source.close();
  }

  /// A token that was found good.
  private static final class Token implements Credential {
    private final PeerId peer;

    /// Null for all.
    private final @Nullable Names swarms;

    private final Instant end;
    private final JWK key;
    private final BearerScheme scheme;

    /// The keys among which the token's was seen last.
    private volatile JWKSet seenAmong;

    Token(
        PeerId peer,
        @Nullable Names swarms,
        Instant end,
        JWK key,
        JWKSet seenAmong,
        BearerScheme scheme) {
      this.peer = peer;
      this.swarms = swarms;
      this.end = end;
      this.key = key;
      this.seenAmong = seenAmong;
      this.scheme = scheme;
    }

    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public boolean allows(SwarmId swarm) {
      return swarms == null || swarms.contain(swarm.value());
    }

    /// Until it expires, or its key is taken away.
    @Override
    @SuppressWarnings("ReferenceEquality") // the same set needs no second look
    public boolean isValid() {
      if (!scheme.clock.instant().isBefore(end)) {
        return false;
      }
      JWKSet now = scheme.source.keys();
      if (now != seenAmong) {
        if (now == null || !now.getKeys().contains(key)) {
          return false;
        }
        seenAmong = now;
      }
      return true;
    }

    /// Hides all but the name.
    @Override
    public String toString() {
      return "token of " + peer;
    }
  }
}

package org.ppsp.server.security;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a JWT must look like, beyond its signature: the library reads some claims as what they are
/// not (a number as a `sub`, null as a claim that is missing).
final class TokenRules {
  /// By which clocks may differ.
  static final Duration SKEW = Duration.ofSeconds(30);

  private static final int MAX_SWARMS = 1024;

  /// The year 9999, beyond which dates are written in other ways.
  private static final long LATEST = 253_402_300_799L;

  private TokenRules() {}

  /// Refuses a header with parameters that change what the signature means (RFC 7515, section
  /// 4.1.11): there are none that this tracker understands, and an empty list is not allowed.
  static void checkHeader(SignedJWT jwt) throws Rejected, ParseException {
    if (JSONObjectUtils.parse(jwt.getParsedParts()[0].decodeToString()).containsKey("crit")) {
      throw Rejected.wrong(
          "Authorization: the token's header has crit, and this tracker knows no such parameter:"
              + " get one without it");
    }
  }

  /// Refuses claims that are of another kind than RFC 7519 says, from the future, or good for
  /// longer than allowed.
  ///
  /// @param longest from when it was issued to its end
  static void checkClaims(SignedJWT jwt, Instant now, Duration longest)
      throws Rejected, ParseException {
    Map<String, Object> claims = JSONObjectUtils.parse(jwt.getParsedParts()[1].decodeToString());
    check(claims.get("sub") instanceof String, "sub must be a PeerID, as a text");
    check(isTextOrAbsent(claims, "iss"), "iss must be a text");
    check(
        claims.get("aud") instanceof String || isTexts(claims.get("aud")),
        "aud must be a text or an array of texts");
    if (claims.containsKey("swarms")) {
      check(
          isTexts(claims.get("swarms")) && ((List<?>) claims.get("swarms")).size() <= MAX_SWARMS,
          "swarms must be an array of at most "
              + MAX_SWARMS
              + " texts; without it, the token is good everywhere");
    }
    Instant end = time(claims, "exp");
    if (end == null) {
      throw Rejected.wrong("Authorization: the token has no exp");
    }
    Instant begin = time(claims, "nbf");
    Instant issued = time(claims, "iat");
    if (issued != null && issued.minus(SKEW).isAfter(now)) {
      throw Rejected.wrong(
          "Authorization: the token was issued in the future (iat): is the clock right?");
    }
    Instant from = issued != null ? issued : begin != null ? begin : now;
    if (Duration.between(from, end).compareTo(longest) > 0) {
      throw Rejected.wrong(
          "Authorization: the token is good for longer than %s s from its iat, which is the most (auth.maxTokenLifetime): get one that ends earlier"
              .formatted(longest.toSeconds()));
    }
  }

  private static boolean isTextOrAbsent(Map<String, Object> claims, String name) {
    return !claims.containsKey(name) || claims.get(name) instanceof String;
  }

  private static boolean isTexts(@Nullable Object value) {
    return value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
  }

  /// Seconds since 1970, perhaps with a fraction.
  private static @Nullable Instant time(Map<String, Object> claims, String name) throws Rejected {
    if (!claims.containsKey(name)) {
      return null;
    }
    double seconds = claims.get(name) instanceof Number number ? number.doubleValue() : -1;
    check(
        seconds >= 0 && seconds <= LATEST,
        name + " must be a number of seconds since 1970, up to " + LATEST);
    return Instant.ofEpochMilli((long) (seconds * 1000));
  }

  private static void check(boolean right, String rule) throws Rejected {
    if (!right) {
      throw Rejected.wrong("Authorization: the token's " + rule);
    }
  }
}

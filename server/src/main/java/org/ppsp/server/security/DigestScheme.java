package org.ppsp.server.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// HTTP Digest (RFC 7616): the user name is the PeerID.
///
/// @param md5 whether MD5 will do, too
record DigestScheme(Watched<Users> users, String realm, boolean md5, Nonces nonces)
    implements Scheme {
  private static final String NAME = "Digest";

  /// Of a password that nobody has: who has none is found out in the same time.
  private static final String NOBODY = "0".repeat(64);

  @Override
  public @Nullable Credential prove(Request request, Sender sender) throws Rejected {
    String header = sender.authorization();
    if (header == null || !header.regionMatches(true, 0, NAME, 0, NAME.length())) {
      return null;
    }
    AuthHeader shown;
    String user;
    try {
      shown = AuthHeader.credentials(header);
      user = shown.text("username");
    } catch (IllegalArgumentException e) {
      throw Rejected.malformed("Authorization: " + e.getMessage());
    }
    if (!shown.is(NAME)) {
      return null;
    }
    PeerId peer = peer(needed(user, "username"));
    Map<String, String> said = shown.parameters();
    Digest.Algorithm algorithm = algorithm(said.get("algorithm"));
    if (!realm.equals(said.get("realm"))) {
      throw Rejected.wrong("Authorization: realm must be the one of the challenge");
    }
    String uri = needed(said.get("uri"), "uri");
    if (!sender.isProxied() && !sender.isFor(uri)) {
      throw Rejected.misplaced(
          "Authorization: uri must be that of the request line; a proxy between that changes it"
              + " belongs in proxy.trusted");
    }
    String nonce = needed(said.get("nonce"), "nonce");
    Nonces.Verdict verdict = nonces.judge(nonce);
    if (verdict != Nonces.Verdict.GOOD) {
      throw Rejected.stale("Authorization: the nonce has expired: use the new one");
    }
    String known = users.value().hash(algorithm, peer);
    String expected = response(algorithm, known == null ? NOBODY : known, sender, said, nonce);
    String response = needed(said.get("response"), "response").toLowerCase(Locale.ROOT);
    if (!MessageDigest.isEqual(expected.getBytes(US_ASCII), response.getBytes(US_ASCII))
        || known == null) {
      throw Rejected.wrong("Authorization: PeerID and password do not belong together");
    }
    if (!nonces.use(nonce, HexFormat.fromHexDigitsToLong(needed(said.get("nc"), "nc")))) {
      throw Rejected.stale("Authorization: nonce and nc have been used: use the new nonce");
    }
    return new Password(users, peer, algorithm, known);
  }

  private static PeerId peer(String user) throws Rejected {
    try {
      return new PeerId(user);
    } catch (IllegalArgumentException e) {
      throw Rejected.wrong("Authorization: " + e.getMessage());
    }
  }

  private Digest.Algorithm algorithm(@Nullable String name) throws Rejected {
    Digest.Algorithm algorithm =
        name == null ? Digest.Algorithm.MD5 : Digest.Algorithm.of(name).orElse(null);
    if (algorithm == null || algorithm == Digest.Algorithm.MD5 && !md5) {
      throw Rejected.wrong(
          "Authorization: algorithm must be SHA-256"
              + (md5 ? " or MD5" : ", and named; MD5, which no name stands for, is not safe"));
    }
    return algorithm;
  }

  private static String response(
      Digest.Algorithm algorithm,
      String hash,
      Sender sender,
      Map<String, String> said,
      String nonce)
      throws Rejected {
    String nc = needed(said.get("nc"), "nc");
    if (nc.length() != 8 || !nc.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw Rejected.wrong("Authorization: nc must be 8 hexadecimal digits");
    }
    String qop = needed(said.get("qop"), "qop");
    if (!qop.equals(Digest.AUTH) && !qop.equals(Digest.AUTH_INT)) {
      throw Rejected.wrong("Authorization: qop must be auth or auth-int");
    }
    return Digest.response(
        algorithm,
        hash,
        sender.method(),
        needed(said.get("uri"), "uri"),
        nonce,
        nc,
        needed(said.get("cnonce"), "cnonce"),
        qop,
        qop.equals(Digest.AUTH_INT) ? sender.body() : null);
  }

  private static String needed(@Nullable String value, String name) throws Rejected {
    if (value == null || value.isEmpty()) {
      throw Rejected.wrong("Authorization: " + name + " is missing");
    }
    return value;
  }

  @Override
  public Condition.Type type() {
    return Condition.Type.DIGEST;
  }

  @Override
  public List<String> challenges(@Nullable Rejected rejected) {
    String challenge = challenge(Digest.Algorithm.SHA_256, rejected);
    // The better one first, as clients take the first that they know.
    return md5 ? List.of(challenge, challenge(Digest.Algorithm.MD5, rejected)) : List.of(challenge);
  }

  private String challenge(Digest.Algorithm algorithm, @Nullable Rejected rejected) {
    return "Digest realm=%s, qop=\"auth, auth-int\", algorithm=%s, nonce=\"%s\", charset=UTF-8%s"
        .formatted(
            AuthHeader.quoted(realm),
            algorithm.text(),
            nonces.issue(),
            rejected != null && rejected.stale ? ", stale=true" : "");
  }

  @Override
  public String toString() {
    return "digest";
  }

  @Override
  public boolean look() {
    return users.look();
  }

  /// A password that the caller has proved to know.
  private record Password(
      Watched<Users> users, PeerId peer, Digest.Algorithm algorithm, String hash)
      implements Credential {
    @Override
    public boolean allows(SwarmId swarm) {
      return true;
    }

    /// As long as it has not been changed.
    @Override
    public boolean isValid() {
      return hash.equals(users.value().hash(algorithm, peer));
    }

    /// Hides the hash, which is as secret as the password.
    @Override
    public String toString() {
      return "password of " + peer;
    }
  }
}

package org.ppsp.client;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.protocol.auth.TrackerName;

/// HTTP Digest (RFC 7616): proves to a tracker that challenges that the password is known. The
/// tracker's nonce is used as long as the tracker takes it. Every thread may call.
final class HttpDigest implements Authorization {
  private static final String SCHEME = "Digest";

  private final Map<PeerId, Supplier<char[]>> passwords;
  private final boolean md5;
  private final Jitter jitter;
  private final Map<Key, Challenge> challenges = new ConcurrentHashMap<>();

  /// Nonces are kept for each peer at each tracker: no tracker hears what is for another.
  private record Key(URI tracker, PeerId peer) {}

  /// A challenge that can be answered.
  ///
  /// @param ha1 stands for user and password; secret
  /// @param count how often the nonce was used
  private record Challenge(
      Digest.Algorithm algorithm,
      String realm,
      String nonce,
      @Nullable String opaque,
      String qop,
      String ha1,
      AtomicInteger count) {
    @Override
    public String toString() {
      return "Challenge[" + algorithm + "]";
    }
  }

  /// @param passwords by user
  /// @param md5 whether MD5 will do, where a tracker offers nothing better
  HttpDigest(Map<PeerId, Supplier<char[]>> passwords, boolean md5, Jitter jitter) {
    this.passwords = Map.copyOf(passwords);
    this.md5 = md5;
    this.jitter = jitter;
  }

  @Override
  public @Nullable String unasked(Message message) {
    Challenge challenge = challenges.get(new Key(message.tracker(), message.peer()));
    return challenge == null ? null : answer(message, challenge);
  }

  @Override
  public @Nullable String asked(
      Message message, @Nullable String refused, List<String> headers, int round)
      throws IOException {
    Key key = new Key(message.tracker(), message.peer());
    Supplier<char[]> password = passwords.get(message.peer());
    AuthHeader header = password == null ? null : best(headers);
    boolean isStale = header != null && "true".equalsIgnoreCase(header.parameters().get("stale"));
    // In the first round a nonce from earlier was refused, if any. After that the tracker says what
    // is wrong with the answer to its own challenge: its nonce is stale already, or the password.
    if (header == null || password == null || (round > 0 && !isStale)) {
      challenges.remove(key);
      return null;
    }
    String realm = header.parameters().getOrDefault("realm", "");
    if (!Digest.isFor(realm, TrackerName.of(message.tracker().getHost()))) {
      challenges.remove(key);
      throw new IOException(
          "the password is for the realm "
              + realm
              + ", and the tracker of the URL has another name: it may be a false one; use the name"
              + " in the realm");
    }
    Challenge challenge = challenge(header, message.peer(), password);
    challenges.put(key, challenge);
    return answer(message, challenge);
  }

  /// The challenge to answer: one of SHA-256, then one of MD5 if that is allowed.
  private @Nullable AuthHeader best(List<String> headers) {
    List<AuthHeader> all;
    try {
      all = AuthHeader.challenges(String.join(", ", headers));
    } catch (IllegalArgumentException e) {
      return null; // that of something between here and the tracker, perhaps
    }
    for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
      for (AuthHeader header : all) {
        if (isAnswerable(header)
            && algorithm(header).equalsIgnoreCase(algorithm.text())
            && (algorithm != Digest.Algorithm.MD5 || md5)) {
          return header;
        }
      }
    }
    return null;
  }

  private static boolean isAnswerable(AuthHeader header) {
    Map<String, String> parameters = header.parameters();
    return header.is(SCHEME)
        && parameters.containsKey("realm")
        && parameters.containsKey("nonce")
        && qop(header) != null
        && parameters.values().stream().allMatch(AuthHeader::canQuote);
  }

  private static String algorithm(AuthHeader header) {
    return header.parameters().getOrDefault("algorithm", Digest.Algorithm.MD5.text());
  }

  private static @Nullable String qop(AuthHeader header) {
    List<String> offered =
        Arrays.asList(header.parameters().getOrDefault("qop", "").strip().split("[ \t]*,[ \t]*"));
    return offered.contains(Digest.AUTH)
        ? Digest.AUTH
        : offered.contains(Digest.AUTH_INT) ? Digest.AUTH_INT : null;
  }

  private static Challenge challenge(AuthHeader header, PeerId user, Supplier<char[]> source)
      throws IOException {
    Map<String, String> parameters = header.parameters();
    Digest.Algorithm algorithm = Digest.Algorithm.of(algorithm(header)).orElseThrow();
    String realm = parameters.getOrDefault("realm", "");
    char[] password = Authorization.secret(source);
    String ha1 = Digest.ha1(algorithm, user.value(), realm, password);
    Arrays.fill(password, '\0');
    return new Challenge(
        algorithm,
        realm,
        parameters.getOrDefault("nonce", ""),
        parameters.get("opaque"),
        String.valueOf(qop(header)),
        ha1,
        new AtomicInteger());
  }

  private String answer(Message message, Challenge challenge) {
    String uri = target(message.tracker());
    String nc = HexFormat.of().toHexDigits(challenge.count.incrementAndGet());
    String cnonce = jitter.transactionId().value() + jitter.transactionId().value();
    String response =
        Digest.response(
            challenge.algorithm,
            challenge.ha1,
            "POST",
            uri,
            challenge.nonce,
            nc,
            cnonce,
            challenge.qop,
            message.body());
    String user = message.peer().value();
    return SCHEME
        + (AuthHeader.canQuote(user)
            ? " username=" + AuthHeader.quoted(user)
            : " username*=" + AuthHeader.extended(user))
        + ", realm="
        + AuthHeader.quoted(challenge.realm)
        + ", uri="
        + AuthHeader.quoted(uri)
        + ", algorithm="
        + challenge.algorithm.text()
        + ", nonce="
        + AuthHeader.quoted(challenge.nonce)
        + ", nc="
        + nc
        + ", cnonce=\""
        + cnonce
        + "\", qop="
        + challenge.qop
        + ", response=\""
        + response
        + "\""
        + (challenge.opaque == null ? "" : ", opaque=" + AuthHeader.quoted(challenge.opaque));
  }

  /// What stands in the request line.
  private static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}

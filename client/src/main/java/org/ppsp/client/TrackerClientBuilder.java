package org.ppsp.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.xml.XmlCodec;

/// Sets up a [TrackerClient]. For one thread.
public final class TrackerClientBuilder {
  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);

  private final List<List<URI>> tiers = new ArrayList<>();
  private final HttpClient.Builder http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER);
  private Codec codec = new XmlCodec();
  private DecodeLimits limits = DecodeLimits.RESPONSES;
  private Duration connectTimeout = Duration.ofSeconds(5);
  private Duration requestTimeout = Duration.ofSeconds(10);
  private int attempts = 3;
  private Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
  private Backoff avoidance = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10));
  private Duration maxRetryAfter = Duration.ofSeconds(30);
  private final Map<URI, Map<PeerId, SessionToken>> tokens = new HashMap<>();
  private final Map<PeerId, Supplier<char[]>> passwords = new HashMap<>();
  private @Nullable Authorization authorization;
  private boolean md5;
  private boolean plainHttp;
  private TrustManager @Nullable [] trusted;
  private @Nullable PeerIdentity identity;
  private @Nullable Credentials credentials;
  private Time time = Time.SYSTEM;
  private RandomGenerator random = new SecureRandom();

  TrackerClientBuilder() {}

  /// Adds trackers that are tried when those of the tiers before do not answer.
  ///
  /// @param trackers at least one, absolute `http` or `https` URIs
  /// @throws IllegalArgumentException if there is none, or another URI
  public TrackerClientBuilder tier(URI... trackers) {
    if (trackers.length == 0) {
      throw new IllegalArgumentException("a tier needs a tracker");
    }
    for (URI uri : trackers) {
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
        throw new IllegalArgumentException("not an http or https URI with a host: " + uri);
      }
    }
    tiers.add(List.of(trackers));
    return this;
  }

  /// The encoding; XML by default.
  public TrackerClientBuilder codec(Codec encoding) {
    codec = encoding;
    return this;
  }

  /// How much of an answer is read; [DecodeLimits#RESPONSES] by default.
  public TrackerClientBuilder limits(DecodeLimits ofAnswers) {
    limits = ofAnswers;
    return this;
  }

  /// How long a connection may take, at least a millisecond; 5 s by default.
  public TrackerClientBuilder connectTimeout(Duration timeout) {
    connectTimeout = Durations.atLeast(LEAST_TIMEOUT, timeout, "the time-out of connections");
    return this;
  }

  /// How long one try of a request may take, its answer included, at least a millisecond; 10 s by
  /// default.
  public TrackerClientBuilder requestTimeout(Duration timeout) {
    requestTimeout = Durations.atLeast(LEAST_TIMEOUT, timeout, "the time-out of requests");
    return this;
  }

  /// How often a request is tried with all trackers; 1 to 100, 3 by default.
  public TrackerClientBuilder attempts(int rounds) {
    if (rounds < 1 || rounds > 100) {
      throw new IllegalArgumentException("attempts must be 1 to 100, not " + rounds);
    }
    attempts = rounds;
    return this;
  }

  /// How long to wait between the tries of a request; 0.5 s, at most 30 s, by default.
  public TrackerClientBuilder backoff(Backoff waits) {
    backoff = waits;
    return this;
  }

  /// How long a tracker that failed comes after all others; 10 s, at most 10 min, by default.
  public TrackerClientBuilder avoidance(Backoff waits) {
    avoidance = waits;
    return this;
  }

  /// How much of a `Retry-After` is honoured, zero to a day; 30 s by default. A request waits that
  /// long when no other tracker is left.
  public TrackerClientBuilder maxRetryAfter(Duration most) {
    maxRetryAfter =
        Durations.within(Duration.ZERO, Duration.ofDays(1), most, "how long to heed Retry-After");
    return this;
  }

  /// The token of a peer's session, from an earlier [Response.Connect#session] of the tracker; a
  /// process that ends and comes back goes on with the session.
  public TrackerClientBuilder token(URI tracker, PeerId peer, SessionToken token) {
    tokens.computeIfAbsent(tracker, uri -> new HashMap<>()).put(peer, token);
    return this;
  }

  /// What is sent as HTTP header `Authorization`, asked for before each try, where neither
  /// [#bearer] nor [#digest] will do. Any tracker gets it.
  public TrackerClientBuilder authorization(Supplier<String> header) {
    authorization = Authorization.given(header);
    return this;
  }

  /// An OAuth 2.0 bearer token, a JWT, say, that is sent with each request (RFC 6750). Any tracker
  /// gets it.
  ///
  /// @param token asked for before each try, so that it can be renewed: the token alone; white
  ///   space around it does not matter. If it throws, the request fails, with its message as the
  ///   reason. For every thread
  public TrackerClientBuilder bearer(Supplier<String> token) {
    authorization = Authorization.bearer(token);
    return this;
  }

  /// HTTP Digest (RFC 7616): the requests of a peer answer a tracker's challenge with its password,
  /// by SHA-256. May be called once for each peer.
  ///
  /// @param password is copied
  public TrackerClientBuilder digest(PeerId peer, char[] password) {
    char[] own = password.clone();
    return digest(peer, own::clone);
  }

  /// As the other one, with a password that is asked for with each challenge.
  ///
  /// @param password an array that is overwritten after use. If it throws, the request fails, with
  ///   its message as the reason. For every thread
  public TrackerClientBuilder digest(PeerId peer, Supplier<char[]> password) {
    passwords.put(peer, password);
    return this;
  }

  /// Also answers challenges of HTTP Digest by MD5, for trackers that know nothing else. MD5 is
  /// broken: who reads along can try passwords fast.
  public TrackerClientBuilder allowMd5() {
    md5 = true;
    return this;
  }

  /// Also sends what [#bearer], [#digest] and [#authorization] give to trackers over plain `http`
  /// that are not on this machine. Whoever is in between can then take a token and use it, or try
  /// passwords, or act for the peer; do so only in a network where nobody can.
  public TrackerClientBuilder allowPlainHttp() {
    plainHttp = true;
    return this;
  }

  /// The peer's certificate and key: shown to `https` trackers that ask for one in the TLS
  /// handshake, and sent, with a signature, to trackers that challenge CONNECT.
  ///
  /// @param certificatePem the certificate, and those between it and its authority if there are
  /// @param keyPem its key: PKCS #8 that is not encrypted
  /// @throws IllegalArgumentException if a file cannot be read or used
  public TrackerClientBuilder identity(Path certificatePem, Path keyPem) {
    return identity(PeerIdentity.in(certificatePem, keyPem));
  }

  /// As the other one.
  public TrackerClientBuilder identity(PeerIdentity ofPeer) {
    identity = ofPeer;
    return this;
  }

  /// What satisfies a tracker that answers CONNECT with AUTHENTICATION_REQUIRED; by default the
  /// [#identity], if there is one.
  public TrackerClientBuilder credentials(Credentials source) {
    credentials = source;
    return this;
  }

  /// Trusts the certificates of trackers that come from the authorities in a PEM file, and no
  /// others; by default, those that the JVM trusts. See [Authorities].
  ///
  /// @throws IllegalArgumentException if the file cannot be read or used
  public TrackerClientBuilder trust(Path pem) {
    trusted = Authorities.trust(pem);
    return this;
  }

  /// Sets up HTTP itself: a proxy, say. Where [#trust] or [#identity] was said, TLS is theirs.
  public TrackerClientBuilder http(Consumer<HttpClient.Builder> setup) {
    setup.accept(http);
    return this;
  }

  /// Where the time comes from; [Time#SYSTEM] by default.
  public TrackerClientBuilder time(Time source) {
    time = source;
    return this;
  }

  /// Where order, waits and TransactionIDs come from; a `SecureRandom` by default. Used by one
  /// thread at a time.
  public TrackerClientBuilder random(RandomGenerator source) {
    random = source;
    return this;
  }

  /// The client.
  ///
  /// @throws IllegalStateException if there is no tracker, or if there are credentials that do not
  ///   go together, or that a tracker would get over plain `http` (see [#allowPlainHttp])
  public TrackerClient build() {
    if (tiers.isEmpty()) {
      throw new IllegalStateException("no tracker was named");
    }
    Jitter jitter = new Jitter(random);
    Authorization secret = secret(jitter);
    if (trusted != null || identity != null) {
      http.sslContext(Authorities.context(trusted, identity));
    }
    Wire wire =
        new Wire(
            http.connectTimeout(connectTimeout).build(),
            codec,
            limits,
            requestTimeout,
            time,
            secret);
    Trackers trackers = new Trackers(tiers, time, jitter, avoidance, maxRetryAfter);
    trackers.all().forEach(it -> it.tokens.putAll(tokens.getOrDefault(it.uri, Map.of())));
    return new TrackerClient(
        wire,
        codec,
        trackers,
        time,
        jitter,
        backoff,
        attempts,
        credentials == null ? identity : credentials);
  }

  private Authorization secret(Jitter jitter) {
    if (authorization == null && passwords.isEmpty()) {
      return Authorization.NONE;
    }
    if (authorization != null && !passwords.isEmpty()) {
      throw new IllegalStateException(
          "a request has one header Authorization: use digest, or a token");
    }
    for (URI tracker : tiers.stream().flatMap(List::stream).toList()) {
      if (!plainHttp && !Authorization.isPrivate(tracker)) {
        throw new IllegalStateException(
            "passwords and tokens must not go in clear to "
                + tracker
                + "; use https, or allowPlainHttp() where nobody can read along");
      }
    }
    return authorization == null ? new HttpDigest(passwords, md5, jitter) : authorization;
  }
}

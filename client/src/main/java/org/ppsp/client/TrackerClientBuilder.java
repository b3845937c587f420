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
  private @Nullable Supplier<String> authorization;
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

  /// What is sent as HTTP header `Authorization`, asked for before each try: `Bearer …`, say. Any
  /// tracker gets it.
  public TrackerClientBuilder authorization(Supplier<String> header) {
    authorization = header;
    return this;
  }

  /// Trusts the certificates of trackers that come from the authorities in a PEM file, and no
  /// others; by default, those that the JVM trusts. See [Authorities].
  ///
  /// @throws IllegalArgumentException if the file cannot be read or used
  public TrackerClientBuilder trust(Path pem) {
    http.sslContext(Authorities.in(pem));
    return this;
  }

  /// Sets up HTTP itself: TLS with client certificates, a proxy, an authenticator.
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
  /// @throws IllegalStateException if there is no tracker
  public TrackerClient build() {
    if (tiers.isEmpty()) {
      throw new IllegalStateException("no tracker was named");
    }
    Jitter jitter = new Jitter(random);
    Wire wire =
        new Wire(
            http.connectTimeout(connectTimeout).build(),
            codec,
            limits,
            requestTimeout,
            time,
            authorization);
    Trackers trackers = new Trackers(tiers, time, jitter, avoidance, maxRetryAfter);
    trackers.all().forEach(it -> it.tokens.putAll(tokens.getOrDefault(it.uri, Map.of())));
    return new TrackerClient(wire, codec, trackers, time, jitter, backoff, attempts);
  }
}

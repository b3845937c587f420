package org.ppsp.server.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How much was refused before it reached the tracker, by reason, since the start. Thread-safe.
public final class Refusals {
  /// Why.
  public enum Reason {
    /// More connections than `http.maxConnections`.
    CONNECTIONS,
    /// More connections of an address than `http.maxConnectionsPerAddress`.
    CONNECTIONS_OF_ADDRESS,
    /// More connections of a network than `http.maxConnectionsPerNetwork`.
    CONNECTIONS_OF_NETWORK,
    /// More CONNECTs of an address than `rate.connectsPerAddress`.
    CONNECTS_OF_ADDRESS,
    /// More CONNECTs of a network than `rate.connectsPerNetwork`.
    CONNECTS_OF_NETWORK,
    /// More CONNECTs with a credential than `rate.connectsPerCredential`.
    CONNECTS_OF_CREDENTIAL,
    /// More requests of an address than `rate.requestsPerAddress`.
    REQUESTS_OF_ADDRESS,
    /// More requests of a network than `rate.requestsPerNetwork`.
    REQUESTS_OF_NETWORK,
    /// More requests with a credential than `rate.requestsPerCredential`.
    REQUESTS_OF_CREDENTIAL,
    /// An event loop that is late by more than `http.maxDelay`.
    OVERLOAD,
    /// More bytes of messages in parts and of answers not taken than `http.maxBuffered`.
    UNDER_WAY,
    /// Neither HTTP nor a message that can be read.
    MALFORMED,
    /// A line, headers or a body beyond their limits.
    TOO_LARGE,
    /// A request that was not complete in time.
    TIMEOUT,
    /// A trusted proxy that does not say what it has to.
    BAD_PROXY,
    /// A web page that is not among `http.allowedOrigins`, or a foreign `Host` on loopback.
    FOREIGN_PAGE,
    /// Nothing that shows who the peer is, where that is wanted; most clients begin so.
    NO_CREDENTIAL,
    /// What should have proved who the peer is did not.
    BAD_CREDENTIAL,
    /// A credential that is good, and of another peer.
    CREDENTIAL_OF_ANOTHER,
    /// A session whose credential was revoked or has expired.
    CREDENTIAL_ENDED
  }

  private final Map<Reason, LongAdder> counts;

  /// Nothing was refused yet.
  public Refusals() {
    Map<Reason, LongAdder> all = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      all.put(reason, new LongAdder());
    }
    counts = Collections.unmodifiableMap(all);
  }

  /// Counts one more.
  public void count(Reason reason) {
    adder(reason).increment();
  }

  /// How many there were.
  public long of(Reason reason) {
    return adder(reason).sum();
  }

  /// All numbers, each as it is when it is looked at.
  public Map<Reason, Long> all() {
    Map<Reason, Long> sums = new EnumMap<>(Reason.class);
    counts.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }

  private LongAdder adder(Reason reason) {
    LongAdder adder = counts.get(reason);
    if (adder == null) {
      throw new AssertionError(reason);
    }
    return adder;
  }
}

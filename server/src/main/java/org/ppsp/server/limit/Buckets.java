package org.ppsp.server.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.limit.RateSettings.Rates;
import org.ppsp.tracker.Ticker;

/// The buckets of all addresses, networks or peers, so many at most. A bucket that nobody took from
/// for as long as it needs to become full is forgotten; nothing is lost by it. Thread-safe.
///
/// @param <K> whose
final class Buckets<K> {
  /// A bucket for CONNECTs and one for all requests; null where there is no limit.
  private record Pair(@Nullable Bucket connects, @Nullable Bucket requests) {}

  /// A refusal.
  ///
  /// @param nanos until the next request would be served
  record Wait(Reason reason, long nanos) {}

  /// A bucket for one request, of a rate so low that less than one comes in a burst, is full again
  /// after a minute at most.
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Cache<K, Pair> pairs;
  private final Rates rates;
  private final Duration burst;
  private final TimeMeter meter;
  private final Reason connects;
  private final Reason requests;

  /// @param most how many are kept; beyond, those seldom asked for are forgotten first
  /// @param connects counted when a CONNECT is refused
  /// @param requests counted when any request is
  Buckets(Rates rates, Duration burst, long most, Ticker ticker, Reason connects, Reason requests) {
    this.rates = rates;
    this.burst = burst;
    this.connects = connects;
    this.requests = requests;
    meter =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return ticker.nanos();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    // evicts in the thread that inserts: no pool of threads, and the bound holds at once
    pairs =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterAccess(burst.compareTo(MINUTE) > 0 ? burst : MINUTE)
            .ticker(ticker::nanos)
            .executor(Runnable::run)
            .build();
  }

  /// Whether nothing is limited.
  boolean isEmpty() {
    return rates.connects().isEmpty() && rates.requests().isEmpty();
  }

  /// Takes one; null if there was one to take.
  @Nullable Wait take(K key, boolean connect) {
    Pair pair = pairs.get(key, same -> pair());
    if (pair.requests != null && !pair.requests.tryConsume(1)) {
      return new Wait(requests, nanos(pair.requests));
    }
    if (connect && pair.connects != null && !pair.connects.tryConsume(1)) {
      return new Wait(connects, nanos(pair.connects));
    }
    return null;
  }

  /// Takes more for a request that was served. Whoever has less left is in debt, and waits until
  /// that is paid.
  void charge(K key, long more) {
    Pair pair = pairs.get(key, same -> pair());
    if (pair.requests != null) {
      var _ = pair.requests.consumeIgnoringRateLimits(more);
    }
  }

  /// Takes what is left, up to a number.
  void drain(K key, long most) {
    Pair pair = pairs.get(key, same -> pair());
    if (pair.requests != null) {
      var _ = pair.requests.tryConsumeAsMuchAsPossible(most);
    }
  }

  /// Whether a request would be served, without taking one; null if it would.
  @Nullable Wait look(K key) {
    Pair pair = pairs.getIfPresent(key);
    return pair == null || pair.requests == null || pair.requests.getAvailableTokens() > 0
        ? null
        : new Wait(requests, nanos(pair.requests));
  }

  /// How many are kept now.
  long size() {
    pairs.cleanUp();
    return pairs.estimatedSize();
  }

  private Pair pair() {
    return new Pair(bucket(rates.connects()), bucket(rates.requests()));
  }

  private @Nullable Bucket bucket(Optional<Rate> rate) {
    return rate.map(this::bucket).orElse(null);
  }

  private Bucket bucket(Rate rate) {
    long capacity = Math.max(1, rate.count() * burst.toMillis() / (rate.seconds() * 1000L));
    return Bucket.builder()
        .withCustomTimePrecision(meter)
        .addLimit(
            Bandwidth.builder()
                .capacity(capacity)
                .refillGreedy(rate.count(), Duration.ofSeconds(rate.seconds()))
                .build())
        .build();
  }

  private static long nanos(Bucket bucket) {
    return bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
  }
}

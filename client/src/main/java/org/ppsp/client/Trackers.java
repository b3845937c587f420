package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// In which order trackers are tried. Every thread may call.
///
/// First those that have not failed lately, by tier and within a tier in random order, the one that
/// answered last before its neighbours; then those that have, the one first whose time is over
/// soonest. A tracker that asked to wait is left alone until then.
final class Trackers {
  private final List<List<Endpoint>> tiers;
  private final Time time;
  private final Jitter jitter;
  private final Backoff avoidance;
  private final Duration maxRetryAfter;
  private @Nullable Endpoint current;

  Trackers(
      List<List<URI>> uris, Time time, Jitter jitter, Backoff avoidance, Duration maxRetryAfter) {
    this.time = time;
    this.jitter = jitter;
    this.avoidance = avoidance;
    this.maxRetryAfter = maxRetryAfter;
    long now = time.nanos();
    tiers = uris.stream().map(t -> t.stream().map(uri -> new Endpoint(uri, now)).toList()).toList();
  }

  synchronized List<Endpoint> order() {
    long now = time.nanos();
    List<Endpoint> order = new ArrayList<>();
    List<Endpoint> avoided = new ArrayList<>();
    for (List<Endpoint> tier : tiers) {
      List<Endpoint> shuffled = jitter.shuffled(tier);
      if (current != null && shuffled.remove(current)) {
        shuffled.addFirst(current);
      }
      for (Endpoint tracker : shuffled) {
        if (tracker.blockedUntil - now <= 0) {
          (tracker.avoidUntil - now <= 0 ? order : avoided).add(tracker);
        }
      }
    }
    avoided.sort(Comparator.comparingLong(tracker -> tracker.avoidUntil - now));
    order.addAll(avoided);
    return order;
  }

  /// The one that answered last, and nothing if it asked to be left alone.
  synchronized List<Endpoint> currentOnly() {
    return current == null || current.blockedUntil - time.nanos() > 0
        ? List.of()
        : List.of(current);
  }

  /// Nanoseconds until at least one tracker may be asked; 0 if one may be now.
  synchronized long blockedFor() {
    long now = time.nanos();
    return tiers.stream()
        .flatMap(List::stream)
        .mapToLong(tracker -> Math.max(0, tracker.blockedUntil - now))
        .min()
        .orElse(0);
  }

  synchronized void worked(Endpoint tracker) {
    tracker.failures = 0;
    tracker.avoidUntil = time.nanos();
    current = tracker;
  }

  synchronized void failed(Endpoint tracker, @Nullable Duration retryAfter) {
    long now = time.nanos();
    tracker.avoidUntil = now + avoidance.delay(tracker.failures, jitter).toNanos();
    tracker.failures = Math.min(tracker.failures + 1, 64);
    if (retryAfter != null) {
      Duration wait = retryAfter.compareTo(maxRetryAfter) > 0 ? maxRetryAfter : retryAfter;
      tracker.blockedUntil = now + wait.toNanos();
    }
  }

  List<Endpoint> all() {
    return tiers.stream().flatMap(List::stream).toList();
  }

  Endpoint get(URI uri) {
    return all().stream().filter(it -> it.uri.equals(uri)).findFirst().orElseThrow();
  }

  List<URI> uris() {
    return all().stream().map(tracker -> tracker.uri).toList();
  }
}

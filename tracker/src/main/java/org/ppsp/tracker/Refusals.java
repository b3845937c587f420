package org.ppsp.tracker;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts refusals by their reason. Every thread may call; it takes no lock.
final class Refusals {
  private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

  Refusals() {
    for (Refusal reason : Refusal.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void count(Refusal reason) {
    LongAdder count = counts.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  /// All reasons with their counts, those that are 0, too.
  Map<Refusal, Long> counts(int quarantined) {
    Map<Refusal, Long> all = new EnumMap<>(Refusal.class);
    counts.forEach((reason, count) -> all.put(reason, count.sum()));
    all.put(Refusal.QUARANTINED, (long) quarantined);
    return Collections.unmodifiableMap(all);
  }
}

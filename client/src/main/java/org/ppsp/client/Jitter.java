package org.ppsp.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ppsp.protocol.TransactionId;

/// Everything random. Every thread may call.
final class Jitter {
  private final RandomGenerator random;

  Jitter(RandomGenerator random) {
    this.random = random;
  }

  /// A number from `low` to `high`, both included; `low` if that is not below `high`.
  synchronized long between(long low, long high) {
    return low < high ? random.nextLong(low, high + 1) : low;
  }

  synchronized <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, java.util.Random.from(random));
    return copy;
  }

  synchronized TransactionId transactionId() {
    return new TransactionId(HexFormat.of().toHexDigits(random.nextLong()));
  }
}

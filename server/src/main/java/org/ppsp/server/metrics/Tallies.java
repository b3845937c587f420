package org.ppsp.server.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.ppsp.server.http.Tally;

/// Makes the tallies of a front's event loops, and knows them all. Thread-safe.
public final class Tallies implements Supplier<Tally> {
  private final List<LoopTally> all = new CopyOnWriteArrayList<>();

  /// Without any yet.
  public Tallies() {}

  /// Makes one more.
  @Override
  public Tally get() {
    LoopTally tally = new LoopTally();
    all.add(tally);
    return tally;
  }

  List<LoopTally> all() {
    return all;
  }

  /// A number of all loops together.
  long sum(ToLongFunction<LoopTally> number) {
    return all.stream().mapToLong(number).sum();
  }
}

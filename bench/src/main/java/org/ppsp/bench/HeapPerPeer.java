package org.ppsp.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// Prints the bytes of heap that a connected peer with one address and one membership takes, and
/// those that are left of it once all have expired. Argument: how many peers, 1,000,000 if absent.
public final class HeapPerPeer {
  /// So that neither the first segments nor what is loaded late counts.
  private static final int BEFORE = 1000;

  private HeapPerPeer() {}

  /// Measures and prints.
  public static void main(String[] args) {
    int peers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    AtomicLong nanos = new AtomicLong();
    TrackerSettings settings = TrackerSettings.DEFAULT;
    Tracker tracker = Population.emptyTracker(settings, nanos::get);
    Population.fill(tracker, 0, BEFORE, 0, 0);
    long before = used();
    Population.fill(tracker, BEFORE, peers + BEFORE, 0, 0);
    print("connected", used() - before, peers);
    if (tracker.sessions() != peers + BEFORE) {
      throw new IllegalStateException("peers were lost");
    }
    nanos.addAndGet(settings.sessionTimeout().multipliedBy(2).toNanos());
    while (tracker.sweep(100_000) == 100_000) {
      // until all are gone
    }
    print("expired", used() - before, peers);
    if (tracker.sessions() != 0) {
      throw new IllegalStateException("peers were kept");
    }
  }

  private static void print(String what, long bytes, int peers) {
    System.out.printf(
        Locale.ROOT,
        "%,d peers, one address and one membership each, %s: %.1f bytes of heap a peer%n",
        peers,
        what,
        (double) bytes / peers);
  }

  @SuppressWarnings("SystemGc") // the point
  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

package org.ppsp.bench;

import java.lang.management.ManagementFactory;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// Prints the bytes of heap that a connected peer with one address and one membership takes.
/// Argument: how many peers, 1,000,000 if absent.
public final class HeapPerPeer {
  private HeapPerPeer() {}

  /// Measures and prints.
  public static void main(String[] args) {
    int peers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Tracker tracker = Population.emptyTracker(TrackerSettings.DEFAULT);
    Population.fill(tracker, 0, 1000, 0, 0);
    long before = used();
    Population.fill(tracker, 1000, peers + 1000, 0, 0);
    long after = used();
    System.out.printf(
        "%,d peers, one address and one membership each: %.1f bytes of heap a peer%n",
        peers, (double) (after - before) / peers);
    if (tracker.sessions() != peers + 1000) {
      throw new IllegalStateException("peers were lost");
    }
  }

  @SuppressWarnings("SystemGc") // the point
  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

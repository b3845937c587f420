package org.ppsp.tracker;

/// What requests cost the tracker beyond what a plain one does. The caller hands it in with a
/// request and reads it afterwards. For one thread.
public final class Work {
  /// What a plain FIND costs, in the unit of [TrackerSettings#scanLimit()].
  static final int PLAIN = 400;

  private int cost;

  /// Adds what a part of a request has cost.
  void add(int more) {
    cost += more;
  }

  /// How many plain requests more it was worth.
  public int requests() {
    return cost / PLAIN;
  }

  /// Counts from 0 again.
  public void clear() {
    cost = 0;
  }
}

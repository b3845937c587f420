package org.ppsp.tracker;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.ppsp.protocol.Property;

/// Counts what changes and what peers report. Nothing is counted on the way of a FIND. Every thread
/// may call; it takes no lock.
final class Activity {
  /// A terabyte, or 35 years: no honest report adds more, and it takes millions of others to bring
  /// a sum around.
  private static final long MOST = 1L << 40;

  private static final int UPLOADED = Statistics.slot(Property.UPLOADED_BYTES);
  private static final int DOWNLOADED = Statistics.slot(Property.DOWNLOADED_BYTES);
  private static final int ORIGIN = Statistics.slot(Property.ORIGIN_BYTES);
  private static final int STALLED = Statistics.slot(Property.STALL_TIME);

  private final Map<Change, LongAdder> changes = new EnumMap<>(Change.class);
  private final LongAdder uploaded = new LongAdder();
  private final LongAdder downloaded = new LongAdder();
  private final LongAdder origin = new LongAdder();
  private final LongAdder stalled = new LongAdder();

  Activity() {
    for (Change change : Change.values()) {
      changes.put(change, new LongAdder());
    }
  }

  void count(Change change) {
    count(change, 1);
  }

  void count(Change change, int times) {
    LongAdder count = changes.get(change);
    if (count != null) {
      count.add(times);
    }
  }

  /// All changes with their counts, those that are 0, too.
  Map<Change, Long> changes() {
    Map<Change, Long> all = new EnumMap<>(Change.class);
    changes.forEach((change, count) -> all.put(change, count.sum()));
    return Collections.unmodifiableMap(all);
  }

  /// Counts what was transferred, and how long playing stood still, between two reports of one peer
  /// in one swarm.
  void report(Statistics before, Statistics after) {
    uploaded.add(bounded(more(UPLOADED, before, after)));
    downloaded.add(bounded(more(DOWNLOADED, before, after)));
    origin.add(bounded(more(ORIGIN, before, after)));
    stalled(before, after);
  }

  /// Counts how long playing stood still between two reports.
  void stalled(Statistics before, Statistics after) {
    stalled.add(bounded(more(STALLED, before, after)));
  }

  /// By how much a number has grown; one that went back began anew.
  static long more(int slot, Statistics before, Statistics after) {
    long was = Math.max(0, before.number(slot));
    long is = Math.max(0, after.number(slot));
    return is >= was ? is - was : is;
  }

  private static long bounded(long more) {
    return Math.min(more, MOST);
  }

  Transferred transferred() {
    return new Transferred(sum(uploaded), sum(downloaded), sum(origin), sum(stalled));
  }

  /// A sum beyond the largest number begins anew rather than becomes negative.
  private static long sum(LongAdder adder) {
    return adder.sum() & Long.MAX_VALUE;
  }
}

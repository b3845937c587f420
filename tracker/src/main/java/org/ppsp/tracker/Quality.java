package org.ppsp.tracker;

import org.ppsp.protocol.Property;

/// How good a neighbour a peer is by its own statistics, whoever asks: computed when it reports, so
/// that a FIND reads one number.
final class Quality {
  private static final int UPLOAD = Statistics.slot(Property.UPLOAD_BANDWIDTH);
  private static final int AVAILABLE = Statistics.slot(Property.AVAILABLE_BANDWIDTH);
  private static final int LINKS = Statistics.slot(Property.CONCURRENT_LINKS);
  private static final int UPLOADED = Statistics.slot(Property.UPLOADED_BYTES);

  /// 1 Gbit/s and 1 TB: more makes no better neighbour.
  private static final double BEST_BANDWIDTH = Math.log1p(1_000_000);

  private static final double BEST_RECORD = Math.log1p(1e12);

  private Quality() {}

  /// From 0, nothing known, to 1: bandwidth that is free counts half, few links a quarter, what the
  /// peer has sent so far a quarter.
  static float of(Statistics statistics) {
    long bandwidth = statistics.number(AVAILABLE);
    if (bandwidth < 0) {
      bandwidth = statistics.number(UPLOAD);
    }
    long links = statistics.number(LINKS);
    double free = Math.min(1, Math.log1p((double) Math.max(0, bandwidth)) / BEST_BANDWIDTH);
    double idle = links < 0 ? 0 : 8.0 / (8 + links);
    double record =
        Math.min(1, Math.log1p((double) Math.max(0, statistics.number(UPLOADED))) / BEST_RECORD);
    return (float) (free / 2 + idle / 4 + record / 4);
  }
}

package org.ppsp.tracker;

import org.ppsp.protocol.Property;

/// How good a neighbour a member is, whoever asks. Computed when it joins or reports, so that a
/// FIND reads one number.
final class Quality {
  /// The best there is.
  static final float BEST = 1.25f;

  private static final int UPLOAD = Statistics.slot(Property.UPLOAD_BANDWIDTH);
  private static final int AVAILABLE = Statistics.slot(Property.AVAILABLE_BANDWIDTH);
  private static final int LINKS = Statistics.slot(Property.CONCURRENT_LINKS);
  private static final int UPLOADED = Statistics.slot(Property.UPLOADED_BYTES);

  /// 1 Gbit/s and 1 TB: more makes no better neighbour.
  private static final double BEST_BANDWIDTH = Math.log1p(1_000_000);

  private static final double BEST_RECORD = Math.log1p(1e12);

  private Quality() {}

  /// From 0 to 1.25: bandwidth that is free counts 0.5; few links, what the peer has sent so far,
  /// and an hour online 0.25 each.
  ///
  /// @param mostBandwidth what a claim of bandwidth counts up to
  static float of(Candidate peer, long mostBandwidth, int now) {
    float online = Math.min(peer.onlineSeconds(now), 3600) / 14_400f;
    long bandwidth = peer.number(AVAILABLE);
    if (bandwidth < 0) {
      bandwidth = peer.number(UPLOAD);
    }
    long links = peer.number(LINKS);
    double idle = links < 0 ? 0 : 2.0 / (8.0 + links);
    return (float)
            (share(Math.min(bandwidth, mostBandwidth), BEST_BANDWIDTH) / 2
                + idle
                + record(peer) / 4)
        + online;
  }

  private static double record(Candidate peer) {
    return share(peer.number(UPLOADED), BEST_RECORD);
  }

  private static double share(long value, double best) {
    return value <= 0 ? 0 : Math.min(1, Math.log1p((double) value) / best);
  }
}

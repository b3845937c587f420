package org.ppsp.tracker;

import org.ppsp.protocol.ChunkSet;

/// What an asker would like of its neighbours beyond what it requires.
public final class Wishes {
  private final long asn;
  private final long network;
  private final Filter[] filters;
  private final ChunkSet chunks;
  private final int now;

  /// The wishes of a peer in this place.
  Wishes(long asn, long network, Filter[] filters, ChunkSet chunks, int now) {
    this.asn = asn;
    this.network = network;
    this.filters = filters;
    this.chunks = chunks;
    this.now = now;
  }

  /// How many of the chunks that were asked for a candidate offers; 0 if none was asked for.
  public long offers(Candidate candidate) {
    return candidate.offers(chunks);
  }

  /// Whether candidates differ in how much they offer.
  public boolean ranksByOffer() {
    return !chunks.isEmpty() && chunks.size() > 1;
  }

  /// How well a candidate suits this asker; larger is better. A preference that is met counts 2,
  /// the candidate's quality up to 1, the same network or autonomous system 0.5, an hour online up
  /// to 0.25, and what it has beyond a requirement up to 0.25.
  public float score(Candidate candidate) {
    float score = candidate.quality();
    if (candidate.network() == network || (asn != 0 && candidate.asn() == asn)) {
      score += 0.5f;
    }
    score += Math.min(candidate.onlineSeconds(now), 3600) / 14_400f;
    for (Filter filter : filters) {
      if (filter.isRequired()) {
        score += filter.headroom(candidate, now) / 4;
      } else if (filter.accepts(candidate, now)) {
        score += 2;
      }
    }
    return score;
  }
}

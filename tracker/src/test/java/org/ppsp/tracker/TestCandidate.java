package org.ppsp.tracker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// A candidate as a test wants it.
record TestCandidate(
    PeerMode mode, int online, long asn, @Nullable ConnectionType connection, Statistics statistics)
    implements Candidate {
  static TestCandidate with(Stat... stats) {
    return new TestCandidate(PeerMode.LEECH, 0, 0, null, Statistics.NONE.with(List.of(stats)));
  }

  @Override
  public int onlineSeconds(int now) {
    return online;
  }

  @Override
  public long number(int slot) {
    return statistics.number(slot);
  }

  @Override
  public boolean isReported(int slot) {
    return statistics.isReported(slot);
  }

  @Override
  public @Nullable String text(Property property) {
    return statistics.text(property);
  }
}

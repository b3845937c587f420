package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;

/// What requirements are held against: a member of a swarm, as far as it has told of itself.
interface Candidate {
  /// What it has of the content.
  PeerMode mode();

  /// For how many seconds it has been connected.
  ///
  /// @param now tenths of a second on the tracker's clock
  int onlineSeconds(int now);

  /// Its autonomous system, 0 if unknown.
  long asn();

  /// The kind of access its first address that says so has, or null.
  @Nullable ConnectionType connection();

  /// The value of a statistic that is a number, by its slot; -1 if the peer has never told it.
  long number(int slot);

  /// Whether the peer has reported that number, and not only said it when it asked for others.
  boolean isReported(int slot);

  /// The value of any other statistic, or null if it was never reported.
  @Nullable String text(Property property);
}

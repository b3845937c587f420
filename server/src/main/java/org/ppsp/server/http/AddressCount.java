package org.ppsp.server.http;

import java.util.concurrent.ConcurrentHashMap;
import org.ppsp.protocol.IpAddress;
import org.ppsp.server.http.HttpFront.Entry;

/// How many connections each address has: as many entries as there are connections at most.
/// Thread-safe.
final class AddressCount {
  /// So many clients of an address more than it may have are told so; those beyond are turned away.
  private static final int REFUSED_POLITELY = 16;

  private final ConcurrentHashMap<IpAddress, Integer> counts = new ConcurrentHashMap<>();
  private final int most;

  /// @param most connections of an address
  AddressCount(int most) {
    this.most = most;
  }

  /// Counts a connection in; [#leave] counts it out, whatever became of it.
  Entry enter(IpAddress address) {
    int over = counts.merge(address, 1, Integer::sum) - most;
    return over <= 0 ? Entry.WELCOME : over <= REFUSED_POLITELY ? Entry.FULL : Entry.TURN_AWAY;
  }

  void leave(IpAddress address) {
    counts.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
  }

  /// How many addresses have connections.
  int size() {
    return counts.size();
  }
}

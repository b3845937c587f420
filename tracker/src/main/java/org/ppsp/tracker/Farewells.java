package org.ppsp.tracker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.TransactionId;

/// The last DISCONNECTs: a peer whose answer was lost repeats its request and is answered again,
/// although nothing of it is left (specification, section 3). Every thread may call.
final class Farewells {
  private static final int KEPT = 10_000;

  /// How a peer took its leave.
  record Farewell(TransactionId transaction, IpAddress ip, @Nullable SessionToken token) {}

  /// The oldest first.
  private final Map<PeerId, Farewell> last = new LinkedHashMap<>();

  synchronized void add(PeerId peer, Farewell farewell) {
    last.remove(peer);
    last.put(peer, farewell);
    if (last.size() > KEPT) {
      last.remove(last.keySet().iterator().next());
    }
  }

  /// Whether the peer took its leave in just this way.
  synchronized boolean isKnown(PeerId peer, Farewell farewell) {
    return farewell.equals(last.get(peer));
  }
}

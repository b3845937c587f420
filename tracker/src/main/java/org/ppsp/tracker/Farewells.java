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

  /// The part of all memory that they may take.
  private static final int SHARE = 64;

  /// One of them, without the names.
  private static final int ENTRY = 40 + 24 + Footprint.IP_ADDRESS + 24;

  /// How a peer took its leave.
  record Farewell(TransactionId transaction, IpAddress ip, @Nullable SessionToken token) {}

  /// The oldest first.
  private final Map<PeerId, Farewell> last = new LinkedHashMap<>();

  private final MemoryBudget budget;
  private long memory;

  Farewells(MemoryBudget budget) {
    this.budget = budget;
  }

  /// Remembers one, and forgets the oldest if there are too many.
  synchronized void add(PeerId peer, Farewell farewell) {
    remove(peer);
    last.put(peer, farewell);
    count(memory(peer, farewell));
    while (last.size() > KEPT || memory > budget.use().most() / SHARE) {
      remove(last.keySet().iterator().next());
    }
  }

  private void remove(PeerId peer) {
    Farewell removed = last.remove(peer);
    if (removed != null) {
      count(-memory(peer, removed));
    }
  }

  private void count(int bytes) {
    memory += bytes;
    budget.charge(MemoryBudget.NOBODY, bytes);
  }

  private static int memory(PeerId peer, Farewell farewell) {
    return ENTRY + Footprint.id(peer.value()) + Footprint.id(farewell.transaction.value());
  }

  /// Whether the peer took its leave in just this way.
  synchronized boolean isKnown(PeerId peer, Farewell farewell) {
    return farewell.equals(last.get(peer));
  }
}

package org.ppsp.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// The peers that a viewer knows of, all of them from lists of the tracker. [#found] is for every
/// thread, the rest for that of the [World].
final class Neighbours implements Link.Inbox {
  private static final int MOST = 40;

  private final Queue<PeerId> found = new ConcurrentLinkedQueue<>();
  private final List<SimulatedPeer> known = new ArrayList<>();

  @Override
  public void found(List<PeerId> peers) {
    found.addAll(peers);
  }

  /// Takes in those that were found, and drops those that have left: in a real swarm, the first try
  /// to reach them would tell. The longest known make room.
  void update(SimulatedSwarm swarm) {
    known.removeIf(SimulatedPeer::hasLeft);
    for (PeerId id = found.poll(); id != null; id = found.poll()) {
      SimulatedPeer peer = swarm.member(id);
      if (peer != null && !known.contains(peer)) {
        known.add(peer);
      }
    }
    if (known.size() > MOST) {
      known.subList(0, known.size() - MOST).clear();
    }
  }

  int size() {
    return known.size();
  }

  boolean anyHolds(int chunk) {
    for (SimulatedPeer peer : known) {
      if (peer.holds(chunk)) {
        return true;
      }
    }
    return false;
  }

  /// One that has a chunk and can send it now, or null.
  @Nullable SimulatedPeer source(int chunk, int kbits, RandomGenerator random) {
    int start = known.isEmpty() ? 0 : random.nextInt(known.size());
    for (int i = 0; i < known.size(); i++) {
      SimulatedPeer peer = known.get((start + i) % known.size());
      if (peer.up().has(kbits) && peer.holds(chunk)) {
        return peer;
      }
    }
    return null;
  }
}

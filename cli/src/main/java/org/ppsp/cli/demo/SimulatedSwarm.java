package org.ppsp.cli.demo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// Those who share one content, the origin among them, and the chunks there are. For the thread of
/// the [World].
final class SimulatedSwarm {
  private static final int ORIGIN_KBITS = 200_000;

  private final Content content;
  private final SimulatedPeer origin;
  private final Map<PeerId, SimulatedPeer> members = new LinkedHashMap<>();
  private final Traffic traffic = new Traffic();
  private long now;

  /// A swarm of its origin alone.
  ///
  /// @param number of the origin, which gives its address
  /// @param tag behind all PeerIDs
  SimulatedSwarm(Content content, int number, String tag) {
    this.content = content;
    origin =
        new SimulatedPeer(
            new PeerId("origin-" + content.swarm() + tag),
            this,
            Network.FIBRE,
            number,
            new Bandwidth(ORIGIN_KBITS),
            new Bandwidth(0));
    origin.becomeSeeder();
    add(origin);
  }

  Content content() {
    return content;
  }

  SimulatedPeer origin() {
    return origin;
  }

  Traffic traffic() {
    return traffic;
  }

  void add(SimulatedPeer peer) {
    members.put(peer.id(), peer);
  }

  void remove(SimulatedPeer peer) {
    members.remove(peer.id());
    peer.leave();
  }

  Collection<SimulatedPeer> members() {
    return members.values();
  }

  @Nullable SimulatedPeer member(PeerId id) {
    return members.get(id);
  }

  /// Lets time pass for the content and for the lines of the members.
  void advance(long to) {
    long millis = to - now;
    now = to;
    members.values().forEach(peer -> peer.refill(millis));
  }

  int first() {
    return content.first(now);
  }

  int last() {
    return content.last(now);
  }

  boolean exists(int chunk) {
    return chunk >= first() && chunk <= last();
  }

  /// How many members have a chunk.
  int holders(int chunk) {
    int count = 0;
    for (SimulatedPeer peer : members.values()) {
      if (peer.holds(chunk)) {
        count++;
      }
    }
    return count;
  }
}

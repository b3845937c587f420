package org.ppsp.cli.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.SwarmId;

/// A tracker without time or network: lists are random members of the swarm, and come at once.
final class ListingLinks implements Link.Factory {
  private final Random random = new Random(7);
  private final Map<SwarmId, List<PeerId>> members = new HashMap<>();
  private final int longest;
  int open;

  /// @param longest how long lists are at the most
  ListingLinks(int longest) {
    this.longest = longest;
  }

  @Override
  public Link open(SimulatedPeer peer) {
    List<PeerId> swarm =
        members.computeIfAbsent(peer.swarm().content().swarm(), id -> new ArrayList<>());
    Viewer viewer = peer.viewer();
    Link.Inbox inbox = viewer == null ? peers -> {} : viewer.inbox();
    inbox.found(some(swarm, 30));
    swarm.add(peer.id());
    open++;
    return new Link() {
      @Override
      public boolean isConnected() {
        return true;
      }

      @Override
      public void announce(ChunkSet chunks) {}

      @Override
      public void withdraw(ChunkSet chunks) {}

      @Override
      public void complete() {}

      @Override
      public void find(ChunkSet chunks, int peernum, Requirement... requirements) {
        inbox.found(some(swarm, peernum));
      }

      @Override
      public void close() {
        swarm.remove(peer.id());
        open--;
      }
    };
  }

  private List<PeerId> some(List<PeerId> swarm, int peernum) {
    List<PeerId> copy = new ArrayList<>(swarm);
    Collections.shuffle(copy, random);
    return copy.subList(0, Math.min(Math.min(longest, peernum), copy.size()));
  }
}

package org.ppsp.examples;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.PeerListener;
import org.ppsp.client.PeerSession;
import org.ppsp.client.Result;
import org.ppsp.client.Swarm;
import org.ppsp.client.TrackerClient;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// Watches: finds peers that have the next chunks and are fast, and offers what it has got.
public final class Viewer {
  private Viewer() {}

  /// Watches the first ten chunks.
  ///
  /// @return the peers that could serve them
  public static List<Peer> watch(URI tracker, PeerId id, SwarmId content)
      throws IOException, InterruptedException {
    // [viewer]
    try (TrackerClient client = TrackerClient.of(tracker);
        PeerSession session =
            PeerSession.builder(client, id)
                .statistics(Duration.ofMinutes(1), Viewer::statistics)
                .listener(new Printer())
                .connect()) {
      Swarm swarm = session.join(content, PeerMode.LEECH);
      ChunkSet next = ChunkSet.range(0, 9);
      List<Peer> peers =
          swarm.findChunks(next, 20, Requirement.of(Property.UPLOAD_BANDWIDTH, "600"));
      fetch(next, peers); // from the peers, with a peer protocol
      swarm.announce(next); // told some seconds later, together with what comes until then
      return peers;
    } // leaves, and sends DISCONNECT
    // [end]
  }

  // [statistics]
  private static List<Stat> statistics() {
    return List.of(
        new Stat(Property.DOWNLOADED_BYTES, "1048576"), new Stat(Property.STALL_TIME, "0"));
  }

  // [end]

  // [listener]
  /// Prints what happens. Nothing has to be done: the session comes back by itself.
  static final class Printer implements PeerListener {
    @Override
    public void peersFound(SwarmId swarm, List<Peer> peers) {
      System.out.println(peers.size() + " more peers in " + swarm);
    }

    @Override
    public void stateChanged(PeerSession.State state, @Nullable Result<?> cause) {
      System.out.println(state + (cause == null ? "" : ": " + cause.summary()));
    }
  }

  // [end]

  private static void fetch(ChunkSet chunks, List<Peer> peers) {
    System.out.println("chunks " + chunks + " from one of " + peers);
  }
}

package org.ppsp.examples;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ppsp.client.PeerSession;
import org.ppsp.client.TrackerClient;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SwarmId;

/// Offers several contents that it has all of, with a second tracker in reserve.
public final class Seeder {
  private Seeder() {}

  /// Seeds until told to stop.
  public static void seed(
      URI tracker, URI reserve, PeerId id, List<SwarmId> contents, CountDownLatch stop)
      throws IOException, InterruptedException {
    // [seeder]
    try (TrackerClient client = TrackerClient.builder().tier(tracker).tier(reserve).build();
        PeerSession session =
            PeerSession.builder(client, id)
                .addresses(PeerAddress.of(IpAddress.parse("198.51.100.22"), 6778, AddressType.HOST))
                .controlPort(0) // STAT_QUERY is answered here; 0: any free port
                .connect()) {
      for (SwarmId content : contents) {
        session.join(content, PeerMode.SEEDER); // renewed until the session is closed
      }
      stop.await();
    }
    // [end]
  }
}

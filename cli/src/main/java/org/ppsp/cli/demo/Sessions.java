package org.ppsp.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.ppsp.client.Result;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerException;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;

/// Connects simulated peers to a tracker, all of them by one client. Every thread may call.
final class Sessions implements Link.Factory, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final TrackerClient client;
  private final Tally tally;
  private final Set<SessionLink> open = ConcurrentHashMap.newKeySet();

  /// Connects to a tracker when the first peer does.
  Sessions(URI tracker, Tally tally) {
    this.tally = tally;
    client =
        TrackerClient.builder()
            .tier(tracker)
            .codec(tally)
            .attempts(2)
            .requestTimeout(Duration.ofSeconds(5))
            .build();
  }

  /// Asks the tracker for a sign of life; that it refuses is one.
  ///
  /// @throws TrackerException if it cannot be reached
  static void check(URI tracker) throws TrackerException, InterruptedException {
    try (TrackerClient client = TrackerClient.builder().tier(tracker).attempts(1).build()) {
      Request.KeepAlive request =
          new Request.KeepAlive(client.newTransactionId(), new PeerId("ppsp-demo"));
      if (client.keepAlive(request) instanceof Result.Unreachable<?> unreachable) {
        var _ = unreachable.orElseThrow();
      }
    }
  }

  @Override
  public Link open(SimulatedPeer peer) {
    Viewer viewer = peer.viewer();
    try {
      SessionLink link =
          new SessionLink(
              client, peer, viewer == null ? peers -> {} : viewer.inbox(), tally::cameBack);
      open.add(link);
      var _ = link.ended().thenRun(() -> open.remove(link));
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // only a control port can fail, and there is none
    }
  }

  /// Disconnects all peers, as far as that can be done quickly.
  @Override
  public void close() {
    CompletableFuture<?>[] ends =
        open.stream().map(SessionLink::ended).toArray(CompletableFuture<?>[]::new);
    open.forEach(SessionLink::close);
    var _ =
        CompletableFuture.allOf(ends)
            .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
    client.close();
  }
}

package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ppsp.client.Backoff;
import org.ppsp.client.PeerListener;
import org.ppsp.client.PeerSession;
import org.ppsp.client.PeerSessionBuilder;
import org.ppsp.client.Swarm;
import org.ppsp.client.TrackerClient;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;

/// The SDK and the tracker, over real sockets and in real time. What a tracker knows is seen by a
/// second peer, the watcher.
@Timeout(60)
class SdkAgainstTrackerTest {
  private static final SwarmId NEWS = new SwarmId("news");
  private static final PeerId ID = new PeerId("peer-a");
  private static final PeerId WATCHER = new PeerId("watcher");
  private static final ChunkSet CHUNKS = ChunkSet.range(0, 9);
  private static final Stat UPLOAD = new Stat(Property.UPLOAD_BANDWIDTH, "8000");

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable it : open.reversed()) {
      it.close();
    }
  }

  private <T extends AutoCloseable> T closing(T it) {
    open.add(it);
    return it;
  }

  /// @param listen `127.0.0.1:0` for any port
  private Server tracker(String listen, String keepalive) throws Exception {
    return closing(
        Server.start(
            Configuration.load(
                null,
                Map.of(),
                Map.of(
                    "manage.listen",
                    "none",
                    "listen",
                    listen,
                    "tracker.keepaliveInterval",
                    keepalive))));
  }

  private Server tracker() throws Exception {
    return tracker("127.0.0.1:0", "30s");
  }

  private TrackerClient client(URI... tiers) {
    var builder = TrackerClient.builder().attempts(1);
    for (URI tier : tiers) {
      builder.tier(tier);
    }
    Duration soon = Duration.ofMillis(1);
    return closing(builder.avoidance(new Backoff(soon, soon)).build());
  }

  private static PeerSessionBuilder peer(TrackerClient client, PeerId id) {
    return PeerSession.builder(client, id).announceInterval(Duration.ZERO).spread(Duration.ZERO);
  }

  private Swarm watcher(URI tracker) throws Exception {
    return closing(peer(client(tracker), WATCHER).connect()).join(NEWS, PeerMode.LEECH);
  }

  private static List<PeerId> offering(Swarm watcher, Requirement... requirements)
      throws Exception {
    return watcher.findChunks(CHUNKS, 10, requirements).stream().map(Peer::id).toList();
  }

  /// Asks until the answer is as expected; the time-out of the test ends it.
  private static void awaitOffering(Swarm watcher, PeerId... expected) throws Exception {
    while (!offering(watcher).equals(List.of(expected))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void session_isListed_untilItIsClosed() throws Exception {
    Server tracker = tracker();
    Swarm watcher = watcher(tracker.url());
    PeerSession session =
        closing(
            peer(client(tracker.url()), ID)
                .statistics(Duration.ofMinutes(1), () -> List.of(UPLOAD))
                .connect());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    assertThat(swarm.find(10)).extracting(Peer::id).containsExactly(WATCHER);
    assertThat(offering(watcher)).isEmpty();
    swarm.announce(CHUNKS);
    awaitOffering(watcher, ID);
    assertThat(offering(watcher, Requirement.of(Property.UPLOAD_BANDWIDTH, "8000")))
        .containsExactly(ID);
    assertThat(offering(watcher, Requirement.of(Property.UPLOAD_BANDWIDTH, "8001"))).isEmpty();
    swarm.withdraw(CHUNKS);
    awaitOffering(watcher);
    swarm.complete();
    assertThat(offering(watcher)).containsExactly(ID);
    session.close();
    assertThat(offering(watcher)).isEmpty();
  }

  @Test
  void statQuery_isAnswered_atTheControlPort() throws Exception {
    Server tracker = tracker();
    closing(
        peer(client(tracker.url()), ID)
            .controlPort(0)
            .statistics(Duration.ofMinutes(1), () -> List.of(UPLOAD))
            .connect());
    assertThat(ask(client(tracker.url()), Property.UPLOAD_BANDWIDTH)).containsExactly(UPLOAD);
  }

  @Test
  void statQuery_isAnswered_afterAKeepAlive() throws Exception {
    Server tracker = tracker("127.0.0.1:0", "1s");
    LinkedBlockingQueue<Stat> buffer = new LinkedBlockingQueue<>();
    closing(
        peer(client(tracker.url()), ID)
            .statistics(Duration.ofHours(1), () -> List.copyOf(buffer))
            .connect());
    Stat later = new Stat(Property.BUFFER_LEVEL, "4000");
    buffer.add(later);
    TrackerClient operator = client(tracker.url());
    while (!ask(operator, Property.BUFFER_LEVEL).equals(List.of(later))) {
      Thread.onSpinWait();
    }
  }

  private static List<Stat> ask(TrackerClient operator, Property property) throws Exception {
    Request query = new Request.StatQuery(operator.newTransactionId(), ID, List.of(property));
    return ((Response.StatQuery) operator.send(query).orElseThrow()).stats();
  }

  /// The first tracker stops, and starts again with nothing in memory; it is the better one.
  @Test
  void session_goesOnAtAnotherTracker_andComesBack() throws Exception {
    Server first = tracker("127.0.0.1:0", "1s");
    Server second = tracker();
    LinkedBlockingQueue<URI> trackers = new LinkedBlockingQueue<>();
    PeerSession session =
        closing(
            peer(client(first.url(), second.url()), ID)
                .listener(
                    new PeerListener() {
                      @Override
                      public void trackerChanged(URI before, URI now) {
                        trackers.add(now);
                      }
                    })
                .connect());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    swarm.announce(CHUNKS);
    try (PeerSession watcher = peer(client(first.url()), WATCHER).connect()) {
      awaitOffering(watcher.join(NEWS, PeerMode.LEECH), ID);
    } // or its KEEPALIVE would bring it back to the first tracker, too
    assertThat(trackers.take()).isEqualTo(first.url());

    first.close(); // which the next KEEPALIVE finds out
    assertThat(trackers.poll(30, TimeUnit.SECONDS)).isEqualTo(second.url());
    Swarm watcherOfSecond = watcher(second.url());
    awaitOffering(watcherOfSecond, ID);

    Server again = tracker("127.0.0.1:" + first.address().getPort(), "30s");
    assertThat(swarm.find(10)).isEmpty(); // which is asked there, and brings the session back
    assertThat(trackers.take()).isEqualTo(again.url());
    assertThat(session.tracker()).isEqualTo(first.url());
    awaitOffering(watcher(again.url()), ID);
    awaitOffering(watcherOfSecond); // by DISCONNECT: its session would last 90 s
  }

  @Test
  void jvmThatIsTerminated_isForgottenAtOnce() throws Exception {
    Server tracker = tracker();
    Swarm watcher = watcher(tracker.url());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            EndlessPeer.class.getName(),
            tracker.url().toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("joined");
      assertThat(offering(watcher)).containsExactly(ID);
      process.destroy(); // SIGTERM
      assertThat(process.waitFor()).isEqualTo(128 + 15);
      assertThat(offering(watcher)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /// A peer that does nothing about its end.
  static final class EndlessPeer {
    private EndlessPeer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      TrackerClient client = TrackerClient.of(URI.create(args[0]));
      PeerSession session = PeerSession.builder(client, ID).connect();
      session.join(NEWS, PeerMode.SEEDER);
      System.out.println("joined");
      Thread.currentThread().join();
    }
  }
}

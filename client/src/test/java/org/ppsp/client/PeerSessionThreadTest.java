package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

/// A session with its own thread, in real time; the tests wait for what is to happen.
class PeerSessionThreadTest {
  private static final PeerId ID = Requests.PEER;

  private final FakeTracker tracker = FakeTracker.start();
  private final Heard heard = new Heard();
  private final TrackerClient client =
      TrackerClient.builder().tier(tracker.uri()).attempts(1).build();

  private PeerSessionBuilder builder() {
    return PeerSession.builder(client, ID).listener(heard).announceInterval(Duration.ZERO);
  }

  @AfterEach
  void close() {
    client.close();
    tracker.close();
  }

  @Test
  void session_worksByItself() throws Exception {
    tracker.timing(Duration.ofSeconds(1), Duration.ofHours(1));
    try (PeerSession session = builder().connect()) {
      Swarm swarm = session.join(Requests.SWARM, PeerMode.LEECH);
      swarm.announce(ChunkSet.range(0, 9));
      tracker.await(Method.JOIN_CHUNK);
      tracker.await(Method.KEEPALIVE);
    }
    assertThat(tracker.await(Method.DISCONNECT).token()).isNotNull();
  }

  @Test
  void connect_thatIsRefused_throws() {
    tracker.enqueue(Reply.refusal(Status.FORBIDDEN_ACTION, "another one has this PeerID"));
    assertThatThrownBy(() -> builder().connect())
        .isInstanceOf(TrackerException.class)
        .hasMessageContaining("another one has this PeerID");
  }

  @Test
  void start_connectsAsSoonAsItCan() throws Exception {
    tracker.down(true);
    try (PeerSession session =
        builder()
            .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)))
            .withoutShutdownHook()
            .start()) {
      heard.await("CONNECTING Unreachable");
      tracker.down(false);
      heard.await("CONNECTED");
      assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    }
    heard.await("CLOSED");
  }

  @Test
  void failingStatistics_doNotEndTheSession() throws Exception {
    try (PeerSession session =
        builder()
            .statistics(
                Duration.ofHours(1),
                () -> {
                  throw new IllegalStateException("on purpose");
                })
            .start()) {
      assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTING);
    }
  }

  @Test
  void controlPort_answersNothingElse() throws Exception {
    try (PeerSession session = builder().controlPort(0).connect();
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://localhost:" + session.controlPort().getAsInt() + "/");
      HttpRequest.Builder to = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
      assertThat(status(http, to.copy().GET())).isEqualTo(405);
      assertThat(status(http, to.copy().POST(HttpRequest.BodyPublishers.ofString("x"))))
          .isEqualTo(400);
      assertThat(
              status(http, to.copy().POST(HttpRequest.BodyPublishers.ofString(" ".repeat(20_000)))))
          .isEqualTo(413);
      ByteWriter out = new ByteWriter();
      new XmlCodec()
          .encode(new Request.StatQuery(Requests.ID, new PeerId("stranger"), List.of()), out);
      assertThat(
              status(
                  http, to.copy().POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray()))))
          .isEqualTo(403);
    }
  }

  private static int status(HttpClient http, HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  @Timeout(60)
  void handles_canBeUsedByManyThreads() throws Exception {
    int swarms = 12;
    List<Callable<Void>> tasks = new ArrayList<>();
    try (PeerSession session = builder().spread(Duration.ZERO).connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < swarms; i++) {
        SwarmId id = new SwarmId("swarm-" + i);
        tasks.add(
            () -> {
              Swarm swarm = session.join(id, PeerMode.LEECH);
              for (int chunk = 0; chunk < 50; chunk++) {
                swarm.announce(ChunkSet.range(chunk, chunk));
                if (chunk == 25 && id.value().equals("swarm-0")) {
                  tracker.forget(ID);
                }
                if (chunk % 10 == 0) {
                  swarm.find(3);
                }
              }
              return null;
            });
      }
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get(60, TimeUnit.SECONDS);
      }
      session.join(new SwarmId("last"), PeerMode.LEECH);
      for (int i = 0; i < swarms; i++) {
        SwarmId id = new SwarmId("swarm-" + i);
        while (!tracker.chunks(id, ID).equals(ChunkSet.range(0, 49))) {
          session.upkeep().step();
        }
      }
    }
    assertThat(tracker.isConnected(ID)).isFalse();
  }
}

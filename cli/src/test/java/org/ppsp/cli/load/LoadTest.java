package org.ppsp.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

/// Short loads over real connections.
class LoadTest {
  private static final Duration EVERY = Duration.ofMillis(200);

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private static LoadSettings settings(URI url, double rate, boolean leavePeers) {
    return settings(
        url,
        Dialect.XML,
        "FIND=5,FIND_CHUNK=1,KEEPALIVE=1,STAT_REPORT=1,JOIN=1,JOIN_CHUNK=1,LEAVE=1",
        rate,
        leavePeers);
  }

  private static LoadSettings json(URI url, boolean leavePeers) {
    return settings(
        url, Dialect.JSON, "FIND=5,KEEPALIVE=1,STAT_REPORT=1,JOIN=2,LEAVE=1", 500, leavePeers);
  }

  private static LoadSettings settings(
      URI url, Dialect dialect, String mix, double rate, boolean leavePeers) {
    return new LoadSettings(
        url,
        dialect,
        rate,
        Mix.parse(mix),
        50,
        5,
        1,
        10,
        4,
        Duration.ofSeconds(1),
        Duration.ofMillis(200),
        Duration.ofSeconds(10),
        leavePeers);
  }

  private LoadResult load(LoadSettings settings) throws LoadException {
    return Load.run(settings, lines::add, EVERY);
  }

  @Test
  void realTracker_isLoadedAndLeftClean() throws Exception {
    try (Server tracker =
        Server.start(
            Configuration.load(
                null, Map.of(), Map.of("manage.listen", "none", "listen", "127.0.0.1:0")))) {
      LoadSettings settings = settings(tracker.url(), 500, false);
      LoadResult result = load(settings);
      assertThat(result.tally().firstFailure()).isEmpty();
      assertThat(result.errors()).isZero();
      assertThat(result.tally().all().micros.getTotalCount()).isGreaterThanOrEqualTo(499);
      assertThat(lines).anyMatch(line -> line.contains("offered ") && line.contains("p99 "));
      assertThat(LoadTable.of(result)).contains("FIND_CHUNK", "p99.9 ms", "offered 500/s");
      JsonNode json = new ObjectMapper().readTree(LoadJson.of(settings, result));
      assertThat(json.at("/settings/peers").asInt()).isEqualTo(50);
      assertThat(json.at("/settings/mix").asText()).startsWith("JOIN=1,");
      assertThat(json.at("/all/count").asLong())
          .isEqualTo(result.tally().all().micros.getTotalCount());
      assertThat(json.at("/methods/FIND/p99").asLong()).isPositive();
    }
  }

  @Test
  void realTracker_isLoadedInJson_andLeftClean() throws Exception {
    for (String strict : new String[] {"false", "true"}) {
      try (Server tracker =
          Server.start(
              Configuration.load(
                  null,
                  Map.of(),
                  Map.of(
                      "manage.listen",
                      "none",
                      "listen",
                      "127.0.0.1:0",
                      "tracker.strictRfc7846",
                      strict)))) {
        LoadSettings settings = json(tracker.url(), false);
        LoadResult result = load(settings);
        assertThat(result.tally().firstFailure()).isEmpty();
        assertThat(result.errors()).isZero();
        assertThat(result.tally().rows().keySet())
            .containsExactlyInAnyOrder(
                Method.JOIN, Method.LEAVE, Method.FIND, Method.KEEPALIVE, Method.STAT_REPORT);
        JsonNode json = new ObjectMapper().readTree(LoadJson.of(settings, result));
        assertThat(json.at("/settings/encoding").asText()).isEqualTo("json");
      }
    }
  }

  @Test
  void peersOfJson_joinAndLeave_andSayNothingElse() throws Exception {
    try (FakeTracker fake = FakeTracker.start(new JsonCodec(true))) {
      var _ = load(json(fake.uri(), false));
      assertThat(fake.received(Method.DISCONNECT)).isEmpty();
      assertThat(fake.received(Method.CONNECT))
          .hasSizeGreaterThanOrEqualTo(100)
          .noneMatch(connect -> fake.isConnected(connect.request().peerId()));
    }
  }

  @Test
  void refusalInJson_isCountedByStatus() throws Exception {
    try (FakeTracker fake = FakeTracker.start(new JsonCodec(true))) {
      fake.enqueue(Method.CONNECT, Reply.refusal(Status.FORBIDDEN_ACTION, "closed"));
      assertThatThrownBy(() -> load(json(fake.uri(), false)))
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("the peers cannot connect and join: JOIN of ppsp-load-")
          .hasMessageContaining("3 FORBIDDEN_ACTION: closed");
    }
  }

  @Test
  void chunksInJson_areRefusedAtOnce() {
    URI url = URI.create("http://127.0.0.1:1/");
    assertThatThrownBy(() -> settings(url, Dialect.JSON, "FIND=1,FIND_CHUNK=1", 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FIND_CHUNK cannot be said in JSON");
    assertThat(settings(url, Dialect.JSON, "FIND=1,FIND_CHUNK=0", 1, false).peers()).isEqualTo(50);
  }

  @Test
  void peers_areDisconnected_unlessTheyShallStay() throws Exception {
    for (boolean stay : new boolean[] {false, true}) {
      try (FakeTracker fake = FakeTracker.start()) {
        var _ = load(settings(fake.uri(), 100, stay));
        assertThat(fake.received(Method.CONNECT))
            .hasSizeGreaterThanOrEqualTo(50)
            .allMatch(connect -> fake.isConnected(connect.request().peerId()) == stay);
      }
    }
  }

  @Test
  void failures_areCountedByStatus() throws Exception {
    try (FakeTracker fake = FakeTracker.start()) {
      fake.enqueue(Method.FIND, Reply.refusal(Status.INTERNAL_ERROR, "a fault"));
      fake.enqueue(Method.FIND, Reply.http(502, "<html>bad gateway</html>"), Reply.cut());
      LoadResult result = load(settings(fake.uri(), 200, false));
      // The three may fall into the warm-up, where nothing is counted.
      assertThat(result.errors()).isLessThanOrEqualTo(3);
      fake.enqueue(Method.JOIN_CHUNK, Reply.refusal(Status.FORBIDDEN_ACTION, "closed"));
      assertThatThrownBy(() -> load(settings(fake.uri(), 200, false)))
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("the peers cannot connect and join: JOIN_CHUNK of ppsp-load-")
          .hasMessageContaining("3 FORBIDDEN_ACTION: closed");
    }
  }

  @Test
  void foreignServer_isToldInOneLine() {
    try (FakeTracker fake = FakeTracker.start()) {
      for (int i = 0; i < 4; i++) {
        fake.enqueue(Reply.http(200, "<html>Welcome</html>"));
      }
      assertThatThrownBy(() -> load(settings(fake.uri(), 200, false)))
          .isInstanceOf(LoadException.class)
          .hasMessageContainingAll("HTTP 200", "this is no tracker; is the URL right?");
    }
  }

  @Test
  void nobodyThere_isUnreachable() throws Exception {
    URI free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertThatThrownBy(() -> load(settings(free, 200, false)))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("no tracker answers at " + free)
        .matches(e -> ((LoadException) e).isUnreachable());
  }

  @Test
  void interrupting_endsTheLoadWithWhatWasMeasured() throws Exception {
    try (FakeTracker fake = FakeTracker.start()) {
      LoadSettings hours =
          new LoadSettings(
              fake.uri(),
              Dialect.XML,
              200,
              Mix.parse("FIND=1"),
              5,
              1,
              0,
              1,
              2,
              Duration.ofHours(1),
              Duration.ZERO,
              Duration.ofSeconds(10),
              false);
      Thread caller = Thread.currentThread();
      LoadResult result =
          Load.run(
              hours,
              line -> {
                if (line.contains("served ")) {
                  caller.interrupt();
                }
              },
              EVERY);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.tally().all().micros.getTotalCount()).isPositive();
      assertThat(fake.received(Method.DISCONNECT)).hasSize(5);
    }
  }
}

package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.request;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.server.http.RawClient;
import org.ppsp.testkit.TestAuthority;

/// What a running tracker tells Prometheus.
@Timeout(60)
class MetricsTest {
  private final HttpClient http = HttpClient.newHttpClient();

  private static Server start(String... settings) throws Exception {
    Map<String, String> options =
        new HashMap<>(Map.of("listen", "127.0.0.1:0", "manage.listen", "127.0.0.1:0"));
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    return Server.start(Configuration.load(null, Map.of(), options));
  }

  private Scrape scrape(Server server) throws IOException, InterruptedException {
    return Scrape.of(http, server);
  }

  private static void send(RawClient client, String method, String peer, String... more)
      throws IOException {
    assertThat(client.post(request(method, "1", peer, more)).reply().status()).isEqualTo(200);
  }

  private static String swarm(String name) {
    return "<SwarmID>" + name + "</SwarmID>";
  }

  private static String stat(String property, long value) {
    return "<Stat property=\"%s\">%s</Stat>".formatted(property, value);
  }

  @Test
  void scrape_tellsWhatHappened() throws Exception {
    try (Server server = start();
        RawClient client = new RawClient(server.address())) {
      send(client, "CONNECT", "a");
      send(client, "CONNECT", "b");
      send(client, "JOIN", "a", swarm("s"), "<PeerMode>SEEDER</PeerMode>");
      send(client, "JOIN", "b", swarm("s"));
      send(client, "FIND", "b", swarm("s"));
      send(
          client,
          "STAT_REPORT",
          "b",
          swarm("s"),
          "<Stats>"
              + stat("DownloadedBytes", 300)
              + stat("OriginBytes", 100)
              + stat("UploadedBytes", 50)
              + stat("StallTime", 1500)
              + "</Stats>");
      assertThat(client.post("nonsense").reply().status()).isEqualTo(400);
      assertThat(client.post(request("FIND", "1", "c", swarm("s"))).reply().status())
          .isEqualTo(403);
      send(client, "DISCONNECT", "b");

      Scrape scrape = scrape(server);
      scrape
          .has("ppsp_requests_total{encoding=\"xml\",method=\"CONNECT\",status=\"SUCCESSFUL\"}", 2)
          .has(
              "ppsp_requests_total{encoding=\"xml\",method=\"FIND\",status=\"FORBIDDEN_ACTION\"}",
              1)
          .has("ppsp_requests_total{encoding=\"xml\",method=\"none\",status=\"BAD_REQUEST\"}", 1)
          .has("ppsp_requests_total{encoding=\"json\",method=\"FIND\",status=\"SUCCESSFUL\"}", 0)
          .has("ppsp_http_responses_total{code=\"200\"}", 7)
          .has("ppsp_http_responses_total{code=\"400\"}", 1)
          .has("ppsp_http_responses_total{code=\"403\"}", 1)
          .has("ppsp_request_duration_seconds_count{method=\"FIND\"}", 2)
          .has("ppsp_request_duration_seconds_bucket{method=\"FIND\",le=\"+Inf\"}", 2)
          .has("ppsp_list_peers_count", 1)
          .has("ppsp_list_peers_sum", 1)
          .has("ppsp_connections", 1)
          .has("ppsp_connections_limit", 10_000)
          .has("ppsp_connections_accepted_total", 1)
          .has("ppsp_tls_handshakes_total{result=\"done\"}", 0)
          .has("ppsp_sessions", 1)
          .has("ppsp_swarms", 1)
          .has("ppsp_memberships{mode=\"seeder\"}", 1)
          .has("ppsp_memberships{mode=\"leech\"}", 0)
          .has("ppsp_swarm_members{swarm=\"s\"}", 1)
          .has("ppsp_swarm_seeders{swarm=\"s\"}", 1)
          .has("ppsp_sessions_begun_total", 2)
          .has("ppsp_sessions_ended_total{cause=\"disconnect\"}", 1)
          .has("ppsp_sessions_ended_total{cause=\"expiry\"}", 0)
          .has("ppsp_memberships_begun_total", 2)
          .has("ppsp_memberships_ended_total{cause=\"leave\"}", 1)
          .has("ppsp_refusals_total{layer=\"edge\",reason=\"malformed\"}", 1)
          .has("ppsp_refusals_total{layer=\"tracker\",reason=\"not_connected\"}", 1)
          .has("ppsp_quarantined_peers", 0)
          .has("ppsp_reported_downloaded_bytes_total{source=\"peers\"}", 300)
          .has("ppsp_reported_downloaded_bytes_total{source=\"origin\"}", 100)
          .has("ppsp_reported_uploaded_bytes_total", 50)
          .has("ppsp_reported_stall_seconds_total", 1.5);
      assertThat(scrape.value("ppsp_received_bytes_total")).isGreaterThan(1000);
      assertThat(scrape.value("ppsp_sent_bytes_total")).isGreaterThan(1000);
      assertThat(scrape.value("process_uptime_seconds")).isPositive();
    }
  }

  @Test
  void json_isCountedAsSuch() throws Exception {
    try (Server server = start();
        PeerClient client = new PeerClient(server)) {
      var answer = client.send(PeerClient.joining("a", "s"));
      assertThat(answer.http()).isEqualTo(200);

      scrape(server)
          .has("ppsp_requests_total{encoding=\"json\",method=\"CONNECT\",status=\"SUCCESSFUL\"}", 1)
          .has("ppsp_list_peers_count", 1);
    }
  }

  @Test
  void handshakes_areCounted(@TempDir Path folder) throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued issued = authority.issue("tracker", "127.0.0.1");
    try (Server server =
            start(
                "tls.certificate",
                issued.certificate().toString(),
                "tls.key",
                issued.key().toString());
        HttpClient trusting = HttpClient.newBuilder().sslContext(authority.trust()).build()) {
      HttpRequest get = HttpRequest.newBuilder(server.url()).build();
      assertThat(trusting.send(get, BodyHandlers.discarding()).version())
          .isEqualTo(HttpClient.Version.HTTP_2);
      assertThatThrownBy(() -> http.send(get, BodyHandlers.discarding()))
          .isInstanceOf(SSLHandshakeException.class); // it does not trust the tracker

      Scrape scrape = scrape(server);
      while (scrape.value("ppsp_tls_handshakes_total{result=\"failed\"}") == 0) {
        scrape = scrape(server);
      }
      scrape
          .has("ppsp_tls_handshakes_total{result=\"failed\"}", 1)
          .has("ppsp_tls_handshakes_total{result=\"done\"}", 1)
          .has("ppsp_requests_total{encoding=\"xml\",method=\"none\",status=\"BAD_REQUEST\"}", 1)
          .has("ppsp_http_responses_total{code=\"405\"}", 1);
    }
  }

  @Test
  void loops_tellHowLateTheyAre() throws Exception {
    try (Server server = start()) {
      Scrape scrape = scrape(server);
      while (scrape.value("ppsp_event_loop_delay_seconds_count") < 3) {
        scrape = scrape(server);
      }
      assertThat(scrape.value("ppsp_event_loop_delay_seconds_sum")).isNotNegative();
    }
  }

  @Test
  void swarms_haveSeriesAsLongAsTheyAreAmongTheLargest() throws Exception {
    try (Server server = start("manage.topSwarms", "2");
        RawClient client = new RawClient(server.address())) {
      for (String peer : List.of("a", "b", "c")) {
        send(client, "CONNECT", peer);
        send(client, "JOIN", peer, swarm("large"));
      }
      send(client, "JOIN", "a", swarm("middle"));
      send(client, "JOIN", "b", swarm("middle"));
      send(client, "JOIN", "a", swarm("small"));
      assertThat(scrape(server).label("ppsp_swarm_members", "swarm"))
          .containsExactly("large", "middle");

      send(client, "LEAVE", "a", swarm("middle"));
      send(client, "LEAVE", "b", swarm("middle"));

      assertThat(scrape(server).label("ppsp_swarm_members", "swarm"))
          .containsExactly("large", "small");
      assertThat(scrape(server).label("ppsp_swarm_seeders", "swarm"))
          .containsExactly("large", "small");
    }
  }

  @Test
  void strangers_cannotMakeSeries() throws Exception {
    try (Server server = start("manage.topSwarms", "3");
        RawClient client = new RawClient(server.address())) {
      send(client, "CONNECT", "a");
      send(client, "JOIN", "a", swarm("s0"));
      Scrape before = scrape(server);
      for (int i = 0; i < 40; i++) {
        send(client, "CONNECT", "peer" + i);
        send(client, "JOIN", "peer" + i, swarm("&quot;},ppsp_x{a=&quot;" + "x".repeat(200) + i));
        assertThat(client.post(request("METHOD" + i, "1", "a")).reply().status()).isEqualTo(400);
      }
      Scrape after = scrape(server);

      assertThat(ours(after)).isEqualTo(ours(before));
      assertThat(after.label("ppsp_swarm_members", "swarm"))
          .hasSize(3)
          .allSatisfy(label -> assertThat(label).hasSizeLessThanOrEqualTo(128));
      assertThat(after.label("ppsp_requests_total", "method"))
          .isSubsetOf(before.label("ppsp_request_duration_seconds_count", "method"));
      assertThat(series(after) - series(before)).isLessThan(10);
    }
  }

  private static long series(Scrape scrape) {
    return scrape.values().keySet().stream().filter(name -> name.startsWith("ppsp_")).count();
  }

  /// The collector's come with its first pause.
  private static Map<String, Set<String>> ours(Scrape scrape) {
    Map<String, Set<String>> ours = scrape.families();
    ours.keySet().removeIf(name -> !name.startsWith("ppsp_"));
    return ours;
  }

  @Test
  void withoutManagement_nothingIsCounted() throws Exception {
    Map<String, String> options = Map.of("listen", "127.0.0.1:0", "manage.listen", "none");
    try (Server server = Server.start(Configuration.load(null, Map.of(), options));
        RawClient client = new RawClient(server.address())) {
      send(client, "CONNECT", "a");

      assertThat(server.managementUrl()).isNull();
    }
  }
}

package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;

/// What an operator calls, of a real tracker with real peers. Each answer is held against
/// openapi.json, and at the end every operation was called.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManageApiTest {
  private static final String ODD = "<img/src=x/onerror=alert(1)>/../%2e?#";

  private Server server;
  private RawClient peers;
  private ApiClient api;

  @TempDir private static Path folder;

  private final Map<String, String> options =
      new ConcurrentHashMap<>(Map.of("listen", "127.0.0.1:0", "manage.listen", "127.0.0.1:0"));
  private final KeptLevel log = new KeptLevel();

  /// What is asked of the log.
  private static final class KeptLevel implements LogControl {
    private volatile LogLevel level = LogLevel.INFO;

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public LogLevel level() {
      return level;
    }

    @Override
    public void level(LogLevel next) {
      level = next;
    }

    @Override
    public void apply(LogSettings settings) {
      level = settings.level();
    }
  }

  private Configuration read() throws ConfigurationException {
    return Configuration.load(null, Map.of(), options);
  }

  @BeforeAll
  void start() throws Exception {
    Path rules = Files.writeString(folder.resolve("rules"), "closed alice\n");
    options.put("access.mode", "deny-list");
    options.put("access.file", rules.toString());
    server = Server.start(read(), new Host(log, this::read));
    peers = new RawClient(server.address());
    api = new ApiClient(Objects.requireNonNull(server.managementUrl()));
  }

  @AfterAll
  void close() throws Exception {
    assertThat(api.done()).containsExactlyInAnyOrderElementsOf(api.operations());
    api.close();
    peers.close();
    server.close();
  }

  private void send(String method, String peer, String... more) throws Exception {
    var response = Messages.read(peers.post(request(method, "1", peer, more)).reply());
    assertThat(response.status().code()).as(method + " of " + peer).isZero();
  }

  private void enter(String swarm, String peer, String... more) throws Exception {
    send("CONNECT", peer);
    List<String> all = new ArrayList<>(List.of("<SwarmID>" + xml(swarm) + "</SwarmID>"));
    all.addAll(List.of(more));
    send("JOIN", peer, all.toArray(String[]::new));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static List<String> texts(JsonNode items, String field) {
    List<String> all = new ArrayList<>();
    items.forEach(item -> all.add(field.isEmpty() ? item.asText() : item.path(field).asText()));
    return all;
  }

  @Test
  void health_isReady() throws Exception {
    assertThat(api.get("/health/live").path("status").asText()).isEqualTo("live");
    assertThat(api.get("/health/ready").path("status").asText()).isEqualTo("ready");
    assertThat(api.get("/openapi.json")).isEqualTo(api.document());
  }

  @Test
  void swarms_areSearchedSortedAndPaged() throws Exception {
    for (int swarm = 1; swarm <= 5; swarm++) {
      for (int peer = 0; peer < swarm; peer++) {
        enter("page-" + swarm, "pager-" + swarm + "-" + peer);
      }
    }
    JsonNode all = api.get("/api/v1/swarms?search=page-");
    assertThat(all.path("total").asInt()).isEqualTo(5);
    assertThat(texts(all.path("items"), "id"))
        .containsExactly("page-5", "page-4", "page-3", "page-2", "page-1");
    assertThat(all.at("/items/0/members").asInt()).isEqualTo(5);
    JsonNode page = api.get("/api/v1/swarms?search=page-&sort=id&order=asc&offset=1&limit=2");
    assertThat(texts(page.path("items"), "id")).containsExactly("page-2", "page-3");
    for (String sort :
        List.of("seeders", "leeches", "uploaded", "downloaded", "origin", "offload")) {
      assertThat(api.get("/api/v1/swarms?sort=" + sort).path("items")).isNotEmpty();
    }
    assertThat(api.get("/api/v1/swarms?offset=100000").path("items")).isEmpty();
    assertThat(refused("/api/v1/swarms?sort=colour", 400)).contains("one of members, seeders");
    assertThat(refused("/api/v1/swarms?limit=1001", 400)).contains("'limit' must be a number");
    assertThat(refused("/api/v1/swarms?offset=-1", 400)).contains("'offset' must be a number");
    assertThat(refused("/api/v1/swarms?search=" + "a".repeat(257), 400)).contains("256");
  }

  private String refused(String path, int status) throws Exception {
    return api.call("GET", path, "", status).path("detail").asText();
  }

  @Test
  void swarm_showsMembersNetworksAndChunks() throws Exception {
    String swarm = ODD + "swarm";
    String leech = "<leech>\"'/..";
    enter(swarm, "seed-1", "<PeerMode>SEEDER</PeerMode>");
    send("CONNECT", xml(leech), "<PeerAddress ip=\"192.0.2.7\" port=\"4000\"" + " asn=\"64500\"/>");
    send(
        "JOIN_CHUNK",
        xml(leech),
        "<SwarmID>" + xml(swarm) + "</SwarmID>",
        "<ChunkID>0-49 intro</ChunkID>");
    String path = "/api/v1/swarms/" + ApiClient.encoded(swarm);
    JsonNode detail = api.get(path);
    assertThat(detail.path("id").asText()).isEqualTo(swarm);
    assertThat(detail.path("members").asInt()).isEqualTo(2);
    assertThat(detail.path("seeders").asInt()).isEqualTo(1);
    assertThat(detail.path("looked").asInt()).isEqualTo(2);
    assertThat(detail.path("networks")).hasSize(2);

    JsonNode members = api.get(path + "/peers?limit=10");
    assertThat(texts(members.path("items"), "peer")).containsExactlyInAnyOrder("seed-1", leech);
    for (JsonNode member : members.path("items")) {
      if (member.path("peer").asText().equals(leech)) {
        assertThat(member.path("addresses").get(0).asText()).isEqualTo("192.0.2.7:4000");
        assertThat(member.path("asn").asInt()).isEqualTo(64500);
        assertThat(member.path("chunks").asText()).isEqualTo("0-49 intro");
        assertThat(member.path("chunkCount").asInt()).isEqualTo(51);
      }
    }
    JsonNode chunks = api.get(path + "/chunks?columns=5&rows=2");
    assertThat(chunks.path("first").asInt()).isZero();
    assertThat(chunks.path("last").asInt()).isEqualTo(49);
    assertThat(chunks.path("seeders").asInt()).isEqualTo(1);
    assertThat(texts(chunks.path("columns"), ""))
        .containsExactly("1.0", "1.0", "1.0", "1.0", "1.0");
    assertThat(chunks.at("/tokens/0/token").asText()).isEqualTo("intro");
    assertThat(refused(path + "/chunks?columns=401", 400)).contains("1 to 400");
    assertThat(refused("/api/v1/swarms/none", 404)).contains("no members");
    assertThat(refused("/api/v1/swarms/none/peers", 404)).contains("no members");
    assertThat(refused("/api/v1/swarms/none/chunks", 404)).contains("no members");
    assertThat(refused("/api/v1/swarms/" + "a".repeat(257), 404)).contains("no swarm can");
  }

  @Test
  void peer_isShown_kicked_andFound() throws Exception {
    enter("shown", "shown-1");
    send("STAT_REPORT", "shown-1", "<Stats><Stat property=\"UploadBandwidth\">8000</Stat></Stats>");
    JsonNode session = api.get("/api/v1/peers/shown-1");
    assertThat(session.path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(session.at("/statistics/0/value").asText()).isEqualTo("8000");
    assertThat(session.at("/memberships/0/swarm").asText()).isEqualTo("shown");
    assertThat(texts(api.get("/api/v1/peers?search=shown-").path("items"), ""))
        .containsExactly("shown-1");
    assertThat(api.get("/api/v1/peers?limit=1").path("items")).hasSize(1);
    api.call("DELETE", "/api/v1/peers/shown-1", "", 204);
    assertThat(refused("/api/v1/peers/shown-1", 404)).contains("not connected");
    api.call("DELETE", "/api/v1/peers/shown-1", "", 404);
    assertThat(peers.post(request("KEEPALIVE", "1", "shown-1")).reply().status()).isEqualTo(403);
  }

  @Test
  void quarantine_isBegunAndEnded() throws Exception {
    enter("ward", "ill");
    enter("ward", "well");
    api.call("PUT", "/api/v1/quarantine/ill", "", 204);
    assertThat(texts(api.get("/api/v1/quarantine").path("items"), "")).contains("ill");
    assertThat(api.get("/api/v1/peers/ill").path("quarantined").asBoolean()).isTrue();
    assertThat(explain("well", "ward", "\"about\":\"ill\"").at("/about/reason").asText())
        .isEqualTo("it is in quarantine");
    api.call("DELETE", "/api/v1/quarantine/ill", "", 204);
    assertThat(explain("well", "ward", "\"about\":\"ill\"").at("/about/listed").asBoolean())
        .isTrue();
    api.call("DELETE", "/api/v1/quarantine/ill", "", 404);
  }

  private JsonNode explain(String peer, String swarm, String... more) throws Exception {
    String body = "{\"peer\":\"%s\",\"swarm\":\"%s\"".formatted(peer, swarm);
    return api.call(
        "POST", "/api/v1/explain", body + (more.length > 0 ? "," + more[0] : "") + "}", 200);
  }

  @Test
  void explanation_tellsWhy() throws Exception {
    enter("why", "why-1");
    enter("why", "why-2");
    JsonNode why =
        explain(
            "why-1",
            "why",
            """
            "chunks":"1-2","peernum":5,"about":"why-2",
            "requirements":[{"property":"UploadBandwidth","value":"10","match":"min"}]\
            """);
    assertThat(why.path("listed")).isEmpty();
    assertThat(why.at("/about/reason").asText()).isEqualTo("it offers none of the chunks");
    for (String[] wrong :
        new String[][] {
          {"{}", "'peer' is missing"},
          {"{\"peer\":\"why-1\"}", "'swarm' is missing"},
          {"{\"peer\":\"a b\",\"swarm\":\"why\"}", "white space"},
          {"{\"peer\":\"why-1\",\"swarm\":\"why\",\"chunks\":\"9-1\"}", "must be a-b"},
          {"{\"peer\":\"why-1\",\"swarm\":\"why\",\"peernum\":-1}", "0 to 1000"},
          {
            "{\"peer\":\"why-1\",\"swarm\":\"why\",\"requirements\":[{\"property\":\"NAT\"}]}",
            "'value' is missing"
          },
          {"{\"peer\":\"why-1\",\"swarm\":\"why\",\"requirements\":[null]}", "an object"},
        }) {
      assertThat(api.call("POST", "/api/v1/explain", wrong[0], 400).path("detail").asText())
          .contains(wrong[1]);
    }
    assertThat(
            api.call("POST", "/api/v1/explain", "{\"peer\":\"no\",\"swarm\":\"why\"}", 404)
                .path("detail")
                .asText())
        .contains("not connected");
  }

  @Test
  void query_waitsForTheNextKeepAlive_ofAPeerWithoutControlPort() throws Exception {
    enter("asked", "asked-1", "");
    send("STAT_REPORT", "asked-1", "<Stats><Stat property=\"BufferLevel\">4000</Stat></Stats>");
    JsonNode known = api.call("POST", "/api/v1/peers/asked-1/query", "{}", 200);
    assertThat(known.path("answered").asBoolean()).isFalse();
    assertThat(known.at("/statistics/0/property").asText()).isEqualTo("BufferLevel");
    assertThat(peers.post(request("KEEPALIVE", "9", "asked-1")).reply().body())
        .contains("<StatRequest>");
    api.call("POST", "/api/v1/peers/nobody/query", "{}", 404);
    api.call("POST", "/api/v1/peers/asked-1/query", "{\"properties\":[\"a b\"]}", 400);
  }

  @Test
  void query_isAnsweredAtTheControlPort_orNotAtAll() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    send("CONNECT", "silent", "<ControlPort>" + port + "</ControlPort>");
    assertThat(
            api.call("POST", "/api/v1/peers/silent/query", "{\"properties\":[\"NAT\"]}", 504)
                .path("detail")
                .asText())
        .isNotEmpty();
  }

  // ---- the server as a whole

  @Test
  void status_tellsWhatRuns() throws Exception {
    JsonNode status = api.get("/api/v1/status");
    assertThat(status.path("tracker").asText()).isEqualTo(server.url().toString());
    assertThat(status.path("java").asText()).startsWith("2");
    assertThat(status.path("tokenNeeded").asBoolean()).isFalse();
    assertThat(status.path("uptime").asInt()).isBetween(0, 60);
  }

  @Test
  void figures_countWhatPeersDo() throws Exception {
    enter("counted", "counted-1", "<PeerMode>SEEDER</PeerMode>");
    send(
        "STAT_REPORT",
        "counted-1",
        "<SwarmID>counted</SwarmID>",
        "<Stats><Stat property=\"OriginBytes\">100</Stat><Stat"
            + " property=\"DownloadedBytes\">300</Stat></Stats>");
    JsonNode now = api.get("/api/v1/overview");
    assertThat(now.path("sessions").asInt()).isPositive();
    assertThat(now.path("seeders").asInt()).isPositive();
    assertThat(now.path("requests").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(now.path("received").asInt()).isGreaterThan(500);
    assertThat(now.path("downloaded").asInt()).isEqualTo(300);
    assertThat(now.path("offload").asDouble()).isEqualTo(0.75);
    assertThat(now.path("connections").asInt()).isEqualTo(1);
    assertThat(now.at("/latency/p99").asDouble()).isPositive();
    assertThat(now.path("refusals").has("draining")).isTrue();
    api.get("/api/v1/history");
    assertThat(api.get("/metrics").asText()).contains("ppsp_sessions ", "# TYPE ppsp_requests");
    assertThat(api.firstEvent("/api/v1/events").path("swarms").asInt()).isPositive();
  }

  @Test
  void configuration_isThatInForce() throws Exception {
    JsonNode keys = api.get("/api/v1/configuration").path("keys");
    assertThat(texts(keys, "name")).hasSize(Keys.ALL.size());
    for (JsonNode key : keys) {
      if (key.path("name").asText().equals("access.mode")) {
        assertThat(key.path("value").asText()).isEqualTo("deny-list");
        assertThat(key.path("default").asText()).isEqualTo("open");
      }
    }
  }

  @Test
  void logLevel_isSet_andReloaded() throws Exception {
    api.call("PUT", "/api/v1/log-level", "{\"level\":\"debug\"}", 200);
    assertThat(log.level()).isEqualTo(LogLevel.DEBUG);
    assertThat(api.get("/api/v1/log-level").path("level").asText()).isEqualTo("debug");
    assertThat(
            api.call("PUT", "/api/v1/log-level", "{\"level\":\"loud\"}", 400)
                .path("detail")
                .asText())
        .contains("'loud' is no log level");
    api.call("PUT", "/api/v1/log-level", "{}", 400);

    options.put("http.backlog", "7");
    options.put("tracker.maxPeernum", "77");
    JsonNode reload = api.call("POST", "/api/v1/reload", "", 200);
    assertThat(texts(reload.path("applied"), ""))
        .contains("tracker.maxPeernum: 77 (was 50)", "log.level: info (was debug)");
    assertThat(texts(reload.path("kept"), ""))
        .containsExactly("http.backlog: 1024 until a restart (then 7)");
    assertThat(log.level()).isEqualTo(LogLevel.INFO);
    options.put("tracker.maxPeernum", "many");
    assertThat(api.call("POST", "/api/v1/reload", "", 409).path("detail").asText())
        .contains("all stays as it was", "tracker.maxPeernum");
    options.remove("tracker.maxPeernum");
    options.remove("http.backlog");
    assertThat(texts(api.call("POST", "/api/v1/reload", "", 200).path("applied"), "")).hasSize(1);
  }

  @Test
  void rules_areAddedAndTakenOut_andHoldAtOnce() throws Exception {
    JsonNode rules = api.get("/api/v1/access");
    assertThat(rules.path("mode").asText()).isEqualTo("deny-list");
    assertThat(rules.at("/rules/0/swarm").asText()).isEqualTo("closed");
    send("CONNECT", "mallory");
    String join = request("JOIN", "1", "mallory", "<SwarmID>vault</SwarmID>");
    String rule = "{\"swarm\":\"vault\",\"peers\":[\"mal*\"]}";
    assertThat(api.call("POST", "/api/v1/access", rule, 200).path("rules")).hasSize(2);
    assertThat(peers.post(join).reply().status()).isEqualTo(403);
    assertThat(api.call("DELETE", "/api/v1/access", rule, 200).path("rules")).hasSize(1);
    assertThat(peers.post(join).reply().status()).isEqualTo(200);
    api.call("DELETE", "/api/v1/access", rule, 404);
    for (String wrong :
        List.of(
            "{}",
            "{\"swarm\":\"a b\"}",
            "{\"swarm\":\"#a\"}",
            "{\"swarm\":\"a\\u0000b\"}",
            "{\"swarm\":\"a\\u001bb\"}",
            "{\"swarm\":\"\\ud800\"}",
            "{\"swarm\":\"a\\nb\"}",
            "{\"swarm\":\"a\",\"peers\":[null]}",
            "{\"swarm\":\"a\",\"peers\":[\"\"]}")) {
      api.call("POST", "/api/v1/access", wrong, 400);
    }
    api.call("POST", "/api/v1/access", "{\"swarm\":\"a*b\"}", 409);
  }

  @Test
  void drainingTracker_isNotReady_andTakesNoNewPeers() throws Exception {
    enter("bath", "bather");
    api.call("PUT", "/api/v1/drain", "", 204);
    assertThat(api.call("GET", "/health/ready", "", 503).path("status").asText())
        .isEqualTo("draining");
    RawClient.Reply refused = peers.post(request("CONNECT", "1", "late")).reply();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isNotNull();
    send("KEEPALIVE", "bather");
    api.call("DELETE", "/api/v1/drain", "", 204);
    assertThat(api.get("/health/ready").path("status").asText()).isEqualTo("ready");
    send("CONNECT", "late");
  }
}

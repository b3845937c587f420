package org.ppsp.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The figures of a tracker that is not there: by the contract of the API, the same in each run,
/// and each of them computed from its place alone, so that a million peers take no memory.
final class FakeFigures {
  static final int PEERS = 1_000_000;
  private static final int INTERVAL = 5;
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final List<String> SERIES =
      List.of(
          "sessions",
          "swarms",
          "memberships",
          "seeders",
          "connections",
          "requestsPerSecond",
          "latencyP50",
          "latencyP99",
          "offload",
          "uploadedPerSecond",
          "downloadedPerSecond",
          "originPerSecond",
          "stalledPerSecond",
          "refusalsPerSecond");

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final List<String> peers;
  private final FakeSwarms swarms;
  private final Set<String> quarantined = ConcurrentHashMap.newKeySet();
  private final Set<String> kicked = ConcurrentHashMap.newKeySet();
  private final List<ObjectNode> rules = new ArrayList<>();
  private int ticks;
  private boolean draining;
  private String level = "info";

  /// @param count how many swarms there are
  /// @param first the names of the first swarms
  /// @param peers the names of the first peers of each swarm
  FakeFigures(int count, List<String> first, List<String> peers) {
    this.peers = List.copyOf(peers);
    swarms = new FakeSwarms(count, first, this.peers);
    quarantined.add("peer-0-7");
    quarantined.addAll(peers);
    rules.add(rule("news-*", "alice", "bob-*"));
    first.forEach(swarm -> rules.add(rule(swarm, peers.toArray(String[]::new))));
  }

  /// Ten thousand swarms with names that mean no harm.
  static FakeFigures large() {
    return new FakeFigures(10_000, List.of(), List.of());
  }

  synchronized void tick() {
    ticks++;
  }

  /// What a request is answered; null for 204.
  synchronized @Nullable JsonNode answer(
      String method, List<String> path, Map<String, String> query, JsonNode body) {
    return switch (method + " " + path.getFirst()) {
      case "GET status" -> status();
      case "GET configuration" -> configuration();
      case "GET overview" -> overview();
      case "GET history" -> history();
      case "GET swarms" ->
          path.size() == 1
              ? swarms.page(query)
              : switch (path.size() == 2 ? "" : path.get(2)) {
                case "peers" -> swarms.members(path.get(1), query, quarantined);
                case "chunks" -> swarms.chunks(path.get(1), query);
                default -> swarms.detail(path.get(1));
              };
      case "GET peers" ->
          path.size() == 1 ? found(query.getOrDefault("search", "")) : session(path.get(1));
      case "DELETE peers" -> {
        session(path.get(1));
        kicked.add(path.get(1));
        yield null;
      }
      case "POST peers" ->
          json.objectNode().put("answered", true).set("statistics", FakeSwarms.statistics(3));
      case "GET quarantine" -> {
        ObjectNode answer = json.objectNode();
        new TreeSet<>(quarantined).forEach(answer.putArray("items")::add);
        yield answer;
      }
      case "PUT quarantine" -> {
        quarantined.add(path.get(1));
        yield null;
      }
      case "DELETE quarantine" -> {
        if (!quarantined.remove(path.get(1))) {
          throw new FakeProblem(404, "Not Found", "This peer is not in quarantine.");
        }
        yield null;
      }
      case "POST explain" -> explain(body);
      case "GET access" -> access();
      case "POST access" -> {
        rules.add(body.deepCopy());
        yield access();
      }
      case "DELETE access" -> {
        if (!rules.remove(body)) {
          throw new FakeProblem(404, "Not Found", "There is no such rule.");
        }
        yield access();
      }
      case "GET log-level" -> json.objectNode().put("level", level);
      case "PUT log-level" -> {
        level = body.path("level").asText();
        yield json.objectNode().put("level", level);
      }
      case "PUT drain" -> drain(true);
      case "DELETE drain" -> drain(false);
      case "POST reload" -> {
        ObjectNode answer = json.objectNode();
        answer.putArray("applied").add("rate.burst");
        answer.putArray("kept").add("http.listen stays 127.0.0.1:7846");
        yield answer;
      }
      default -> throw new FakeProblem(404, "Not Found", "There is no such thing.");
    };
  }

  private @Nullable JsonNode drain(boolean on) {
    draining = on;
    return null;
  }

  private ObjectNode status() {
    return json.objectNode()
        .put("name", "ppsp")
        .put("version", "1.0.0")
        .put("java", "25.0.1")
        .put("tracker", "http://127.0.0.1:7846/")
        .put("startedAt", START.minusSeconds(190_000).toString())
        .put("uptime", 190_000 + ticks * INTERVAL)
        .put("health", draining ? "draining" : "ready")
        .put("tokenNeeded", false)
        .put("logLevel", level);
  }

  private ObjectNode configuration() {
    ObjectNode answer = json.objectNode();
    ArrayNode keys = answer.putArray("keys");
    for (int i = 0; i < 90; i++) {
      keys.addObject()
          .put("name", "group" + i / 10 + ".key" + i)
          .put("value", i % 7 == 0 ? "changed" : "" + i)
          .put("default", "" + i)
          .put(
              "description",
              "what the key number " + i + " is good for, and in which unit it is; 0 to 100");
    }
    return answer;
  }

  synchronized ObjectNode overview() {
    ObjectNode answer =
        json.objectNode().put("at", START.plusSeconds((long) ticks * INTERVAL).toString());
    answer.put("sessions", Math.round(value("sessions", ticks)));
    answer.put("swarms", swarms.size());
    answer.put("memberships", Math.round(value("memberships", ticks)));
    answer.put("seeders", Math.round(value("seeders", ticks)));
    answer.put("quarantined", quarantined.size());
    answer.put("connections", Math.round(value("connections", ticks)));
    answer.put("requests", 912_345_678L + ticks * 165_000L);
    answer.put("requestsPerSecond", value("requestsPerSecond", ticks));
    answer
        .putObject("latency")
        .put("p50", value("latencyP50", ticks))
        .put("p99", value("latencyP99", ticks));
    answer
        .put("received", 456_000_000_000L + ticks * 50_000_000L)
        .put("sent", 823_000_000_000L + ticks * 120_000_000L);
    answer
        .put("uploaded", total("uploadedPerSecond"))
        .put("downloaded", total("downloadedPerSecond"));
    answer.put("origin", total("originPerSecond"));
    answer.put("offload", value("offload", ticks));
    answer.put("stalled", total("stalledPerSecond") - 999_000_000_000L);
    answer
        .putObject("refusals")
        .put("rate of an address", 1234 + ticks)
        .put("overload", 17)
        .put("not a member", 0);
    return answer.put("eventLoopDelay", 0.0004);
  }

  private ObjectNode history() {
    int samples = 3600 / INTERVAL;
    ObjectNode answer = json.objectNode().put("interval", INTERVAL);
    ArrayNode at = answer.putArray("at");
    ObjectNode series = answer.putObject("series");
    for (int i = ticks - samples; i < ticks; i++) {
      at.add(START.getEpochSecond() + (long) i * INTERVAL);
    }
    for (String name : SERIES) {
      ArrayNode values = series.putArray(name);
      for (int i = ticks - samples; i < ticks; i++) {
        values.add(value(name, i));
      }
    }
    return answer;
  }

  private long total(String rate) {
    double total = 1e12;
    for (int i = 0; i <= ticks; i++) {
      total += value(rate, i) * INTERVAL;
    }
    return Math.round(total);
  }

  /// A figure that goes up and down, with a little noise that is the same in each run.
  private double value(String name, int tick) {
    double wave = Math.sin(tick / 130.0) * 0.12 + Math.sin(tick / 23.0 + name.length()) * 0.03;
    double noise = FakeSwarms.mix(tick * 31L + name.hashCode()) * 0.05;
    double factor = 1 + wave + noise;
    return switch (name) {
      case "sessions" -> PEERS * (1 + wave / 4);
      case "swarms" -> swarms.size();
      case "memberships" -> PEERS * 1.08 * (1 + wave / 4);
      case "seeders" -> PEERS * 0.06 * (1 + wave / 6);
      case "connections" -> 41_000 * (1 + wave / 5);
      case "requestsPerSecond" -> 33_000 * factor;
      case "latencyP50" -> 0.00021 * factor;
      case "latencyP99" -> 0.0081 * factor * (noise > 0.047 ? 2.2 : 1);
      case "offload" -> 0.914 + wave / 6;
      case "uploadedPerSecond" -> 271e9 * factor;
      case "downloadedPerSecond" -> 274e9 * factor;
      case "originPerSecond" -> 24e9 * (2 - factor);
      case "stalledPerSecond" -> noise > 0.044 ? 900 * factor : 40 * factor;
      case "refusalsPerSecond" -> noise > 0.04 ? 210 : 12;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private ObjectNode found(String beginning) {
    ObjectNode answer = json.objectNode();
    ArrayNode items = answer.putArray("items");
    peers.stream().filter(peer -> peer.startsWith(beginning)).forEach(items::add);
    for (int i = 0; i < 100 - peers.size(); i++) {
      if (("peer-0-" + i).startsWith(beginning)) {
        items.add("peer-0-" + i);
      }
    }
    return answer.put("more", beginning.isEmpty());
  }

  private ObjectNode session(String peer) {
    if (kicked.contains(peer) || !(peer.startsWith("peer-") || peers.contains(peer))) {
      throw new FakeProblem(404, "Not Found", "This peer is not connected here.");
    }
    ObjectNode answer =
        json.objectNode()
            .put("peer", peer)
            .put("address", "198.51.100.7")
            .put("asn", 64_500)
            .put("connection", "HTTP/1.1")
            .put("online", 5_400)
            .put("expires", 82)
            .put("quarantined", quarantined.contains(peer))
            .put("authenticated", true);
    answer.putArray("addresses").add("198.51.100.7:6778").add("[2001:db8::7]:6778");
    answer.putNull("controlPort");
    answer.set("statistics", FakeSwarms.statistics(5));
    ArrayNode memberships = answer.putArray("memberships");
    for (int i = 0; i < Math.min(swarms.size(), 8); i++) {
      ObjectNode membership =
          memberships
              .addObject()
              .put("swarm", swarms.name(i))
              .put("mode", i % 3 == 0 ? "SEEDER" : "LEECH")
              .put("chunks", "0-99 120")
              .put("chunkCount", 101)
              .put("expires", 3_000);
      membership.set("statistics", FakeSwarms.statistics(2));
    }
    return answer;
  }

  private ObjectNode explain(JsonNode body) {
    String peer = body.path("peer").asText();
    String swarm = body.path("swarm").asText();
    session(peer);
    swarms.detail(swarm);
    ObjectNode answer =
        json.objectNode().put("members", 1200).put("looked", 1000).put("candidates", 640);
    ArrayNode listed = answer.putArray("listed");
    peers.forEach(listed::add);
    for (int i = 1; i <= 20; i++) {
      listed.add("peer-0-" + i);
    }
    ArrayNode reasons = answer.putArray("reasons");
    reasons.addObject().put("reason", "UploadBandwidth is less than 5000").put("members", 300);
    reasons.addObject().put("reason", "in quarantine").put("members", 60);
    if (body.has("about")) {
      answer
          .putObject("about")
          .put("peer", body.path("about").asText())
          .put("listed", false)
          .put("reason", "its UploadBandwidth is 2000, and 5000 was asked for");
    }
    return answer;
  }

  private ObjectNode access() {
    ObjectNode answer =
        json.objectNode().put("mode", "deny-list").put("file", "/etc/ppsp/access.yaml");
    answer.putArray("rules").addAll(rules);
    return answer;
  }

  private ObjectNode rule(String swarm, String... names) {
    ObjectNode rule = json.objectNode().put("swarm", swarm);
    if (names.length > 0) {
      ArrayNode array = rule.putArray("peers");
      List.of(names).forEach(array::add);
    }
    return rule;
  }
}

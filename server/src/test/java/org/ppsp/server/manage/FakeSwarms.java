package org.ppsp.server.manage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The swarms of [FakeFigures]: a few large ones and very many small ones, a million members in
/// all.
final class FakeSwarms {
  private static final List<String> KINDS =
      List.of("news", "match", "movie", "lecture", "concert", "series");

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final List<String> names;
  private final List<ObjectNode> all;
  private final List<String> peers;

  FakeSwarms(int count, List<String> first, List<String> peers) {
    this.peers = peers;
    double whole = IntStream.rangeClosed(1, count).mapToDouble(rank -> 1.0 / rank).sum();
    names =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    i < first.size()
                        ? first.get(i)
                        : String.format(Locale.ROOT, "%s-%05d", KINDS.get(i % KINDS.size()), i))
            .toList();
    all =
        IntStream.range(0, count)
            .mapToObj(i -> swarm(i, Math.max(3, (int) (FakeFigures.PEERS / whole / (i + 1)))))
            .toList();
  }

  int size() {
    return names.size();
  }

  String name(int i) {
    return names.get(i);
  }

  private ObjectNode swarm(int i, int members) {
    int seeders = Math.max(1, (int) (members * (0.02 + 0.1 * mix(i))));
    long downloaded = members * 1_700_000_000L;
    double offload = 0.7 + 0.28 * mix(i + 7L);
    return json.objectNode()
        .put("id", names.get(i))
        .put("members", members)
        .put("seeders", seeders)
        .put("leeches", members - seeders)
        .put("uploaded", Math.round(downloaded * 0.97))
        .put("downloaded", downloaded)
        .put("origin", Math.round(downloaded * (1 - offload)))
        .put("offload", offload);
  }

  ObjectNode page(Map<String, String> query) {
    String sort = query.getOrDefault("sort", "members");
    Comparator<ObjectNode> order =
        sort.equals("id")
            ? Comparator.comparing(swarm -> swarm.path("id").asText())
            : Comparator.comparingDouble(swarm -> swarm.path(sort).asDouble());
    List<ObjectNode> found =
        all.stream()
            .filter(swarm -> swarm.path("id").asText().contains(query.getOrDefault("search", "")))
            .sorted(query.getOrDefault("order", "desc").equals("desc") ? order.reversed() : order)
            .toList();
    int offset = number(query, "offset", 0);
    ObjectNode answer = json.objectNode().put("total", found.size()).put("offset", offset);
    ArrayNode items = answer.putArray("items");
    found.stream().skip(offset).limit(number(query, "limit", 50)).forEach(items::add);
    return answer;
  }

  ObjectNode detail(String name) {
    ObjectNode answer = all.get(index(name)).deepCopy();
    int members = answer.path("members").asInt();
    int looked = Math.min(members, 10_000);
    answer.put("looked", looked);
    ArrayNode networks = answer.putArray("networks");
    int left = looked;
    for (int i = 0; i < 10 && left > 1; i++) {
      int here = Math.max(1, left / 3);
      left -= here;
      networks
          .addObject()
          .put("asn", i == 3 ? 0 : 64_500 + i)
          .put("members", here)
          .put("seeders", here / 9);
    }
    return answer;
  }

  ObjectNode members(String name, Map<String, String> query, Set<String> quarantined) {
    int swarm = index(name);
    int total = all.get(swarm).path("members").asInt();
    int offset = number(query, "offset", 0);
    int limit = number(query, "limit", 50);
    ObjectNode answer = json.objectNode().put("total", total).put("offset", offset);
    ArrayNode items = answer.putArray("items");
    for (int i = offset; i < Math.min(total, offset + limit); i++) {
      String peer = peer(swarm, i);
      ObjectNode member =
          items
              .addObject()
              .put("peer", peer)
              .put("mode", i % 12 == 0 ? "SEEDER" : "LEECH")
              .put("asn", i % 9 == 0 ? 0 : 64_500 + i % 5)
              .put("online", 30 + i * 47 % 90_000)
              .put(
                  "chunks",
                  i % 12 == 0 ? "" : "0-%s %s-%s".formatted(20 + i % 60, 90 + i % 40, 140 + i % 60))
              .put("chunkCount", i % 12 == 0 ? 0 : 72 + i % 60)
              .put("expires", 60 + i % 3000)
              .put("quarantined", quarantined.contains(peer));
      member.putArray("addresses").add("198.51.%s.%s:6778".formatted(i / 250 % 250, 1 + i % 250));
      member.set("statistics", statistics(2));
    }
    return answer;
  }

  ObjectNode chunks(String name, Map<String, String> query) {
    int swarm = index(name);
    int columns = number(query, "columns", 100);
    int rows = Math.min(number(query, "rows", 30), all.get(swarm).path("members").asInt());
    ObjectNode answer =
        json.objectNode()
            .put("first", 0)
            .put("last", 1_999)
            .put("looked", 1_000)
            .put("seeders", 83);
    ArrayNode sums = answer.putArray("columns");
    for (int i = 0; i < columns; i++) {
      sums.add(917 * Math.exp(-2.2 * i / columns) * (0.9 + 0.1 * mix(i)));
    }
    ArrayNode shown = answer.putArray("peers");
    for (int row = 0; row < rows; row++) {
      ObjectNode peer =
          shown
              .addObject()
              .put("peer", peer(swarm, row))
              .put("mode", row == 0 ? "SEEDER" : "LEECH");
      ArrayNode parts = peer.putArray("columns");
      double until = columns * (0.2 + 0.8 * mix(row * 17L));
      for (int i = 0; i < columns; i++) {
        parts.add(row == 0 ? 1 : i < until ? 1 : mix(row * 1000L + i) > 0.93 ? 0.5 : 0);
      }
    }
    ArrayNode tokens = answer.putArray("tokens");
    tokens.addObject().put("token", "intro").put("members", 412);
    peers.forEach(token -> tokens.addObject().put("token", token).put("members", 3));
    return answer;
  }

  static ArrayNode statistics(int count) {
    ArrayNode statistics = JsonNodeFactory.instance.arrayNode();
    List<String> properties =
        List.of("UploadBandwidth", "DownloadedBytes", "OriginBytes", "NAT", "StalledTime");
    for (int i = 0; i < count; i++) {
      statistics
          .addObject()
          .put("property", properties.get(i))
          .put("value", "" + (8_000 + i * 977));
    }
    return statistics;
  }

  /// A number of [0, 1) that looks like chance and is always the same.
  static double mix(long seed) {
    long x = (seed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return ((x ^ (x >>> 31)) >>> 11) * 0x1.0p-53;
  }

  private String peer(int swarm, int i) {
    return i < peers.size() ? peers.get(i) : "peer-" + swarm + "-" + i;
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new FakeProblem(404, "Not Found", "There is no such swarm.");
    }
    return index;
  }

  private static int number(Map<String, String> query, String key, int otherwise) {
    return Integer.parseInt(query.getOrDefault(key, "" + otherwise));
  }
}

package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.server.http.RawClient;

/// The metrics together with what reads them: Prometheus itself, the alerts, the dashboard, the
/// table of the manual.
@Timeout(120)
class PrometheusTest {
  private static final String ALERTS = "config/prometheus-alerts.yml";
  private static final String DASHBOARD = "config/grafana-dashboard.json";
  private static final String MANUAL = "docs/operations.md";

  private static final Pattern NAME =
      Pattern.compile("(?<![0-9A-Za-z_:])([A-Za-z_:][A-Za-z0-9_:]*)(?!\\s*\\(|[A-Za-z0-9_:])");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

  private final HttpClient http = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> options =
        new HashMap<>(Map.of("listen", "127.0.0.1:0", "manage.listen", "127.0.0.1:0"));
    server = Server.start(Configuration.load(null, Map.of(), options));
    try (RawClient client = new RawClient(server.address())) {
      client.post(request("CONNECT", "1", "a")).reply();
      client.post(request("JOIN", "2", "a", "<SwarmID>s</SwarmID>")).reply();
    }
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private Scrape scrape() throws Exception {
    return Scrape.of(http, server);
  }

  /// The metrics that an expression names.
  private static Set<String> names(String expression) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", " ")
            .replaceAll("\\[[^]]*]", " ")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", " ");
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(bare);
    while (matcher.find()) {
      if (!WORDS.contains(matcher.group(1))) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private void assertKnown(List<String> expressions) throws Exception {
    Set<String> known = scrape().names();
    known.add("up"); // Prometheus' own
    assertThat(expressions)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            expression -> {
              assertThat(names(expression)).as(expression).isNotEmpty();
              assertThat(known).as(expression).containsAll(names(expression));
            });
  }

  private static List<JsonNode> alerts() throws Exception {
    List<JsonNode> alerts = new ArrayList<>();
    new YAMLMapper()
        .readTree(Promtool.read(ALERTS))
        .get("groups")
        .forEach(group -> group.get("rules").forEach(alerts::add));
    return alerts;
  }

  @Test
  void scrape_isWellFormed() throws Exception {
    Promtool.run(scrape().text(), "check", "metrics");
  }

  @Test
  void names_areFoundInExpressions() {
    assertThat(
            names(
                "sum by (instance, le) (rate(a_bucket{x=~\"b|c\"}[5m])) > 4 * max(d offset 15m)"
                    + " and e > 1e6 / up{job=\"f\"}"))
        .containsExactly("a_bucket", "d", "e", "up");
  }

  @Test
  void alerts_areValidAndNameWhatThereIs() throws Exception {
    Promtool.run("", "check", "rules", "../" + ALERTS);
    Promtool.run("", "check", "config", "../config/prometheus.yml");

    assertKnown(alerts().stream().map(alert -> alert.get("expr").asText()).toList());
  }

  @Test
  void alerts_fireWhereTheyShall() throws Exception {
    Path tests = Path.of("src/test/resources/prometheus/alerts-test.yml");
    Promtool.run("", "test", "rules", tests.toString());

    List<String> tested = new ArrayList<>();
    new YAMLMapper()
        .readTree(Files.readString(tests))
        .get("tests")
        .forEach(test -> tested.add(test.get("name").asText()));
    assertThat(tested)
        .containsExactlyElementsOf(
            alerts().stream().map(alert -> alert.get("alert").asText()).toList());
  }

  @Test
  void dashboard_namesWhatThereIs() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Promtool.read(DASHBOARD));
    List<String> expressions = new ArrayList<>();
    dashboard
        .get("panels")
        .forEach(
            panel ->
                panel
                    .path("targets")
                    .forEach(target -> expressions.add(target.get("expr").asText())));
    assertKnown(expressions);
  }

  @Test
  void manual_listsTheMetricsAndAlertsThereAre() throws Exception {
    String manual = Promtool.read(MANUAL);
    Scrape scrape = scrape();

    List<String> table = new ArrayList<>();
    scrape
        .families()
        .forEach(
            (family, labels) -> {
              if (family.startsWith("ppsp_")) {
                table.add(
                    "| `%s` | %s | %s | %s |"
                        .formatted(
                            family,
                            scrape.type(family),
                            labels.isEmpty() ? "" : "`" + String.join("`, `", labels) + "`",
                            scrape.help(family)));
              }
            });
    assertThat(manual).contains(String.join("\n", table) + "\n\n");
    Matcher names = Pattern.compile("`((jvm|process|system)_[a-z0-9_]+)`").matcher(manual);
    assertThat(names.results().map(result -> result.group(1)).toList())
        .isNotEmpty()
        .isSubsetOf(scrape.names());
    for (JsonNode alert : alerts()) {
      assertThat(manual).contains("| `" + alert.get("alert").asText() + "` |");
    }
  }

  @Test
  void prometheus_readsTheTracker(@TempDir Path folder) throws Exception {
    String target = Scrape.metrics(server).getAuthority();
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            Promtool.read("config/prometheus.yml")
                .replace("127.0.0.1:9846", target)
                .replace("15s", "1s"));
    Files.writeString(folder.resolve("prometheus-alerts.yml"), Promtool.read(ALERTS));
    try (Promtool.Prometheus prometheus = new Promtool.Prometheus(config, folder.resolve("data"))) {
      assertThat(until(prometheus, "ppsp_sessions")).isEqualTo("1");
      assertThat(until(prometheus, "ppsp_swarm_members{swarm=\"s\"}")).isEqualTo("1");
      assertThat(
              until(
                  prometheus,
                  "histogram_quantile(0.5, ppsp_request_duration_seconds_bucket{method=\"JOIN\"}) >"
                      + " 0"))
          .isNotEmpty();
      assertThat(until(prometheus, "up{job=\"ppsp\"}")).isEqualTo("1");
    }
  }

  /// Asks until there is an answer.
  private String until(Promtool.Prometheus prometheus, String query) throws Exception {
    URI asked =
        URI.create(
            prometheus.url()
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    while (true) {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(asked).build(), BodyHandlers.ofString());
      JsonNode result =
          answer.statusCode() == 200 // it may not be ready yet
              ? new ObjectMapper().readTree(answer.body()).path("data").path("result")
              : MissingNode.getInstance();
      if (!result.isEmpty()) {
        return result.get(0).get("value").get(1).asText();
      }
    }
  }
}

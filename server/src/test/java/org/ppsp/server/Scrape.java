package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The metrics of a server at one moment, as they were sent.
record Scrape(String text, Map<String, Double> values) {
  private static final Pattern LINE = Pattern.compile("([^\\s{]+(?:\\{.*\\})?) (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  static Scrape of(HttpClient http, Server server) throws IOException, InterruptedException {
    var answer =
        http.send(HttpRequest.newBuilder(metrics(server)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    Map<String, Double> values = new LinkedHashMap<>();
    for (String line : answer.body().split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        values.put(matcher.group(1), number(matcher.group(2)));
      }
    }
    return new Scrape(answer.body(), values);
  }

  static URI metrics(Server server) {
    return Objects.requireNonNull(server.managementUrl()).resolve("/metrics");
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  Scrape has(String series, double value) {
    assertThat(values).containsEntry(series, value);
    return this;
  }

  double value(String series) {
    Double value = values.get(series);
    assertThat(value).as(series).isNotNull();
    return Objects.requireNonNull(value);
  }

  /// The names of all series, `_bucket` and the like included.
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    values.keySet().forEach(series -> names.add(series.replaceFirst("\\{.*", "")));
    return names;
  }

  /// The metrics, those of a histogram as one, with the names of their labels.
  Map<String, Set<String>> families() {
    Map<String, Set<String>> families = new TreeMap<>();
    values
        .keySet()
        .forEach(
            series -> {
              String name = series.replaceFirst("\\{.*", "");
              String family = name.replaceFirst("_(bucket|count|sum)$", "");
              Set<String> labels = families.computeIfAbsent(family, f -> new TreeSet<>());
              Matcher matcher = LABEL.matcher(series);
              while (matcher.find()) {
                if (!matcher.group(1).equals("le")) {
                  labels.add(matcher.group(1));
                }
              }
            });
    return families;
  }

  /// `counter`, `gauge` or `histogram`.
  String type(String family) {
    return after("# TYPE " + family + " ");
  }

  /// What the metric is, in words.
  String help(String family) {
    return after("# HELP " + family + " ");
  }

  private String after(String start) {
    return text.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + start));
  }

  /// The values of a label.
  Set<String> label(String metric, String label) {
    Set<String> found = new TreeSet<>();
    values
        .keySet()
        .forEach(
            series -> {
              if (series.startsWith(metric + "{")) {
                Matcher matcher = LABEL.matcher(series);
                while (matcher.find()) {
                  if (matcher.group(1).equals(label)) {
                    found.add(matcher.group(2));
                  }
                }
              }
            });
    return found;
  }
}

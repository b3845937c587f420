package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Calls the management port, and holds every answer against what openapi.json says of it.
final class ApiClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final JsonNode document;

  /// The operations that were called, and answered as they should.
  private final Set<String> done = new TreeSet<>();

  ApiClient(URI url) throws Exception {
    this.url = url;
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(url.resolve("/openapi.json")).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    document = JSON.readTree(answer.body());
  }

  JsonNode document() {
    return document;
  }

  Set<String> done() {
    return done;
  }

  /// All operations that there are.
  Set<String> operations() {
    return new TreeSet<>(
        document.findValues("operationId").stream().map(JsonNode::asText).toList());
  }

  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws Exception {
    return call("GET", path, "", 200);
  }

  /// Calls.
  ///
  /// @param body as JSON; empty for none
  /// @return the body of the answer; missing if it has none
  JsonNode call(String method, String path, String body, int status) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode())
        .as(method + " " + path + ": " + answer.body())
        .isEqualTo(status);
    return checked(method, path.replaceFirst("\\?.*", ""), answer);
  }

  /// The data of the first event of a stream, held against what it should be.
  JsonNode firstEvent(String path) throws Exception {
    HttpResponse<InputStream> answer =
        http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(lines.readLine()).isEqualTo("event: overview");
      String data = lines.readLine().substring("data: ".length());
      assertThat(schema("/components/schemas/Overview").validate(data, InputFormat.JSON)).isEmpty();
      done.add("events");
      return JSON.readTree(data);
    }
  }

  private JsonNode checked(String method, String path, HttpResponse<String> answer)
      throws Exception {
    String template = template(path);
    JsonNode operation =
        document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
    assertThat(operation.isMissingNode()).as(method + " " + template).isFalse();
    done.add(operation.path("operationId").asText());
    String pointer =
        "/paths/%s/%s/responses/%s"
            .formatted(
                template.replace("~", "~0").replace("/", "~1"),
                method.toLowerCase(Locale.ROOT),
                answer.statusCode());
    JsonNode response = document.at(pointer);
    assertThat(response.isMissingNode()).as(pointer).isFalse();
    if (response.has("$ref")) {
      pointer = response.path("$ref").asText().substring(1);
      response = document.at(pointer);
    }
    if (!response.has("content")) {
      assertThat(answer.body()).isEmpty();
      return JSON.missingNode();
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    assertThat(response.path("content").has(type)).as(type + " of " + pointer).isTrue();
    if (!type.endsWith("json")) {
      return JSON.getNodeFactory().textNode(answer.body());
    }
    pointer += "/content/" + type.replace("/", "~1") + "/schema";
    var errors = schema(pointer).validate(answer.body(), InputFormat.JSON);
    assertThat(errors).as(method + " " + path + ": " + answer.body()).isEmpty();
    return JSON.readTree(answer.body());
  }

  private Schema schema(String pointer) {
    JsonNode root =
        JSON.createObjectNode().put("$ref", "#" + pointer).setAll((ObjectNode) document.deepCopy());
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(root.toString(), InputFormat.JSON);
  }

  private String template(String path) {
    List<String> parts = List.of(path.split("/", -1));
    for (String template : (Iterable<String>) document.path("paths")::fieldNames) {
      List<String> segments = List.of(template.split("/", -1));
      boolean fits = segments.size() == parts.size();
      for (int i = 0; fits && i < parts.size(); i++) {
        fits = segments.get(i).startsWith("{") || segments.get(i).equals(parts.get(i));
      }
      if (fits) {
        return template;
      }
    }
    throw new AssertionError("openapi.json has no path for " + path);
  }

  @Override
  public void close() {
    http.close();
  }
}

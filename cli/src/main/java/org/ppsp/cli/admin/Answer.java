package org.ppsp.cli.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.admin.CallException.Kind;
import org.ppsp.cli.log.Escape;

/// What came back over HTTP, of whoever listens there.
final class Answer {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build());
  }

  private static final int SHOWN = 2000;

  private final HttpResponse<byte[]> http;
  private final String type;

  Answer(HttpResponse<byte[]> http) {
    this.http = http;
    String header = http.headers().firstValue("Content-Type").orElse("");
    type = header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  /// An object, and nothing else.
  static byte[] bytes(JsonNode body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree can be written", e);
    }
  }

  /// Indented, and such that a terminal can show it.
  static String text(JsonNode value) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
      return Escape.json(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree can be written", e);
    }
  }

  /// An object that has a field by which it can be told from those of others.
  ///
  /// @param status that goes with it beside 200
  JsonNode object(String field, int status) throws CallException {
    if (http.statusCode() == 200 || http.statusCode() == status) {
      JsonNode body = type.equals("application/json") ? read() : null;
      if (body != null && body.has(field)) {
        return body;
      }
    }
    throw refusal();
  }

  /// That it was done.
  void done() throws CallException {
    if (http.statusCode() != 204) {
      throw refusal();
    }
  }

  /// Text.
  String text() throws CallException {
    if (http.statusCode() == 200 && type.equals("text/plain")) {
      return new String(http.body(), UTF_8);
    }
    throw refusal();
  }

  private @Nullable ObjectNode read() {
    try {
      return MAPPER.readTree(http.body()) instanceof ObjectNode object ? object : null;
    } catch (IOException e) {
      return null;
    }
  }

  private CallException refusal() {
    JsonNode problem = type.equals("application/problem+json") ? read() : null;
    if (problem != null && problem.path("detail").isTextual()) {
      return new CallException(
          http.statusCode() == 401 ? Kind.TOKEN : Kind.REFUSED,
          cut(problem.path("detail").textValue()));
    }
    return new CallException(Kind.UNREACHABLE, foreign());
  }

  /// Who it may be that answers, if it is not the management port.
  private String foreign() {
    String location = http.headers().firstValue("Location").orElse(null);
    if (location != null && http.statusCode() / 100 == 3) {
      return "it sends one on to " + cut(location) + ", which a management port does not";
    }
    String body = new String(http.body(), 0, Math.min(http.body().length, SHOWN), UTF_8);
    if (body.contains("PPSPTrackerProtocol")) {
      return "this is the port for peers, not the management port";
    }
    return "HTTP %s %s: this is no management port"
        .formatted(
            http.statusCode(), type.isEmpty() ? "without Content-Type" : "with " + cut(type));
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}

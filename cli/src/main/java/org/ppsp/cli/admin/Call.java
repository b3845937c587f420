package org.ppsp.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request to the management port.
///
/// @param method of HTTP
/// @param target path and query, encoded, beginning with a slash
/// @param body JSON, or null
public record Call(String method, String target, @Nullable JsonNode body) {
  private static final String API = "/api/v1/";

  /// A call of the API.
  ///
  /// @param segments of its path behind the version: a kind, and mostly a name of that kind
  public static Call of(String method, String... segments) {
    if (segments.length > 1 && segments[1].matches("\\.\\.?")) { // proxies take it out of a path
      String[] others = segments.clone();
      others[1] = "-";
      return of(method, others).with(segments[0].equals("swarms") ? "swarm" : "peer", segments[1]);
    }
    return new Call(
        method,
        API + Arrays.stream(segments).map(Call::encoded).collect(Collectors.joining("/")),
        null);
  }

  /// The same with a parameter of the query more; nothing happens where it has no value.
  public Call with(String name, @Nullable Object value) {
    return value == null
        ? this
        : new Call(
            method,
            target + (target.indexOf('?') < 0 ? '?' : '&') + name + "=" + encoded(value.toString()),
            body);
  }

  /// The same with a body.
  public Call sending(JsonNode content) {
    return new Call(method, target, content);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

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
  /// @param segments of its path behind the version: names of any form
  public static Call of(String method, String... segments) {
    return new Call(
        method,
        API + Arrays.stream(segments).map(Call::segment).collect(Collectors.joining("/")),
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

  /// Dots alone would be a way, not a name.
  private static String segment(String name) {
    return name.equals(".") || name.equals("..") ? name.replace(".", "%2E") : encoded(name);
  }
}

package org.ppsp.server.manage;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.Framing;
import org.ppsp.server.http.HeaderParts;

/// A request to the management port as it came, whole.
///
/// @param target what its first line asks for
/// @param remote where it comes from
@SuppressWarnings("ArrayRecordComponent") // never compared
record Inquiry(String method, String target, HttpHeaders headers, byte[] body, String remote) {
  private static final int MAX_PARAMETERS = 100;

  /// A target with or without scheme and host (RFC 9112, section 3.2).
  private static final Pattern TARGET =
      Pattern.compile(
          "(?:(?i:https?)://(?<host>[^/?#]+))?(?<path>/[^?#]*)?(?:\\?(?<query>[^#]*))?");

  static Inquiry of(HttpRequest request, byte[] body, String remote) {
    return new Inquiry(request.method().name(), request.uri(), request.headers(), body, remote);
  }

  private Matcher parts() {
    if (target.equals("*") || method.equals("CONNECT")) { // not for a path
      throw new Problem(405, "this port takes requests for paths only")
          .with("Allow", "DELETE, GET, HEAD, POST, PUT");
    }
    Matcher parts = TARGET.matcher(target);
    boolean isVisible = target.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!isVisible || !parts.matches() || parts.group("host") == null && path(parts).isEmpty()) {
      throw Problem.bad("that is no path");
    }
    return parts;
  }

  private static String path(Matcher parts) {
    return parts.group("path") == null ? "" : parts.group("path");
  }

  /// The segments of the path.
  List<String> path() {
    String path = path(parts());
    List<String> segments = Route.divide(path.isEmpty() ? "/" : path);
    if (segments == null) {
      throw Problem.bad("that is no path");
    }
    return segments;
  }

  /// The host that is asked: the target's comes before the header's.
  @Nullable String host() {
    String host = parts().group("host");
    return host == null ? headers.get(HttpHeaderNames.HOST) : host;
  }

  /// What the query says.
  Map<String, String> query() {
    String text = parts().group("query");
    Map<String, String> all = new HashMap<>();
    if (text != null) {
      try {
        new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MAX_PARAMETERS, true)
            .parameters()
            .forEach((name, values) -> all.put(name, single(name, values)));
      } catch (IllegalArgumentException _) {
        throw Problem.bad("that is no query");
      }
    }
    return all;
  }

  private static String single(String name, List<String> values) {
    if (values.size() != 1) {
      throw Problem.bad("'" + name + "' may be given once");
    }
    return values.getFirst();
  }

  /// The body, if it is JSON, or there is none.
  byte[] json() {
    if (body.length > 0) {
      List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
      if (types.isEmpty() || !types.stream().allMatch(Inquiry::isJson)) {
        throw new Problem(415, "the body must come as Content-Type: " + Json.TYPE)
            .with("Accept", Json.TYPE);
      }
      if (!Framing.isUncoded(headers)) {
        throw new Problem(415, "the body must come without Content-Encoding")
            .with("Accept-Encoding", "identity");
      }
    }
    return body;
  }

  private static boolean isJson(String type) {
    List<String> parts = HeaderParts.of(type, ';', MAX_PARAMETERS);
    return parts != null && !parts.isEmpty() && parts.getFirst().equalsIgnoreCase(Json.TYPE);
  }
}

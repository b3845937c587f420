package org.ppsp.server.manage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call that the management port takes.
///
/// @param method of HTTP
/// @param segments of its path; `{name}` stands for any one
/// @param handler does it
public record Route(String method, List<String> segments, Handler handler) {
  /// Does what a request asks for; called by virtual threads, several at once, and may block.
  @FunctionalInterface
  public interface Handler {
    /// Does it.
    ///
    /// @throws Problem if it cannot be done
    Reply handle(Ask ask) throws InterruptedException;
  }

  /// A route to `/health/live` and the like.
  public static Route of(String method, String path, Handler handler) {
    return new Route(method, List.of(path.substring(1).split("/", -1)), handler);
  }

  /// The segments of a path as it was sent: divided first, decoded then, so that a name may hold a
  /// slash.
  ///
  /// @return null if it is no path, or not encoded as one
  static @Nullable List<String> divide(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return null;
    }
    try {
      return List.of(rawPath.substring(1).split("/", -1)).stream()
          .map(segment -> segment.replace("+", "%2B")) // which means a blank in forms only
          .map(segment -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// What stands in the places of the names; null if it is another path.
  @Nullable Map<String, String> match(List<String> path) {
    if (path.size() != segments.size()) {
      return null;
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{")) {
        names.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return null;
      }
    }
    return names;
  }
}

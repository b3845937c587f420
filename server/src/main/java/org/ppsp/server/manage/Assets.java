package org.ppsp.server.manage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of the dashboard, of the class path: ours, and those of WebJars. They hold no data.
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  /// Whether there is such a file.
  boolean has(List<String> path) {
    String type = type(path.getLast());
    return path.equals(List.of("")) || type != null && resource(path) != null;
  }

  /// The file.
  Reply get(List<String> path) {
    List<String> whole = path.equals(List.of("")) ? List.of("index.html") : path;
    String name = resource(whole);
    try (InputStream in = name == null ? null : Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw Problem.missing("the dashboard has no such file");
      }
      String type = type(whole.getLast());
      return Reply.of(type == null ? "application/octet-stream" : type, in.readAllBytes())
          .with("Cache-Control", "no-cache");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String type(String file) {
    return TYPES.get(file.substring(file.lastIndexOf('.') + 1));
  }

  /// The name of the resource; null if there is none, or may be none by that name.
  private static @Nullable String resource(List<String> path) {
    for (String segment : path) {
      if (!segment.matches("[A-Za-z0-9_@-][A-Za-z0-9._@-]*")) {
        return null; // no way out of the folder
      }
    }
    String joined = String.join("/", path);
    String name =
        path.getFirst().equals("webjars")
            ? "/META-INF/resources/" + joined
            : "/org/ppsp/server/manage/dashboard/" + joined;
    return Assets.class.getResource(name) == null ? null : name;
  }
}

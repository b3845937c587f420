package org.ppsp.server.manage;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// The document that says what the management port takes and answers.
public final class OpenApi {
  private OpenApi() {}

  /// The call.
  public static List<Route> routes() {
    return List.of(
        Route.of("GET", "/openapi.json", ask -> Reply.of(Json.TYPE, Json.write(document()))));
  }

  private static Object document() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.yaml")) {
      return new YAMLMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

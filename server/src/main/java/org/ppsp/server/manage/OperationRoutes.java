package org.ppsp.server.manage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What runs here, and steering it as a whole.
public final class OperationRoutes {
  private final Operations operations;
  private final boolean tokenNeeded;

  /// Makes them.
  ///
  /// @param tokenNeeded whether operators have to show a token
  public OperationRoutes(Operations operations, boolean tokenNeeded) {
    this.operations = operations;
    this.tokenNeeded = tokenNeeded;
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/api/v1/status", ask -> status()),
        Route.of("GET", "/api/v1/configuration", ask -> configuration()),
        Route.of("GET", "/api/v1/log-level", ask -> logLevel()),
        Route.of("PUT", "/api/v1/log-level", this::setLogLevel),
        Route.of("PUT", "/api/v1/drain", ask -> drain(true)),
        Route.of("DELETE", "/api/v1/drain", ask -> drain(false)),
        Route.of("POST", "/api/v1/reload", ask -> Reply.json(operations.reload())));
  }

  record Status(
      String name,
      String version,
      String java,
      String tracker,
      String startedAt,
      long uptime,
      String health,
      boolean tokenNeeded,
      @Nullable String logLevel) {}

  private Reply status() {
    return Reply.json(
        new Status(
            "ppsp",
            operations.version(),
            Runtime.version().toString(),
            operations.url(),
            operations.startedAt().toString(),
            operations.uptime().toSeconds(),
            operations.health().text(),
            tokenNeeded,
            operations.logLevel()));
  }

  record Configuration(List<Key> keys) {}

  record Key(
      String name, String value, @JsonProperty("default") String standard, String description) {}

  private Reply configuration() {
    return Reply.json(
        new Configuration(
            operations.settings().stream()
                .map(s -> new Key(s.name(), s.value(), s.standard(), s.description()))
                .toList()));
  }

  record Level(@Nullable String level) {}

  private Reply logLevel() {
    String level = operations.logLevel();
    if (level == null) {
      throw new Problem(409, "the log is not this tracker's: the program it runs in has its own");
    }
    return Reply.json(new Level(level));
  }

  private Reply setLogLevel(Ask ask) {
    String level = ask.json(Level.class).level();
    if (level == null) {
      throw Problem.bad("'level' is missing");
    }
    operations.logLevel(level);
    return logLevel();
  }

  private Reply drain(boolean on) {
    operations.drain(on);
    return Reply.DONE;
  }
}

package org.ppsp.server.manage;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Whether the tracker lives, and whether new peers should be sent to it.
public final class HealthRoutes {
  /// How a tracker is.
  public enum Health {
    /// It takes whoever comes.
    READY,
    /// It takes no new peers.
    DRAINING,
    /// It turns a part of the requests away, for it does not keep up.
    OVERLOADED,
    /// It ends.
    STOPPING;

    String text() {
      return Texts.small(this);
    }
  }

  private final Supplier<Health> health;

  /// Makes them.
  ///
  /// @param health how the tracker is now
  public HealthRoutes(Supplier<Health> health) {
    this.health = health;
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/health/live", ask -> Reply.json(Map.of("status", "live"))),
        Route.of("GET", "/health/ready", ask -> ready(health.get())));
  }

  private static Reply ready(Health now) {
    return Reply.json(now == Health.READY ? 200 : 503, Map.of("status", now.text()));
  }
}

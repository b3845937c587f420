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
    /// It refuses new peers, for those it has use nearly all the memory they may. It is ready all
    /// the same: those are served, and a load balancer must not send them away for what a few have
    /// done.
    MEMORY,
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
    boolean isReady = now == Health.READY || now == Health.MEMORY;
    return Reply.json(isReady ? 200 : 503, Map.of("status", now.text()));
  }
}

package org.ppsp.server;

import java.util.List;
import java.util.stream.Stream;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.manage.ExplainRoutes;
import org.ppsp.server.manage.HealthRoutes;
import org.ppsp.server.manage.HealthRoutes.Health;
import org.ppsp.server.manage.OpenApi;
import org.ppsp.server.manage.PeerRoutes;
import org.ppsp.server.manage.Route;
import org.ppsp.server.manage.SwarmRoutes;
import org.ppsp.tracker.Tracker;

/// What an operator can call of a running server.
final class OperatorRoutes {
  private OperatorRoutes() {}

  static List<Route> of(Tracker tracker, HttpFront front, TrackerRequests requests) {
    return Stream.of(
            OpenApi.routes(),
            new HealthRoutes(() -> health(tracker, front)).routes(),
            new SwarmRoutes(tracker).routes(),
            new PeerRoutes(tracker, new PeerAsker(requests)).routes(),
            new ExplainRoutes(tracker).routes())
        .flatMap(List::stream)
        .toList();
  }

  private static Health health(Tracker tracker, HttpFront front) {
    if (front.isStopping()) {
      return Health.STOPPING;
    }
    if (tracker.isDraining()) {
      return Health.DRAINING;
    }
    return front.isOverloaded() ? Health.OVERLOADED : Health.READY;
  }
}

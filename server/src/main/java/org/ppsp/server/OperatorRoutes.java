package org.ppsp.server;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ppsp.server.manage.AccessRoutes;
import org.ppsp.server.manage.ExplainRoutes;
import org.ppsp.server.manage.HealthRoutes;
import org.ppsp.server.manage.OpenApi;
import org.ppsp.server.manage.OperationRoutes;
import org.ppsp.server.manage.Operations;
import org.ppsp.server.manage.PeerRoutes;
import org.ppsp.server.manage.Route;
import org.ppsp.server.manage.SwarmRoutes;
import org.ppsp.server.security.AccessSettings;
import org.ppsp.tracker.Tracker;

/// What an operator can call of a running server.
///
/// @param asker asks peers for statistics
/// @param tokenNeeded whether operators have to show a token
/// @param rules where the rules of access stand
/// @param rulesChanged to be called when they were changed
record OperatorRoutes(
    Tracker tracker,
    PeerRoutes.Asker asker,
    Operations operations,
    boolean tokenNeeded,
    Supplier<AccessSettings> rules,
    Runnable rulesChanged) {
  List<Route> all() {
    return Stream.of(
            OpenApi.routes(),
            new HealthRoutes(operations::health).routes(),
            new OperationRoutes(operations, tokenNeeded).routes(),
            new SwarmRoutes(tracker).routes(),
            new PeerRoutes(tracker, asker).routes(),
            new ExplainRoutes(tracker).routes(),
            new AccessRoutes(rules, rulesChanged).routes())
        .flatMap(List::stream)
        .toList();
  }
}

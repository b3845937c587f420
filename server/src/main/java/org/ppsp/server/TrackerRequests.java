package org.ppsp.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.http.Requests;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.QueryRoute;
import org.ppsp.tracker.Tracker;

/// Gives requests to the tracker, and the operator's STAT_QUERY to the peer it is for.
///
/// @param operatorOnLoopback whether a STAT_QUERY from a loopback address is the operator's
record TrackerRequests(Tracker tracker, StatQuerier querier, boolean operatorOnLoopback)
    implements Requests {
  @Override
  public @Nullable Response handle(Request request, Caller caller, Consumer<Response> later) {
    if (request instanceof Request.StatQuery query
        && operatorOnLoopback
        && caller.ip().isLoopback()) {
      return query(query, later);
    }
    return tracker.handle(request, caller);
  }

  private @Nullable Response query(Request.StatQuery query, Consumer<Response> later) {
    return switch (tracker.query(query.peerId(), query.properties())) {
      case QueryRoute.NotConnected _ ->
          Response.Refusal.of(
              query, Status.FORBIDDEN_ACTION, "peer " + query.peerId() + " is not connected");
      case QueryRoute.Waiting waiting ->
          new Response.StatQuery(query.transactionId(), query.peerId(), waiting.known());
      case QueryRoute.Direct direct -> {
        querier.ask(
            direct,
            query,
            response -> {
              if (response instanceof Response.StatQuery answer) {
                tracker.answered(answer);
              }
              later.accept(response);
            });
        yield null;
      }
    };
  }
}

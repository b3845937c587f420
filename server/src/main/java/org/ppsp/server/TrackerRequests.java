package org.ppsp.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;
import org.ppsp.server.proxy.Proxies;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.QueryRoute;
import org.ppsp.tracker.Tracker;

/// Gives requests to the tracker, and the operator's STAT_QUERY to the peer it is for.
///
/// @param operatorOnLoopback whether a STAT_QUERY from a loopback address is the operator's
/// @param proxies whose addresses are nobody's own, so that they are no operator's either
record TrackerRequests(
    Tracker tracker, StatQuerier querier, boolean operatorOnLoopback, Proxies proxies)
    implements Requests {
  /// Without proxies.
  TrackerRequests(Tracker tracker, StatQuerier querier, boolean operatorOnLoopback) {
    this(tracker, querier, operatorOnLoopback, Proxies.NONE);
  }

  @Override
  public @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later) {
    Caller caller = sender.caller();
    Response response =
        request instanceof Request.StatQuery query && isOperator(sender)
            ? query(query, later)
            : tracker.handle(request, caller, sender.work());
    return response == null ? null : Answer.of(response);
  }

  /// A web page never is, not even one that may be a peer.
  private boolean isOperator(Sender sender) {
    IpAddress address = sender.caller().ip();
    return operatorOnLoopback
        && address.isLoopback()
        && !proxies.trusts(address)
        && !sender.isPage();
  }

  /// Asks a peer for an operator.
  ///
  /// @param later takes the answer if it needs time
  /// @return the answer, or null if `later` will be given it
  @Nullable Response query(Request.StatQuery query, Consumer<Answer> later) {
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
              later.accept(Answer.of(response));
            });
        yield null;
      }
    };
  }
}

package org.ppsp.server;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.http.Answer;
import org.ppsp.server.manage.PeerRoutes;
import org.ppsp.server.manage.Problem;

/// Asks peers for the management port, the way an operator's STAT_QUERY does; waits, as its threads
/// may. What a peer does not answer in time is a refusal by then.
///
/// @param requests know the way
record PeerAsker(TrackerRequests requests) implements PeerRoutes.Asker {
  @Override
  public Told ask(PeerId peer, List<Property> properties) throws InterruptedException {
    TransactionId transaction = new TransactionId(UUID.randomUUID().toString());
    CompletableFuture<Answer> later = new CompletableFuture<>();
    Request.StatQuery query = new Request.StatQuery(transaction, peer, properties);
    Response now = requests.query(query, later::complete);
    try {
      return told(now == null ? later.get().response() : now, now == null);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }

  private static Told told(Response response, boolean answered) {
    if (response instanceof Response.StatQuery answer) {
      return new Told(answered, answer.stats());
    }
    if (response instanceof Response.Refusal refusal) {
      boolean notConnected = refusal.status() == Status.FORBIDDEN_ACTION && !answered;
      throw new Problem(notConnected ? 404 : 504, refusal.reason());
    }
    throw new IllegalStateException(String.valueOf(response.method()));
  }
}

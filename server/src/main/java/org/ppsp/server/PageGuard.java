package org.ppsp.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;

/// Refuses what a web page of elsewhere sends. Here the address that a request comes from gives
/// rights (to the operator on this machine, and to a peer that shows no token), and a browser lends
/// its address to every page. A front where it gives none needs no such guard.
///
/// @param inner answers all else
record PageGuard(Requests inner) implements Requests {
  @Override
  public @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later) {
    String problem = sender.pageProblem();
    return problem == null
        ? inner.handle(request, sender, later)
        : Answer.of(Response.Refusal.of(request, Status.FORBIDDEN_ACTION, problem))
            .because(Reason.FOREIGN_PAGE);
  }

  @Override
  public @Nullable Answer empty(Sender sender) {
    return inner.empty(sender);
  }
}

package org.ppsp.server.limit;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;

/// Turns away who asks too often. Stands before what finds out who that is: signatures and password
/// hashes are dear.
public record LimitedRequests(Limits limits, Requests next) implements Requests {
  @Override
  public @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later) {
    Answer refused = limits.address(sender.caller().ip(), request);
    return refused != null ? refused : next.handle(request, sender, later);
  }

  @Override
  public @Nullable Answer empty(Sender sender) {
    return next.empty(sender);
  }
}

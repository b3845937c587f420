package org.ppsp.server.limit;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Credential;

/// Turns away peers that ask too often, from wherever. Stands behind what finds out who they are.
public record LimitedPeers(Limits limits, Requests next) implements Requests {
  @Override
  public @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later) {
    Credential credential = sender.caller().credential();
    if (credential == null) {
      return next.handle(request, sender, later);
    }
    Answer refused = limits.credential(credential, request);
    if (refused != null) {
      return refused;
    }
    Answer answer = next.handle(request, sender, later);
    limits.charge(credential, sender);
    return answer;
  }
}

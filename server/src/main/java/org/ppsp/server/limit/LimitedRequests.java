package org.ppsp.server.limit;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Request;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;

/// Turns away who asks too often. Stands before what finds out who that is: signatures and password
/// hashes are expensive. What a request then costs beyond a plain one is charged to its sender.
public record LimitedRequests(Limits limits, Requests next) implements Requests {
  @Override
  public @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later) {
    IpAddress address = sender.caller().ip();
    Answer refused = limits.address(address, request);
    if (refused != null) {
      return refused;
    }
    Answer answer = next.handle(request, sender, later);
    limits.charge(address, sender);
    return answer;
  }

  @Override
  public @Nullable Answer beforeReading(Sender sender) {
    return limits.reading(sender);
  }

  @Override
  public void unreadable(Sender sender) {
    limits.unreadable(sender);
  }

  @Override
  public @Nullable Answer empty(Sender sender) {
    return next.empty(sender);
  }
}

package org.ppsp.server.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.tracker.Caller;

/// What answers the requests that the front has read. One may stand before another, as a limiter
/// that answers SERVICE_UNAVAILABLE would.
@FunctionalInterface
public interface Requests {
  /// Answers a request. Called by event loops, several at once: must not block.
  ///
  /// @param later takes an answer that needs time, from any thread, once; the connection reads
  ///   nothing more until then
  /// @return the answer, or null if `later` will be given it
  @Nullable Response handle(Request request, Caller caller, Consumer<Response> later);
}

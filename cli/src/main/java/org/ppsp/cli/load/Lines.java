package org.ppsp.cli.load;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;

/// Connections to the tracker, with one request under way on each.
interface Lines {
  /// Whether a request can be sent now.
  boolean hasFree();

  /// Sends a request on a free line.
  ///
  /// @param session the token to send along, or null
  /// @param done is told what became of it, once, after the line is free again or lost
  void send(Request request, @Nullable String session, Consumer<Outcome> done);
}

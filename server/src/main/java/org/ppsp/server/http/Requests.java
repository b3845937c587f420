package org.ppsp.server.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Request;

/// What answers the requests that the front has read. One may stand before another, as what finds
/// out who sends them does.
@FunctionalInterface
public interface Requests {
  /// Answers a request. Called by event loops, several at once: must not block.
  ///
  /// @param sender who sent it; to be asked during the call only
  /// @param later takes an answer that needs time, from any thread, once; the connection reads
  ///   nothing more until then
  /// @return the answer, or null if `later` will be given it
  @Nullable Answer handle(Request request, Sender sender, Consumer<Answer> later);

  /// Decides, before a message is read, whether its sender may have it read.
  ///
  /// @return the answer if not, or null
  default @Nullable Answer beforeReading(Sender sender) {
    return null;
  }

  /// Takes note of a message that could not be read.
  default void unreadable(Sender sender) {}

  /// Answers what came without a message, as clients of HTTP Digest begin: they want to be asked
  /// who they are before they send what they have to say.
  ///
  /// @return the answer, or null if there is nothing to ask
  default @Nullable Answer empty(Sender sender) {
    return null;
  }
}

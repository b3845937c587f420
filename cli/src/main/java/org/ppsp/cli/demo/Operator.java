package org.ppsp.cli.demo;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.ppsp.client.Result;
import org.ppsp.client.TrackerClient;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// Asks for the statistics of peers, as an operator would. Every thread may call.
final class Operator implements AutoCloseable {
  private static final List<Property> PROPERTIES =
      List.of(
          Property.UPLOAD_BANDWIDTH,
          Property.BUFFER_LEVEL,
          Property.STALL_TIME,
          Property.DOWNLOADED_BYTES,
          Property.ORIGIN_BYTES);

  private final TrackerClient client;
  private volatile String heard = "";

  Operator(URI tracker) {
    client = TrackerClient.builder().tier(tracker).attempts(1).build();
  }

  /// Asks for a peer's statistics, and does not wait for the answer.
  void ask(PeerId peer) {
    var _ =
        client
            .sendAsync(new Request.StatQuery(client.newTransactionId(), peer, PROPERTIES))
            .thenAccept(
                result -> heard = (peer + ": " + text(result)).replaceAll("\\p{Cntrl}", "?"));
  }

  /// What was heard last, in a line; empty if nothing was.
  String heard() {
    return heard;
  }

  private static String text(Result<? extends Response> result) {
    if (result instanceof Result.Refused<? extends Response> refused) {
      return refused.reason();
    }
    return result instanceof Result.Success<? extends Response>(Response response, URI _)
            && response instanceof Response.StatQuery answer
        ? answer.stats().stream()
            .map(stat -> stat.property() + " " + stat.value())
            .collect(Collectors.joining(", "))
        : "no answer";
  }

  @Override
  public void close() {
    client.close();
  }
}

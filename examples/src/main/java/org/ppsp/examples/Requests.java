package org.ppsp.examples;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.ppsp.client.Result;
import org.ppsp.client.TrackerClient;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// Single requests, without a session.
public final class Requests {
  private Requests() {}

  /// Connects once and says what came of it.
  public static String connect(URI first, URI second, PeerId id) throws InterruptedException {
    // [requests]
    try (TrackerClient client =
        TrackerClient.builder()
            .tier(first, second) // in random order; another tier() would be for emergencies
            .requestTimeout(Duration.ofSeconds(3))
            .attempts(2)
            .build()) {
      Request.Connect request =
          new Request.Connect(
              client.newTransactionId(), id, null, List.of(), OptionalInt.empty(), List.of(), null);
      return switch (client.connect(request)) {
        case Result.Success<Response.Connect>(Response.Connect answer, URI tracker) ->
            tracker + " wants to hear of us every " + answer.keepaliveInterval() + " s";
        case Result.Refused<Response.Connect> refused -> refused.status() + ": " + refused.reason();
        case Result.Unreachable<Response.Connect>(List<Result.Failure> failures) ->
            "tried " + failures.size() + " trackers in vain";
      };
    }
    // [end]
  }
}

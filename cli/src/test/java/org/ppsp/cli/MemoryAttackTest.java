package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// One host fills a tracker of 64 MiB with what costs the most memory for the fewest bytes. The
/// tracker refuses it in time, and serves a viewer of another address.
class MemoryAttackTest {
  private static final int SESSIONS = 250;
  private static final String EVEN =
      IntStream.range(0, 512).mapToObj(i -> "" + 2 * i).collect(Collectors.joining(" "));

  private final HttpClient attacker = client("127.0.0.66");
  private final HttpClient viewer = client("127.0.99.1");

  private static HttpClient client(String address) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .localAddress(InetAddress.ofLiteral(address))
        .build();
  }

  private static String ask(HttpClient client, RunningTracker tracker, String method, String rest)
      throws IOException, InterruptedException {
    String message =
        "<PPSPTrackerProtocol version=\"1.0\"><Method>%s</Method><TransactionID>1</TransactionID>%s</PPSPTrackerProtocol>"
            .formatted(method, rest);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(tracker.url()))
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofString(message))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isIn(200, 403);
    return response.body();
  }

  @Test
  void piecesOfChunks_ofManySessions_endNoTracker() throws Exception {
    try (RunningTracker tracker =
            RunningTracker.start(
                List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                Map.of("PPSP_TRACKER_EXEMPT_LOOPBACK", "false"));
        attacker;
        viewer) {
      int ofSession = 0;
      int ofAddress = 0;
      for (int session = 0; session < SESSIONS; session++) {
        String peer = "<PeerID>attacker-" + session + "</PeerID>";
        String connected = ask(attacker, tracker, "CONNECT", peer);
        ofAddress += connected.contains("your address") ? 1 : 0;
        for (int swarm = 0; swarm < 3 && connected.contains("SUCCESSFUL"); swarm++) {
          String joined =
              ask(
                  attacker,
                  tracker,
                  "JOIN_CHUNK",
                  peer
                      + "<SwarmID>swarm-"
                      + session
                      + "-"
                      + swarm
                      + "</SwarmID><ChunkID>"
                      + EVEN
                      + "</ChunkID>");
          ofSession += joined.contains("this peer would use") ? 1 : 0;
          ofAddress += joined.contains("your address") ? 1 : 0;
        }
      }
      assertThat(ofSession).isBetween(50, 200);
      assertThat(ofAddress).isBetween(300, 3 * SESSIONS);

      String peer = "<PeerID>viewer</PeerID>";
      String swarm = peer + "<SwarmID>swarm-0-0</SwarmID>";
      assertThat(ask(viewer, tracker, "CONNECT", peer)).contains("SUCCESSFUL");
      assertThat(ask(viewer, tracker, "JOIN_CHUNK", swarm + "<ChunkID>0-99</ChunkID>"))
          .contains("SUCCESSFUL");
      assertThat(ask(viewer, tracker, "FIND", swarm)).contains("attacker-0");
      String first = "<PeerID>attacker-0</PeerID>";
      assertThat(ask(attacker, tracker, "KEEPALIVE", first)).contains("SUCCESSFUL");
      assertThat(ask(attacker, tracker, "LEAVE", first + "<SwarmID>swarm-0-0</SwarmID>"))
          .contains("SUCCESSFUL");
    }
  }
}

package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Peers that go, with and without a word, at a real tracker with an interval of one second.
class SilentPeerTest {
  private static final int FOR_LONG_ENOUGH = 1_000_000;

  @Test
  void silentPeer_leavesAllListsAfterItsTimeout_andAnotherByDisconnectAtOnce() throws Exception {
    try (RunningTracker tracker =
            RunningTracker.start(List.of(), Map.of("PPSP_TRACKER_KEEPALIVE_INTERVAL", "1s"));
        HttpClient client = HttpClient.newHttpClient()) {
      Client peers = new Client(client, URI.create(tracker.url()));
      for (String peer : List.of("asker", "silent", "polite")) {
        assertThat(peers.send("CONNECT", peer, "")).contains("<KeepaliveInterval>1<");
        assertThat(peers.send("JOIN", peer, "<SwarmID>s</SwarmID>")).contains("SUCCESSFUL");
      }
      assertThat(peers.find()).contains("<PeerID>silent<").contains("<PeerID>polite<");

      assertThat(peers.send("DISCONNECT", "polite", "")).contains("SUCCESSFUL");
      assertThat(peers.find()).doesNotContain("<PeerID>polite<");
      assertThat(peers.send("KEEPALIVE", "polite", "")).contains("FORBIDDEN_ACTION");

      // The asker's own requests keep it connected meanwhile.
      String list = peers.find();
      for (int i = 0; list.contains("<PeerID>silent<") && i < FOR_LONG_ENOUGH; i++) {
        list = peers.find();
      }
      assertThat(list).contains("SUCCESSFUL").doesNotContain("<PeerID>silent<");
      assertThat(peers.send("KEEPALIVE", "silent", "")).contains("not connected");
    }
  }

  private record Client(HttpClient http, URI url) {
    String send(String method, String peer, String more) throws Exception {
      String message =
          """
          <PPSPTrackerProtocol version="1.0"><Method>%s</Method><TransactionID>1</TransactionID>
          <PeerID>%s</PeerID>%s</PPSPTrackerProtocol>\
          """
              .formatted(method, peer, more);
      HttpRequest request =
          HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(message)).build();
      return http.send(request, BodyHandlers.ofString()).body();
    }

    String find() throws Exception {
      return send("FIND", "asker", "<SwarmID>s</SwarmID>");
    }
  }
}

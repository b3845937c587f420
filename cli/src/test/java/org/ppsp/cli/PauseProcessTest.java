package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A tracker whose process is stopped for longer than sessions and connections last.
@Timeout(120)
class PauseProcessTest {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final Pattern TOKEN = Pattern.compile("(?i)ppsp-session: (\\S+)");

  @TempDir private Path folder;

  /// One connection, which stays open as long as the tracker lets it.
  private record Peer(Socket socket, DataInputStream in) implements AutoCloseable {
    static Peer of(URI url) throws IOException {
      Socket socket = new Socket(url.getHost(), url.getPort());
      return new Peer(socket, new DataInputStream(socket.getInputStream()));
    }

    String ask(String method, String token) throws IOException {
      String body =
          "<PPSPTrackerProtocol version=\"1.0\"><Method>%s</Method><TransactionID>1</TransactionID><PeerID>p</PeerID></PPSPTrackerProtocol>"
              .formatted(method);
      String head =
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\n%sContent-Length: %s\r\n\r\n"
              .formatted(token.isEmpty() ? "" : "PPSP-Session: " + token + "\r\n", body.length());
      socket.getOutputStream().write((head + body).getBytes(UTF_8));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        answer.append((char) in.readUnsignedByte());
      }
      Matcher length = LENGTH.matcher(answer);
      assertThat(length.find()).as(answer.toString()).isTrue();
      return answer + new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void sessionsAndConnections_outliveAPause() throws Exception {
    Path log = folder.resolve("log");
    Map<String, String> environment =
        Map.of(
            "PPSP_LISTEN", "127.0.0.1:0",
            "PPSP_TRACKER_KEEPALIVE_INTERVAL", "2s",
            "PPSP_HTTP_IDLE_TIMEOUT", "4s");
    try (PpspProcess tracker =
        new PpspProcess(new ProcessBuilder().redirectError(log.toFile()), environment, "tracker")) {
      URI url = URI.create(tracker.linesUntil("/").getLast().substring("listening on ".length()));
      try (Peer peer = Peer.of(url)) {
        String connected = peer.ask("CONNECT", "");
        assertThat(connected).contains("200 OK");
        Matcher token = TOKEN.matcher(connected);
        assertThat(token.find()).as(connected).isTrue();
        tracker.signal("STOP");
        assertThat(tracker.hasEndedWithin(7)).isFalse();
        tracker.signal("CONT");
        assertThat(peer.ask("KEEPALIVE", token.group(1))).contains("200 OK", "SUCCESSFUL");
      }
      tracker.signal("TERM");
      assertThat(tracker.exitCode()).isZero();
    }
    assertThat(Files.readAllLines(log))
        .filteredOn(line -> line.contains("the tracker stood still for "))
        .singleElement()
        .asString()
        .contains("sessions, memberships and challenges last ");
  }
}

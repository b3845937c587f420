package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `ppsp tracker` as a process that is told by SIGHUP to read its configuration again.
@Timeout(120)
class ReloadProcessTest {
  private static final String READ = "the configuration was read anew: ";
  private static final String STAYS = "the configuration stays as it was: ";

  @TempDir private Path folder;

  private PpspProcess start(Map<String, String> environment, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("tracker"));
    all.addAll(List.of(args));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("PPSP_MANAGE_LISTEN", "none"); // a port that trackers beside this one may have
    return new PpspProcess(
        new ProcessBuilder().redirectError(folder.resolve("log").toFile()),
        variables,
        all.toArray(String[]::new));
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(folder.resolve("log"));
  }

  private long count(String text) throws IOException {
    return log().stream().filter(line -> line.contains(text)).count();
  }

  /// Sends the signal and waits until it was answered by this line.
  private void hup(PpspProcess tracker, String answer) throws Exception {
    long before = count(answer);
    tracker.signal("HUP");
    while (count(answer) == before) { // the test's time-out ends it
      assertThat(Thread.interrupted()).as("out of time with %s", log()).isFalse();
      Thread.onSpinWait();
    }
  }

  private static String ask(URI url, String message) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      byte[] body = message.getBytes(UTF_8);
      socket
          .getOutputStream()
          .write(
              ("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %s\r\n\r\n"
                          .formatted(body.length)
                      + message)
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String connect(URI url, String peer) throws IOException {
    return ask(
        url,
        "<PPSPTrackerProtocol version=\"1.0\"><Method>CONNECT</Method><TransactionID>1"
            + "</TransactionID><PeerID>%s</PeerID></PPSPTrackerProtocol>".formatted(peer));
  }

  private static URI url(PpspProcess tracker) throws IOException {
    String line = tracker.readLine();
    assertThat(line).startsWith("listening on ");
    return URI.create(line.substring("listening on ".length()));
  }

  private void write(Path file, String... keys) throws IOException {
    Files.writeString(file, String.join("\n", keys) + "\n");
  }

  @Test
  void signals_eachReadTheFileOnce_andAWrongOneChangesNothing() throws Exception {
    Path file = folder.resolve("ppsp.yaml");
    write(file, "tracker: {keepaliveInterval: 11s}");
    try (PpspProcess tracker =
        start(Map.of(), "--listen", "127.0.0.1:0", "--config", file.toString())) {
      URI url = url(tracker);
      assertThat(connect(url, "a")).contains(">11<");
      for (int seconds = 12; seconds < 17; seconds++) {
        write(file, "tracker: {keepaliveInterval: %ss}".formatted(seconds), "http: {backlog: 7}");
        hup(tracker, READ);
        assertThat(connect(url, "a" + seconds)).contains(">" + seconds + "<");
        write(file, "tracker: {keepaliveInterval: 99s, maxPeernum: many}");
        hup(tracker, STAYS);
        assertThat(connect(url, "b" + seconds)).contains(">" + seconds + "<");
      }
      Files.delete(file);
      hup(tracker, STAYS + file + " does not exist");
      assertThat(connect(url, "c")).contains(">16<");
      tracker.signal("TERM");
      assertThat(tracker.exitCode()).isZero();
    }
    assertThat(count(READ + "1 changed, 1 wait for a restart")).isEqualTo(5);
    assertThat(count(READ)).isEqualTo(5);
    assertThat(count(STAYS)).isEqualTo(6);
    assertThat(count("ERROR TrackerCommand " + STAYS + file + ", line 1: tracker.maxPeernum"))
        .isEqualTo(5);
    assertThat(count("tracker.keepaliveInterval is 13s now; it was 12s")).isEqualTo(1);
    assertThat(
            count("WARN  Reloader http.backlog stays 1024: 7 is taken when the tracker is started"))
        .isEqualTo(5);
  }

  @Test
  void log_changesItsFormLevelAndCollector() throws Exception {
    Path file = folder.resolve("ppsp.yaml");
    try (DatagramSocket collector = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      write(
          file, "log: {format: json, syslog: 'udp://127.0.0.1:" + collector.getLocalPort() + "'}");
      Map<String, String> environment =
          Map.of("PPSP_CONFIG", file.toString(), "PPSP_LISTEN", "127.0.0.1:0");
      try (PpspProcess tracker = start(environment)) {
        URI url = url(tracker);
        assertThat(receive(collector)).startsWith("<30>1 ").contains("tracker listens on " + url);
        write(file, "log: {level: debug, format: json}");
        hup(tracker, "\"log.level is debug now; it was info\"");
        assertThat(connect(url, "a&#xA;forged&#x2028;line")).contains("400 ");
        assertThat(connect(url, "peer-ä")).contains("200 OK");
        write(file, "log: {level: debug}");
        hup(tracker, "log.format is text now; it was json");
        assertThat(connect(url, "peer-text")).contains("200 OK");
        tracker.signal("TERM");
        assertThat(tracker.exitCode()).isZero();
      }
      List<String> json = log().stream().filter(line -> line.startsWith("{")).toList();
      assertThat(json).hasSizeGreaterThan(3);
      boolean isSeen = false;
      for (String line : json) {
        JsonNode object = new ObjectMapper().readTree(line);
        assertThat(object.fieldNames())
            .toIterable()
            .contains("timestamp", "level", "logger", "thread", "message");
        isSeen |= object.get("message").asText().contains("CONNECT peer-ä 200 SUCCESSFUL");
      }
      assertThat(isSeen).isTrue();
      assertThat(log()).last().asString().endsWith("INFO  Server tracker has stopped");
      assertThat(count("DEBUG access 127.0.0.1 CONNECT peer-text 200")).isEqualTo(1);
    }
  }

  @Test
  void optionOfTheLevel_comesBeforeTheKey_atReloadsToo() throws Exception {
    Path file = folder.resolve("ppsp.yaml");
    write(file, "log: {level: debug}");
    try (PpspProcess tracker =
        start(
            Map.of("PPSP_LOG_LEVEL", "error"),
            "--listen",
            "127.0.0.1:0",
            "--config",
            file.toString(),
            "--log-level",
            "INFO")) {
      URI url = url(tracker);
      write(file, "log: {level: trace, format: json}");
      hup(tracker, READ);
      assertThat(connect(url, "a")).contains("200 OK");
      tracker.signal("TERM");
      assertThat(tracker.exitCode()).isZero();
    }
    assertThat(count("DEBUG")).isZero();
    assertThat(count("TRACE")).isZero();
    assertThat(count("log.format is json now; it was text")).isEqualTo(1);
    assertThat(count("log.level is")).isZero();
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }
}

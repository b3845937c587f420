package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `ppsp tracker` as a process: its one line, its log, and how it ends.
class TrackerProcessTest {
  @TempDir private Path folder;

  private final class Tracker implements AutoCloseable {
    private final PpspProcess process;
    private final Path log = folder.resolve("log");

    Tracker(Map<String, String> environment, String... args) throws IOException {
      List<String> all = new ArrayList<>(List.of("tracker"));
      all.addAll(List.of(args));
      process =
          new PpspProcess(
              new ProcessBuilder().directory(folder.toFile()).redirectError(log.toFile()),
              environment,
              all.toArray(String[]::new));
    }

    String log() throws IOException {
      return Files.readString(log);
    }

    URI url() throws IOException {
      String line = process.readLine();
      assertThat(line).as(log()).matches("listening on http://\\S+:[1-9]\\d*/");
      return URI.create(line.substring("listening on ".length()));
    }

    @Override
    public void close() {
      process.close();
    }
  }

  private static HttpResponse<String> connect(URI url) throws Exception {
    String message =
        """
        <PPSPTrackerProtocol version="1.0"><Method>CONNECT</Method>
        <TransactionID>12345</TransactionID><PeerID>peer</PeerID></PPSPTrackerProtocol>
        """;
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(message)).build(),
          BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void signal_endsTheTracker_with0(String signal) throws Exception {
    try (Tracker tracker = new Tracker(Map.of(), "--listen", "127.0.0.1:0")) {
      URI url = tracker.url();
      HttpResponse<String> response = connect(url);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("<TransactionID>12345</TransactionID>");
      tracker.process.signal(signal);
      assertThat(tracker.process.exitCode()).isZero();
      assertThat(tracker.process.readLine()).isNull();
      assertThat(tracker.log().lines())
          .satisfiesExactly(
              line -> assertThat(line).endsWith("INFO  Server tracker listens on " + url),
              line -> assertThat(line).endsWith("INFO  Server tracker has stopped"));
    }
  }

  @Test
  void debugLog_hasALineARequest() throws Exception {
    Map<String, String> environment =
        Map.of("PPSP_LISTEN", "[::1]:0", "PPSP_LOG_LEVEL", "debug", "PPSP_JAVA_OPTS", "");
    try (Tracker tracker = new Tracker(environment)) {
      URI url = tracker.url();
      assertThat(url.toString()).startsWith("http://[::1]:");
      connect(url);
      tracker.process.signal("TERM");
      assertThat(tracker.process.exitCode()).isZero();
      assertThat(tracker.log())
          .containsPattern("DEBUG access ::1 CONNECT peer 200 SUCCESSFUL \\d+ B \\d+ us");
    }
  }

  @Test
  void configurationFile_isUsed_andAnotherTrackerOnThePort_is1() throws Exception {
    Path file = Files.writeString(folder.resolve("ppsp.yaml"), "listen: 127.0.0.1:0\n");
    try (Tracker tracker = new Tracker(Map.of(), "--config", file.toString())) {
      String listen = "127.0.0.1:" + tracker.url().getPort();
      try (Tracker second = new Tracker(Map.of(), "--listen", listen)) {
        assertThat(second.process.exitCode()).isEqualTo(1);
        assertThat(second.process.readLine()).isNull();
        assertThat(second.log())
            .contains("ppsp: cannot listen on " + listen + ": the port is in use")
            .doesNotContain("\tat ");
      }
    }
  }

  @Test
  void unknownVariable_is1() throws Exception {
    try (Tracker tracker = new Tracker(Map.of("PPSP_LISTN", "x"))) {
      assertThat(tracker.process.exitCode()).isEqualTo(1);
      assertThat(tracker.log()).startsWith("ppsp: ").contains("PPSP_LISTN");
    }
  }

  /// A pipe that nobody reads holds 64 KiB: the tracker goes on, also where it logs each request,
  /// and it ends as always.
  @Test
  void logThatNobodyReads_doesNotStopTheTracker() throws Exception {
    try (PpspProcess process =
        new PpspProcess(
            new ProcessBuilder().directory(folder.toFile()),
            Map.of(),
            "tracker",
            "--listen",
            "127.0.0.1:0",
            "--log-level",
            "debug")) {
      URI url = URI.create(process.linesUntil("/").getLast().substring("listening on ".length()));
      String message =
          """
          <PPSPTrackerProtocol version="1.0"><Method>KEEPALIVE</Method>
          <TransactionID>1</TransactionID><PeerID>%s</PeerID></PPSPTrackerProtocol>
          """
              .formatted("p".repeat(120));
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(url)
                .POST(HttpRequest.BodyPublishers.ofString(message))
                .timeout(Duration.ofSeconds(20))
                .build();
        for (int i = 0; i < 1000; i++) { // three times what a pipe holds
          assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        }
      }
      process.signal("TERM");
      assertThat(process.exitCode()).isZero();
    }
  }

  /// A tracker that may open few files; it ends after a minute, or the test would wait for its
  /// lines.
  private Process withFiles(int files, String... settings) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh"));
    command.addAll(PpspProcess.command());
    command.set(command.indexOf("-cp") + 1, jars());
    command.addAll(List.of("tracker", "--listen", "127.0.0.1:0"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PPSP_"));
    builder.environment().put("PPSP_MANAGE_LISTEN", "127.0.0.1:0");
    for (String setting : settings) {
      builder
          .environment()
          .put(
              setting.substring(0, setting.indexOf('=')),
              setting.substring(setting.indexOf('=') + 1));
    }
    return builder.start();
  }

  /// The class path as it is when packaged: a class of a folder is a file to be opened.
  private String jars() {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path folderOrJar = Path.of(entry);
      String jar = entry;
      if (!entry.isEmpty() && Files.isDirectory(folderOrJar)) {
        jar = folder.resolve(jars.size() + ".jar").toString();
        int status =
            ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", jar, "-C", entry, ".");
        assertThat(status).isZero();
      }
      jars.add(jar);
    }
    return String.join(File.pathSeparator, jars);
  }

  private static String lineWith(BufferedReader lines, String text) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.contains(text)) {
      line = lines.readLine();
    }
    assertThat(line).as("a line with '%s'", text).isNotNull();
    return line;
  }

  private static URI urlIn(String line) {
    return URI.create(line.substring(line.indexOf("http://")));
  }

  @Test
  void tooFewFiles_areRefused() throws Exception {
    Process process = withFiles(250);
    try {
      lineWith(process.inputReader(), "may open 250 files, and a tracker needs 256 or more");
      assertThat(process.waitFor()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  /// There are files for 1,024 - 512 connections, fewer than `http.maxConnections`.
  @Test
  void idleConnections_giveWay_beforeAllFilesAreOpen() throws Exception {
    Process process =
        withFiles(
            1024,
            "PPSP_RATE_EXEMPT=192.0.2.0/24",
            "PPSP_HTTP_MAX_CONNECTIONS_PER_ADDRESS=1000",
            "PPSP_HTTP_MAX_CONNECTIONS_PER_NETWORK=1000");
    List<Socket> sockets = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lineWith(lines, "http.maxConnections")).contains("at most 512 connections");
      URI peers = urlIn(lineWith(lines, "listening on"));
      connect(peers, 700, sockets);
      var answered = connect(peers);
      assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
      Socket first = sockets.getFirst();
      first.setSoTimeout(60_000);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
      process.destroyForcibly();
    }
  }

  /// Clients of the peers' port alone cannot use up the files; with those of the other port, they
  /// are really used up, by connections that then end.
  @Test
  void bothPorts_areBack_onceThereAreFilesAgain() throws Exception {
    Process process = withFiles(256);
    List<Socket> sockets = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lineWith(lines, "http.maxConnections")).contains("WARN", "256", "ulimit -n 10512");
      URI management = urlIn(lineWith(lines, "management listens on"));
      URI peers = urlIn(lineWith(lines, "listening on"));
      connect(peers, 300, sockets);
      assertThat(health(management)).isEqualTo(200);
      for (Socket socket : sockets) {
        socket.close();
      }
      connect(management, 128, sockets);
      connect(peers, 300, sockets);
      assertThat(lineWith(lines, "peers' port accepts no connections"))
          .contains("may open 256 files", "ulimit -n", "LimitNOFILE", "http.maxConnections");
      sockets.add(new Socket(management.getHost(), management.getPort()));
      lineWith(lines, "management port accepts no connections");
      for (Socket socket : sockets) {
        socket.close();
      }
      assertThat(connect(peers).statusCode()).isEqualTo(200);
      assertThat(health(management)).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
      process.destroyForcibly();
    }
  }

  private static void connect(URI port, int count, List<Socket> sockets) throws IOException {
    for (int i = 0; i < count; i++) {
      sockets.add(new Socket(port.getHost(), port.getPort()));
    }
  }

  private static int health(URI management) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest health = HttpRequest.newBuilder(management.resolve("/health/live")).build();
      return client.send(health, BodyHandlers.discarding()).statusCode();
    }
  }
}

package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the tracker and the command write is the same where digits and letters are other ones.
@Timeout(120)
class LocaleTest {
  private static final Pattern MANAGEMENT =
      Pattern.compile("management listens on (http://[^\"\\s]+)");
  private static final String ASCII = "\\p{ASCII}*";

  @TempDir private Path folder;

  private static List<String> locale(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    return List.of(
        "-Duser.language=" + locale.getLanguage(), "-Duser.country=" + locale.getCountry());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static String post(String url, String type, String body, int status) throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().map().toString()).matches(ASCII);
    return answer.body();
  }

  private static String xml(String url, String method, String rest, int status) throws Exception {
    return post(
        url,
        "application/xml",
        "<PPSPTrackerProtocol version=\"1.0\"><Method>%s</Method><TransactionID>1</TransactionID>%s</PPSPTrackerProtocol>"
            .formatted(method, rest),
        status);
  }

  private static JsonNode json(String url, String rest, int status) throws Exception {
    String body =
        "{\"PPSPTrackerProtocol\":{\"version\":1,\"transaction_id\":\"1234\",%s}}".formatted(rest);
    String answer = post(url, "application/json", body, status);
    assertThat(answer).matches(ASCII);
    return new ObjectMapper().readTree(answer).get("PPSPTrackerProtocol");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "ne-NP", "tr-TR"})
  void tracker_writesPlainDigits(String tag) throws Exception {
    Path log = folder.resolve("log");
    try (DatagramSocket collector = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment =
          Map.of(
              "PPSP_LOG_FORMAT",
              tag.startsWith("ar") ? "text" : "json",
              "PPSP_LOG_SYSLOG",
              "udp://127.0.0.1:" + collector.getLocalPort(),
              "PPSP_MANAGE_LISTEN",
              "127.0.0.1:0");
      try (RunningTracker tracker = RunningTracker.logging(0, log, locale(tag), environment)) {
        assertThat(receive(collector)).matches(ASCII).startsWith("<31>1 2");
        String url = tracker.url();
        String peer = "<PeerID>p</PeerID>";
        assertThat(xml(url, "CONNECT", peer, 200))
            .matches(ASCII)
            .contains("<KeepaliveInterval>30<", "SUCCESSFUL");
        xml(url, "JOIN", peer + "<SwarmID>a</SwarmID><PeerMode>LEECH</PeerMode>", 200);
        assertThat(xml(url, "KEEPALIVE", "<PeerID>" + "x".repeat(300) + "</PeerID>", 400))
            .matches(ASCII)
            .contains("128");
        assertThat(post(url, "application/json", "{,", 400))
            .matches(ASCII)
            .contains("(line 1, byte 2)");
        JsonNode connected =
            json(
                url,
                "\"request_type\":\"CONNECT\",\"peer_id\":\"q\",\"connect\":{\"swarm_action\":[]}",
                200);
        assertThat(connected.get("error_code").asInt(-1)).isZero();
        JsonNode refused = json(url, "\"request_type\":\"FIND\",\"peer_id\":\"q\"", 400);
        assertThat(refused.get("error_code").asInt()).isPositive();
        URI management = management(log);
        HttpResponse<String> metrics = send(HttpRequest.newBuilder(management.resolve("/metrics")));
        assertThat(metrics.body())
            .matches(ASCII)
            .containsPattern("(?m)^ppsp_sessions(\\{[^}]*})? 2\\.0$");
        assertThat(send(HttpRequest.newBuilder(management.resolve("/api/v1/overview"))).body())
            .matches(ASCII);
        command("connect", "--peer-id", "r", "--tracker", url, "--state", folder + "/state");
        command("admin", "peers", "--url", management.toString());
        command("find", "--peer-id", "r", "--swarm-id", "x".repeat(300), "--tracker", url);
      }
    }
    // The names of the JDK's authorities may have other letters.
    assertThat(Files.readString(log)).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
    if (!tag.startsWith("ar")) {
      for (String line : Files.readAllLines(log)) {
        new ObjectMapper().readTree(line);
      }
    }
  }

  /// Runs the command, which has digits of its own place, too, to its end.
  private static void command(String... args) throws Exception {
    try (PpspProcess ppsp = new PpspProcess(args)) {
      int lines = 0;
      for (String line = ppsp.readLine(); line != null; line = ppsp.readLine()) {
        assertThat(line).matches(ASCII);
        lines++;
      }
      assertThat(lines).isPositive();
    }
  }

  private static URI management(Path log) throws IOException {
    Matcher matcher = MANAGEMENT.matcher(Files.readString(log));
    assertThat(matcher.find()).isTrue();
    return URI.create(matcher.group(1));
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }
}

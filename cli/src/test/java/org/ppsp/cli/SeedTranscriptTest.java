package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ppsp.cli.check.Slide;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.tracker.AccessPolicy;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// Sends the messages of the slides, with the slides' white space, and writes down the answers:
/// `docs/seed-transcript.md`. Fails if the page says anything else; `-Dtranscript.write=true`
/// writes it anew.
class SeedTranscriptTest {
  private static final Path FILE = Path.of("..", "docs", "seed-transcript.md");
  private static final Pattern MESSAGE =
      Pattern.compile("(<!-- ([a-z0-9 ]+): (.*) -->\\n```xml\\n)(?s:.*?\\n)```\\n");
  private static final Pattern ANSWER =
      Pattern.compile(
          "\\n(Answer|Tracker to peer)[^\\n]*:\\n\\n```xml\\n.*?\\n```\\n", Pattern.DOTALL);
  private static final String SHOWN_CONTROL_PORT = "9080";

  private final XmlCodec codec = new XmlCodec();
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final AtomicReference<String> peerAnswer = new AtomicReference<>("");
  private final AtomicLong nanos = new AtomicLong();
  private final Tracker timed =
      new Tracker(
          TrackerSettings.DEFAULT,
          nanos::get,
          () -> Instant.EPOCH,
          new Random(1),
          AccessPolicy.OPEN);

  private String url = "";
  private String controlPort = "";

  /// A comment before each message of the page has what to do with it, the slide and the data, and
  /// `mended` if `StatRequest` is closed by its own name. The answer is put behind the message.
  ///
  /// - `send 200`: send it with curl; the answer must have this HTTP status
  /// - `peer`: the peer with the control port will answer with it
  /// - `after 80`: hand it to a tracker whose clock the test has moved to 80 s
  @Test
  @Timeout(60)
  void everySlide_isAnsweredAsWritten() throws Exception {
    HttpServer peer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext("/", this::answerAsPeer);
    peer.start();
    controlPort = Integer.toString(peer.getAddress().getPort());
    StringBuilder transcript = new StringBuilder();
    try (RunningTracker tracker = RunningTracker.start()) {
      url = tracker.url();
      Matcher message = MESSAGE.matcher(ANSWER.matcher(Files.readString(FILE)).replaceAll(""));
      while (message.find()) {
        String sent = message(message.group(3));
        String answered = message.group(1) + sent + "```\n" + done(message.group(2), sent);
        message.appendReplacement(transcript, Matcher.quoteReplacement(answered));
      }
      message.appendTail(transcript);
    } finally {
      peer.stop(0);
    }
    assertThat(transcript).contains("Tracker to peer", "Answer, HTTP", "Answer, at");
    if (Boolean.getBoolean("transcript.write")) {
      Files.writeString(FILE, transcript);
    }
    assertThat(Files.readString(FILE)).isEqualTo(transcript.toString());
  }

  private static String message(String line) {
    List<String> words = List.of(line.split(" ", -1));
    Map<String, String> data = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        data.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    String message = Slide.message(words.getFirst(), data);
    return words.contains("mended") ? message.replace("</Stats>", "</StatRequest>") : message;
  }

  private String done(String kind, String message) throws Exception {
    String[] words = kind.split(" ", -1);
    return switch (words[0]) {
      case "peer" -> {
        peerAnswer.set(message);
        yield "";
      }
      case "after" -> {
        nanos.set(Duration.ofSeconds(Long.parseLong(words[1])).toNanos());
        yield shown(handle(message), "Answer, at %s s".formatted(words[1]));
      }
      case "send" -> {
        asked.set("");
        String[] answer = curl(message);
        assertThat(answer[1]).as(message).isEqualTo(words[1]);
        String query = asked.get().isEmpty() ? "" : shown(asked.get(), "Tracker to peer");
        yield query + shown(answer[0], "Answer, HTTP status " + words[1]);
      }
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static String shown(String document, String title) {
    String text = document.endsWith("\n") ? document : document + "\n";
    String normal = text.replaceAll("(ip=\"127\\.0\\.0\\.1\" port=)\"\\d+\"", "$1\"40000\"");
    return "\n" + title + ":\n\n```xml\n" + normal + "```\n";
  }

  /// Sends a message; the answer and its HTTP status.
  private String[] curl(String message) throws IOException {
    Process process =
        new ProcessBuilder(
                "curl",
                "-sS",
                "-w",
                "\n%{http_code}",
                "-H",
                "Content-Type: application/xml",
                "--data-binary",
                "@-",
                url)
            .redirectErrorStream(true)
            .start();
    try (var in = process.outputWriter(UTF_8)) {
      in.write(message.replace(SHOWN_CONTROL_PORT, controlPort));
    }
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    int line = out.lastIndexOf('\n');
    return new String[] {out.substring(0, line), out.substring(line + 1)};
  }

  private void answerAsPeer(HttpExchange exchange) throws IOException {
    asked.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    byte[] answer = peerAnswer.get().getBytes(UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private String handle(String message) throws ProtocolException {
    byte[] bytes = message.getBytes(UTF_8);
    Caller caller = new Caller(IpAddress.parse("192.0.2.1"), 40000, null);
    Response response =
        timed.handle(codec.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT), caller);
    ByteWriter out = new ByteWriter(512);
    codec.encode(response, out);
    return out.toString();
  }
}

package org.ppsp.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// A management port that is scripted: serves the dashboard, and answers as the contract says from
/// the figures of [FakeFigures]. What it can do that a real one cannot be made to do: fail when it
/// is told to, lose its event streams, and send an event at a given moment only.
final class FakeManagement implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END = "";

  private final HttpServer server;
  private final Assets assets = new Assets();
  private final FakeFigures figures;
  private final Set<BlockingQueue<String>> streams = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, FakeProblem> failures = new ConcurrentHashMap<>();
  private volatile @Nullable String token;

  private FakeManagement(FakeFigures figures) throws IOException {
    this.figures = figures;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ThreadFactory threads = Thread.ofVirtual().name("fake-management-", 0).factory();
    server.setExecutor(Executors.newThreadPerTaskExecutor(threads));
    server.createContext("/", this::serve);
    server.start();
  }

  /// Starts it at a free port.
  static FakeManagement start(FakeFigures figures) {
    try {
      return new FakeManagement(figures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  FakeFigures figures() {
    return figures;
  }

  /// From now on asks for this token, or for none.
  void demand(@Nullable String wanted) {
    token = wanted;
  }

  /// From now on answers like this to requests whose method and path begin so.
  void fail(String beginning, int status, String title, String detail) {
    failures.put(beginning, new FakeProblem(status, title, detail));
  }

  /// Fails no more.
  void mend() {
    failures.clear();
  }

  /// Sends an event with the figures of five seconds later to all who listen.
  void tick() {
    figures.tick();
    String event = event();
    streams.forEach(stream -> stream.add(event));
  }

  /// Ends all event streams.
  void cut() {
    streams.forEach(stream -> stream.add(END));
  }

  int listeners() {
    return streams.size();
  }

  /// What was asked so far: method, path and query, as they came.
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      if (path.startsWith("/api/")) {
        api(exchange, path);
      } else {
        asset(exchange, path);
      }
    }
  }

  private void api(HttpExchange exchange, String path) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    try {
      for (Map.Entry<String, FakeProblem> failure : failures.entrySet()) {
        if (request.startsWith(failure.getKey())) {
          throw failure.getValue();
        }
      }
      String wanted = token;
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      if (wanted != null && !("Bearer " + wanted).equals(shown)) {
        throw new FakeProblem(
            401, "Unauthorized", shown == null ? "Show the token." : "This is another token.");
      }
      List<String> segments =
          Arrays.stream(path.substring("/api/v1/".length()).split("/", -1))
              .map(FakeManagement::decode)
              .toList();
      if (segments.equals(List.of("events"))) {
        events(exchange);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode answer =
          figures.answer(
              exchange.getRequestMethod(),
              segments,
              query(exchange.getRequestURI().getRawQuery()),
              body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
      if (answer == null) {
        exchange.sendResponseHeaders(204, -1);
      } else {
        send(exchange, 200, "application/json", JSON.writeValueAsBytes(answer));
      }
    } catch (FakeProblem problem) {
      send(
          exchange,
          problem.status(),
          "application/problem+json",
          JSON.writeValueAsBytes(problem.json()));
    }
  }

  private void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    BlockingQueue<String> stream = new LinkedBlockingQueue<>();
    stream.add(event());
    streams.add(stream);
    try (OutputStream out = exchange.getResponseBody()) {
      for (String event = stream.take(); !event.equals(END); event = stream.take()) {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.remove(stream);
    }
  }

  private String event() {
    return "event: overview\ndata: " + figures.overview() + "\n\n";
  }

  private void asset(HttpExchange exchange, String path) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    try {
      Reply reply = assets.get(Objects.requireNonNull(Route.divide(path)));
      send(exchange, reply.status(), reply.type(), Objects.requireNonNull(reply.body()));
    } catch (Problem problem) {
      byte[] said = problem.getMessage().getBytes(StandardCharsets.UTF_8);
      send(exchange, problem.status(), "text/plain", said);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      int equals = part.indexOf('=');
      query.put(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
    }
    return query;
  }

  private static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    List<BlockingQueue<String>> open = new ArrayList<>(streams);
    open.forEach(stream -> stream.add(END));
    server.stop(0);
  }
}

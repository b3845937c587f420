package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A server that answers every request as it was told, and remembers what was asked.
final class ScriptedPort implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private volatile int status = 200;
  private volatile String type = "application/json";
  private volatile byte[] body = new byte[0];

  ScriptedPort() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    List<String> credentials = exchange.getRequestHeaders().get("Authorization");
    asked.add(
        "%s %s%s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                credentials == null ? "" : " " + credentials,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8))
            .strip());
    if (!type.isEmpty()) {
      exchange.getResponseHeaders().add("Content-Type", type);
    }
    if (status / 100 == 3) {
      exchange.getResponseHeaders().add("Location", "https://elsewhere.example/");
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /// What it answers from now on.
  void answers(int newStatus, String newType, byte[] newBody) {
    status = newStatus;
    type = newType;
    body = newBody;
  }

  void answers(String json) {
    answers(200, "application/json", json.getBytes(UTF_8));
  }

  void refuses(int newStatus, String detail) {
    answers(
        newStatus,
        "application/problem+json",
        "{\"title\":\"No\",\"status\":%s,\"detail\":\"%s\"}"
            .formatted(newStatus, detail)
            .getBytes(UTF_8));
  }

  /// Runs a command below `ppsp admin` against it.
  CommandRun admin(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "admin";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--url";
    all[args.length + 2] = url();
    return CommandRun.of(all);
  }

  /// What was asked, the oldest first; it is forgotten then.
  String asked() {
    String text = asked.poll();
    return text == null ? "nothing" : text;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Stands before a real tracker and spoils what passes, so that a tracker with one fault is seen.
final class FaultyTracker implements AutoCloseable {
  private static final String[] PASSED_ON = {
    "Content-Type",
    "Content-Encoding",
    "Accept",
    "Accept-Encoding",
    "PPSP-Session",
    "Retry-After",
    "Allow"
  };

  /// What the JDK's server itself answers with 404, whatever stands behind it.
  static final List<String> FAULTS_OF_ITS_SERVER =
      List.of("POST * is answered 400", "POST example.org:80 is answered 400");

  private final URI tracker;
  private final Fault fault;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What goes wrong. Texts are in ISO 8859-1, so that every byte is a character.
  interface Fault {
    /// Spoils a request before the tracker reads it.
    default void request(Passing request) {}

    /// Spoils the answer to it.
    default void answer(Passing request, Passing answer) {}
  }

  /// A message on its way.
  static final class Passing {
    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String httpMethod = "";
    String path = "";
    int http;
    String body = "";

    boolean is(String method) {
      return body.contains("<Method>" + method + "</Method>")
          || body.contains("<Response>" + method + "</Response>");
    }

    void replace(String regex, String by) {
      body = body.replaceAll(regex, by);
    }
  }

  FaultyTracker(URI tracker, Fault fault) throws IOException {
    this.tracker = tracker;
    this.fault = fault;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      Passing request = new Passing();
      request.httpMethod = exchange.getRequestMethod();
      request.path = exchange.getRequestURI().getPath();
      request.body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
      for (String name : PASSED_ON) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
          request.headers.put(name, value);
        }
      }
      Passing asked = new Passing();
      asked.body = request.body;
      asked.path = request.path;
      fault.request(request);
      Passing answer = ask(request);
      fault.answer(asked, answer);
      answer.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] body = answer.body.getBytes(ISO_8859_1);
      exchange.sendResponseHeaders(answer.http, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Passing ask(Passing request) throws IOException, InterruptedException {
    HttpRequest.Builder message =
        HttpRequest.newBuilder(tracker.resolve(request.path))
            .method(
                request.httpMethod,
                HttpRequest.BodyPublishers.ofByteArray(request.body.getBytes(ISO_8859_1)));
    request.headers.forEach(message::header);
    HttpResponse<String> response =
        client.send(message.build(), HttpResponse.BodyHandlers.ofString(ISO_8859_1));
    Passing answer = new Passing();
    answer.http = response.statusCode();
    answer.body = response.body();
    for (String name : PASSED_ON) {
      response.headers().firstValue(name).ifPresent(value -> answer.headers.put(name, value));
    }
    return answer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}

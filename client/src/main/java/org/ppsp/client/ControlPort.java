package org.ppsp.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// Answers STAT_QUERY at a port of the peer (specification, section 7.1), and nothing else, and
/// only to those who may ask.
///
/// Strangers can reach it: few at a time are served, each for some seconds and with small messages
/// only.
final class ControlPort implements AutoCloseable {
  private static final int MAX_CONCURRENT = 8;
  private static final int SECONDS = 5;
  private static final DecodeLimits LIMITS =
      new DecodeLimits(16_384, 16, 4096, 4096, 64, 64, 16, 1);

  private final SessionSettings settings;
  private final Codec codec;
  private final Predicate<InetAddress> askers;
  private final HttpServer server;
  private final Semaphore places = new Semaphore(MAX_CONCURRENT);

  /// @param port 0: any free one
  /// @param askers who may ask; may take its time
  ControlPort(int port, SessionSettings settings, Codec codec, Predicate<InetAddress> askers)
      throws IOException {
    this.settings = settings;
    this.codec = codec;
    this.askers = askers;
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(this::serve);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Runs an exchange in a thread of its own. Interrupting that closes the connection.
  private void serve(Runnable exchange) {
    places.acquireUninterruptibly(); // holds back the thread that accepts connections, no other
    Executor late = CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS);
    Thread thread =
        Thread.ofVirtual()
            .name("ppsp-control")
            .unstarted(
                () -> {
                  try {
                    exchange.run();
                  } finally {
                    places.release();
                  }
                });
    late.execute(thread::interrupt);
    thread.start();
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      if (!http.getRequestMethod().equals("POST")) {
        http.getResponseHeaders().set("Allow", "POST");
        http.sendResponseHeaders(405, -1);
        return;
      }
      if (http.getRequestHeaders().containsKey("Origin")
          || http.getRequestHeaders().containsKey("Sec-Fetch-Site")) {
        http.sendResponseHeaders(403, -1); // a web page, whose browser may be beside a tracker
        return;
      }
      byte[] body = http.getRequestBody().readNBytes(LIMITS.bodyBytes() + 1);
      if (body.length > LIMITS.bodyBytes()) {
        http.sendResponseHeaders(413, -1);
        return;
      }
      Response answer = answer(body, http.getRemoteAddress().getAddress());
      ByteWriter out = new ByteWriter(1024);
      codec.encode(answer, out);
      http.getResponseHeaders().set("Content-Type", codec.mediaType());
      http.sendResponseHeaders(
          switch (answer.status()) {
            case SUCCESSFUL -> 200;
            case FORBIDDEN_ACTION -> 403;
            default -> 400;
          },
          out.size());
      http.getResponseBody().write(out.array(), 0, out.size());
    }
  }

  private Response answer(byte[] body, InetAddress from) {
    try {
      Request request = codec.decodeRequest(body, 0, body.length, LIMITS);
      if (!askers.test(from)) {
        return Response.Refusal.of(
            request, Status.FORBIDDEN_ACTION, "only the trackers of this peer may ask it");
      }
      return request instanceof Request.StatQuery query && query.peerId().equals(settings.peerId())
          ? new Response.StatQuery(
              query.transactionId(), query.peerId(), settings.stats(query.properties()))
          : Response.Refusal.of(
              request, Status.FORBIDDEN_ACTION, "only a STAT_QUERY for this peer is answered");
    } catch (ProtocolException e) {
      return e.toResponse();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

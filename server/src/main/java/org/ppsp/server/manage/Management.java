package org.ppsp.server.manage;

import io.helidon.common.tls.Tls;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.security.ManageAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The management port: finds the route of a request and does it. Every connection has a virtual
/// thread; few requests are worked on at once, so that peers are not made to wait. Thread-safe.
public final class Management implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Management.class);

  private final Guard guard;
  private final List<Route> routes;
  private final Assets assets = new Assets();

  /// Does what routes do, beside the few threads that carry the virtual ones: health is told while
  /// all of these are at work. What finds none free is refused.
  private final ExecutorService workers =
      new ThreadPoolExecutor(
          0,
          ManagePort.REQUESTS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().name("management-", 0).daemon().factory());

  private final Semaphore streams = new Semaphore(ManagePort.STREAMS);
  private final WebServer server;
  private final boolean tls;

  /// Listens; returns when it does.
  ///
  /// @throws IOException if the address cannot be had
  public Management(ManagePort settings, ManageAccess access, List<Route> routes)
      throws IOException {
    this.guard = new Guard(access);
    this.routes = List.copyOf(routes);
    SSLContext context = access.tls();
    tls = context != null;
    WebServerConfig.Builder builder =
        WebServer.builder()
            .address(settings.listen().getAddress())
            .port(settings.listen().getPort())
            .maxTcpConnections(settings.connections())
            .maxPayloadSize(ManagePort.BODY)
            .idleConnectionTimeout(settings.silence())
            .idleConnectionPeriod(settings.silence().dividedBy(3))
            .shutdownGracePeriod(Duration.ZERO)
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .routing(routing -> routing.any(this::serve));
    if (context != null) {
      builder.tls(Tls.builder().sslContext(context).build());
    }
    tryOut(settings.listen());
    server = builder.build().start();
    if (!server.isRunning()) {
      throw new IOException("the log says why");
    }
  }

  /// The server only logs what is wrong with an address, at length.
  private static void tryOut(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }

  /// The port it listens on.
  public int port() {
    return server.port();
  }

  /// Whether it speaks TLS.
  public boolean speaksTls() {
    return tls;
  }

  private void serve(ServerRequest request, ServerResponse response) {
    Reply reply = attempt(request);
    note(request, reply.status());
    answer(request, reply, response);
    if ("close".equalsIgnoreCase(header(request, HeaderNames.CONNECTION))) {
      throw new CloseConnectionException("the client wants it");
    }
  }

  private void answer(ServerRequest request, Reply reply, ServerResponse response) {
    if (reply.stream() == null) {
      send(request, reply, response);
    } else if (streams.tryAcquire()) {
      try {
        send(request, reply, response);
      } finally {
        streams.release();
      }
    } else {
      String full = "%s clients get events already: close one".formatted(ManagePort.STREAMS);
      send(request, told(new Problem(503, full)), response);
    }
  }

  private Reply attempt(ServerRequest request) {
    try {
      return reply(request);
    } catch (Problem problem) {
      return told(problem);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return told(new Problem(503, "the tracker stops"));
    } catch (RuntimeException e) {
      LOG.error("a request to the management port failed", e);
      return told(
          new Problem(500, "that failed, which is a fault of the tracker; its log says why"));
    }
  }

  /// Who changes something, or shows no token that is good, is written down.
  private static void note(ServerRequest request, int status) {
    String method = request.prologue().method().text();
    if (status == 401 || status == 403) {
      LOG.warn(
          "refused with {}: {} {} from {}",
          status,
          method,
          request.path().rawPath(),
          request.remotePeer().host());
    } else if (!Guard.isRead(method)) {
      LOG.info(
          "{} {} from {}: {}",
          method,
          request.path().rawPath(),
          request.remotePeer().host(),
          status);
    }
  }

  private Reply reply(ServerRequest request) throws InterruptedException {
    String method = request.prologue().method().text();
    List<String> path = Route.divide(request.path().absolute().rawPath());
    if (path == null) {
      throw Problem.bad("that is no path");
    }
    boolean isAsset = assets.has(path);
    guard.check(
        method,
        isAsset || path.getFirst().equals("health"),
        header(request, HeaderNames.HOST),
        header(request, HeaderNames.ORIGIN),
        header(request, HeaderNames.AUTHORIZATION));
    if (isAsset && Guard.isRead(method)) {
      return assets.get(path);
    }
    byte[] body = body(request);
    TreeSet<String> others = new TreeSet<>();
    for (Route route : routes) {
      Map<String, String> names = route.match(path);
      if (names != null) {
        if (route.method().equals(method)
            || route.method().equals("GET") && method.equals("HEAD")) {
          return handle(route, new Ask(names, query(request.query()), body));
        }
        others.add(route.method());
      }
    }
    if (others.isEmpty()) {
      throw Problem.missing("there is nothing of that name; /openapi.json says what there is");
    }
    String allowed = String.join(", ", others);
    return told(new Problem(405, "that takes " + allowed + " only")).with("Allow", allowed);
  }

  private Reply handle(Route route, Ask ask) throws InterruptedException {
    if (route.segments().getFirst().equals("health")) {
      return route.handler().handle(ask);
    }
    try {
      return workers.submit(() -> route.handler().handle(ask)).get();
    } catch (RejectedExecutionException e) {
      throw new Problem(503, "too many requests at once to the management port; try again");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private static @Nullable String header(ServerRequest request, HeaderName name) {
    return request.headers().first(name).orElse(null);
  }

  private static Map<String, String> query(UriQuery query) {
    Map<String, String> all = new HashMap<>();
    for (String name : query.names()) {
      List<String> values = new ArrayList<>(query.all(name));
      if (values.size() != 1) {
        throw Problem.bad("'" + name + "' may be given once");
      }
      all.put(name, values.getFirst());
    }
    return all;
  }

  private static byte[] body(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    String type = header(request, HeaderNames.CONTENT_TYPE);
    if (type == null || !type.replaceFirst(";.*", "").strip().equalsIgnoreCase(Json.TYPE)) {
      throw new Problem(415, "the body must come as Content-Type: " + Json.TYPE);
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(ManagePort.BODY + 1);
      if (body.length > ManagePort.BODY) {
        throw new Problem(413, "the body may have " + ManagePort.BODY + " bytes at most");
      }
      return body;
    } catch (Problem problem) {
      throw problem;
    } catch (IOException | RuntimeException e) {
      LOG.debug("a body could not be read: {}", e.getMessage());
      throw Problem.bad("the body is not whole, or not sent as HTTP wants it");
    }
  }

  private static Reply told(Problem problem) {
    Map<String, Object> said = new HashMap<>();
    said.put("title", Status.create(problem.status()).reasonPhrase());
    said.put("status", problem.status());
    said.put("detail", problem.getMessage());
    Reply reply =
        new Reply(problem.status(), "application/problem+json", Map.of(), Json.write(said), null);
    return problem.status() == 401 ? reply.with("WWW-Authenticate", "Bearer") : reply;
  }

  private static void send(ServerRequest request, Reply reply, ServerResponse response) {
    response.status(reply.status());
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    response.header("Referrer-Policy", "no-referrer");
    if (!reply.headers().containsKey("Cache-Control")) {
      response.header("Cache-Control", "no-store");
    }
    reply.headers().forEach(response::header);
    if (!reply.type().isEmpty()) {
      response.header(HeaderNames.CONTENT_TYPE, reply.type());
    }
    if (request.prologue().method().text().equals("HEAD")) {
      if (reply.body() != null) {
        response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(reply.body().length));
      }
      response.send();
    } else if (reply.stream() == null) {
      response.send(reply.body() == null ? new byte[0] : reply.body());
    } else {
      stream(request, reply.stream(), response);
    }
  }

  private static void stream(ServerRequest request, Reply.Stream stream, ServerResponse response) {
    try (OutputStream out = response.outputStream()) {
      stream.writeTo(out);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("a client of {} is gone: {}", request.path().rawPath(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop();
    workers.shutdownNow();
  }
}

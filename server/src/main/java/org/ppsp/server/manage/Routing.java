package org.ppsp.server.manage;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ppsp.server.http.Framing;
import org.ppsp.server.security.ManageAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the route of a request and does it. Few requests are worked on at once, so that peers are
/// not made to wait. Thread-safe.
final class Routing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Management.class);

  /// Whatever can be got can be asked for without its body.
  private static final List<String> READS = List.of("GET", "HEAD");

  private final Guard guard;
  private final List<Route> routes;
  private final Assets assets = new Assets();

  /// Do what routes do, for these may wait. A request that finds none free is refused.
  private final ExecutorService workers =
      new ThreadPoolExecutor(
          0,
          ManagePort.REQUESTS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().name("management-", 0).daemon().factory());

  Routing(ManageAccess access, List<Route> routes) {
    guard = new Guard(access);
    this.routes = List.copyOf(routes);
  }

  /// What is left to do for a request.
  @FunctionalInterface
  private interface Task {
    Reply run() throws InterruptedException;
  }

  /// Answers a request, at once or by another thread. Health is told at once, so that it is told
  /// while all workers are at work.
  void handle(Inquiry inquiry, Consumer<Reply> done) {
    Task task;
    boolean atOnce;
    try {
      List<String> path = inquiry.path();
      atOnce = path.getFirst().equals("health");
      task = find(inquiry, path);
    } catch (Problem problem) {
      atOnce = true;
      task = () -> told(problem);
    }
    Task found = task;
    if (atOnce) {
      finish(inquiry, found, done);
      return;
    }
    try {
      workers.execute(() -> finish(inquiry, found, done));
    } catch (RejectedExecutionException e) {
      String full = "too many requests at once to the management port; try again";
      finish(inquiry, () -> told(new Problem(503, full)), done);
    }
  }

  /// @throws Problem if there is nothing to do, or not for this client
  private Task find(Inquiry inquiry, List<String> path) {
    String method = inquiry.method();
    if (!Framing.isKnown(HttpMethod.valueOf(method))) {
      throw new Problem(501, "HTTP has no such method; /openapi.json says what there is");
    }
    boolean isAsset = assets.has(path);
    guard.check(
        method,
        isAsset || path.getFirst().equals("health"),
        inquiry.host(),
        inquiry.headers().get(HttpHeaderNames.ORIGIN),
        inquiry.headers().get(HttpHeaderNames.AUTHORIZATION));
    if (isAsset && Guard.isRead(method)) {
      return () -> assets.get(path);
    }
    TreeSet<String> others = new TreeSet<>(isAsset ? READS : List.of());
    for (Route route : routes) {
      Map<String, String> names = route.match(path);
      if (names != null) {
        if (route.method().equals(method)
            || route.method().equals("GET") && method.equals("HEAD")) {
          Ask ask = new Ask(names, inquiry.query(), inquiry.json());
          return () -> route.handler().handle(ask);
        }
        others.addAll(route.method().equals("GET") ? READS : List.of(route.method()));
      }
    }
    if (others.isEmpty()) {
      throw Problem.missing("there is nothing of that name; /openapi.json says what there is");
    }
    String allowed = String.join(", ", others);
    throw new Problem(405, "that takes " + allowed + " only").with("Allow", allowed);
  }

  private static void finish(Inquiry inquiry, Task task, Consumer<Reply> done) {
    Reply reply = attempt(task);
    note(inquiry, reply.status());
    done.accept(reply);
  }

  private static Reply attempt(Task task) {
    try {
      return task.run();
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
  private static void note(Inquiry inquiry, int status) {
    String path = inquiry.target().replaceFirst("\\?.*", "");
    if (status == 401 || status == 403) {
      LOG.warn("refused with {}: {} {} from {}", status, inquiry.method(), path, inquiry.remote());
    } else if (!Guard.isRead(inquiry.method())) {
      LOG.info("{} {} from {}: {}", inquiry.method(), path, inquiry.remote(), status);
    }
  }

  /// A problem as it is told.
  static Reply told(Problem problem) {
    Map<String, Object> said = new HashMap<>();
    said.put("title", HttpResponseStatus.valueOf(problem.status()).reasonPhrase());
    said.put("status", problem.status());
    said.put("detail", problem.getMessage());
    return new Reply(
        problem.status(), "application/problem+json", problem.headers(), Json.write(said), null);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}

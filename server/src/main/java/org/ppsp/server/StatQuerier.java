package org.ppsp.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.tracker.QueryRoute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks peers for statistics at their control ports (specification, section 7.1).
///
/// A peer decides what is answered, so nothing of it is trusted: only the address that its own
/// requests come from is asked, no redirect or proxy is followed, and time, size and number are
/// bounded. What went wrong is told in words that reveal nothing of what else answers there.
///
/// Every thread may call it; it never blocks.
final class StatQuerier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatQuerier.class);

  private final Codec codec;
  private final DecodeLimits limits;
  private volatile Duration timeout;
  private final Semaphore places;
  private volatile @Nullable HttpClient client;

  StatQuerier(Codec codec, DecodeLimits limits, Configuration.StatQuerySettings settings) {
    this.codec = codec;
    this.limits = limits;
    this.timeout = settings.timeout();
    this.places = new Semaphore(settings.concurrency());
  }

  /// Gives peers so much time to answer from now on.
  void timeout(Duration next) {
    timeout = next;
  }

  /// Asks a peer.
  ///
  /// @param answer takes a [Response.StatQuery], or a refusal if the peer did not answer; called
  ///   once, from any thread
  void ask(QueryRoute.Direct route, Request.StatQuery query, Consumer<Response> answer) {
    if (!places.tryAcquire()) {
      answer.accept(unavailable(query, "too many peers are being asked; try again"));
      return;
    }
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      exchange = client().sendAsync(message(route, query), limited());
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
    var _ =
        exchange
            .copy()
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .handle((response, failure) -> read(query, response, failure))
            .whenComplete(
                (response, failure) -> {
                  exchange.cancel(true); // of no effect unless it took too long
                  places.release();
                  if (failure != null) {
                    LOG.error("the answer of peer {} could not be read", query.peerId(), failure);
                  }
                  answer.accept(
                      response == null
                          ? Response.Refusal.of(
                              query, Status.INTERNAL_ERROR, "the tracker failed; see its log")
                          : response);
                });
  }

  private HttpRequest message(QueryRoute.Direct route, Request.StatQuery query) {
    ByteWriter body = new ByteWriter(512);
    codec.encode(query, body);
    return HttpRequest.newBuilder(url(route))
        .timeout(timeout)
        .header("Content-Type", codec.mediaType())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.array(), 0, body.size()))
        .build();
  }

  static URI url(QueryRoute.Direct route) {
    return URI.create("http://" + new Listen(route.ip().toString(), route.port()) + "/");
  }

  private HttpResponse.BodyHandler<byte[]> limited() {
    return BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bodyBytes());
  }

  private Response read(
      Request.StatQuery query,
      @Nullable HttpResponse<byte[]> response,
      @Nullable Throwable failure) {
    if (response == null) {
      LOG.debug("peer {} did not answer a STAT_QUERY", query.peerId(), failure);
      return unavailable(query, "peer " + query.peerId() + " did not answer at its control port");
    }
    try {
      byte[] body = response.body();
      Response read = codec.decodeResponse(query, body, 0, body.length, limits);
      if (response.statusCode() == 200
          && read instanceof Response.StatQuery stats
          && stats.transactionId().equals(query.transactionId())
          && stats.peerId().equals(query.peerId())) {
        return stats;
      }
    } catch (ProtocolException e) {
      LOG.debug("peer {} answered a STAT_QUERY with something else", query.peerId(), e);
    }
    return unavailable(
        query, "what peer " + query.peerId() + " answered is no answer to this STAT_QUERY");
  }

  private static Response unavailable(Request.StatQuery query, String reason) {
    return Response.Refusal.of(query, Status.SERVICE_UNAVAILABLE, reason);
  }

  /// Made when first needed: most trackers never ask.
  private HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      synchronized (this) {
        made = client;
        if (made == null) {
          made =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .proxy(HttpClient.Builder.NO_PROXY)
                  .executor(Executors.newVirtualThreadPerTaskExecutor())
                  .build();
          client = made;
        }
      }
    }
    return made;
  }

  @Override
  public void close() {
    HttpClient made = client;
    if (made != null) {
      made.shutdownNow();
    }
  }
}

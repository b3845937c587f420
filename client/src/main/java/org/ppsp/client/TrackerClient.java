package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;

/// Sends requests to trackers (specification, sections 2 to 4).
///
/// A request goes to the first tracker that answers: by tier, within a tier in random order, but
/// preferably to the one that answered last; those that failed lately come last. If none does, it
/// is tried again after a while with the same TransactionID and content. INTERNAL_ERROR and
/// SERVICE_UNAVAILABLE count as failures; any other refusal is an answer. A tracker that asked with
/// `Retry-After` to be left alone is left alone.
///
/// The `PPSP-Session` token that a tracker gave a peer is kept and sent along with the peer's
/// further requests to that tracker.
///
/// Every thread may call, also at the same time for several peers. A call blocks until there is a
/// [Result], which for unreachable trackers takes attempts × trackers × time-out and the waits in
/// between; interrupting the thread ends it. After [#close] all requests are unreachable.
public final class TrackerClient implements AutoCloseable {
  /// How often a CONNECT is amended to satisfy a tracker.
  private static final int ROUNDS = 2;

  private final Wire wire;
  private final Codec codec;
  private final Trackers trackers;
  private final Time time;
  private final Jitter jitter;
  private final Backoff backoff;
  private final int attempts;
  private final @Nullable Credentials credentials;

  TrackerClient(
      Wire wire,
      Codec codec,
      Trackers trackers,
      Time time,
      Jitter jitter,
      Backoff backoff,
      int attempts,
      @Nullable Credentials credentials) {
    this.wire = wire;
    this.codec = codec;
    this.trackers = trackers;
    this.time = time;
    this.jitter = jitter;
    this.backoff = backoff;
    this.attempts = attempts;
    this.credentials = credentials;
  }

  /// A client with standard settings.
  ///
  /// @param trackers one tier of them; at least one, `http` or `https`
  public static TrackerClient of(URI... trackers) {
    return builder().tier(trackers).build();
  }

  /// A client to be set up.
  public static TrackerClientBuilder builder() {
    return new TrackerClientBuilder();
  }

  /// All trackers, by tier.
  public List<URI> trackers() {
    return trackers.uris();
  }

  /// A TransactionID that no other request has: 64 random bits.
  public TransactionId newTransactionId() {
    return jitter.transactionId();
  }

  /// Makes the peer known to the tracker.
  public Result<Response.Connect> connect(Request.Connect request) throws InterruptedException {
    return send(request, Response.Connect.class);
  }

  /// As [#connect], with credentials of its own.
  ///
  /// @param own null: those of the client
  Result<Response.Connect> connect(Request.Connect request, @Nullable Credentials own)
      throws InterruptedException {
    return send(request, Response.Connect.class, own == null ? credentials : own);
  }

  /// Makes the tracker forget the peer; its token is dropped.
  public Result<Response.Disconnect> disconnect(Request.Disconnect request)
      throws InterruptedException {
    return send(request, Response.Disconnect.class);
  }

  /// Takes part in a swarm.
  public Result<Response.Join> join(Request.Join request) throws InterruptedException {
    return send(request, Response.Join.class);
  }

  /// Offers chunks in a swarm.
  public Result<Response.JoinChunk> joinChunk(Request.JoinChunk request)
      throws InterruptedException {
    return send(request, Response.JoinChunk.class);
  }

  /// Leaves a swarm, or withdraws chunks.
  public Result<Response.Leave> leave(Request.Leave request) throws InterruptedException {
    return send(request, Response.Leave.class);
  }

  /// Asks for peers of a swarm.
  public Result<Response.Find> find(Request.Find request) throws InterruptedException {
    return send(request, Response.Find.class);
  }

  /// Asks for peers that offer chunks.
  public Result<Response.FindChunk> findChunk(Request.FindChunk request)
      throws InterruptedException {
    return send(request, Response.FindChunk.class);
  }

  /// Tells the tracker that the peer is still there.
  public Result<Response.KeepAlive> keepAlive(Request.KeepAlive request)
      throws InterruptedException {
    return send(request, Response.KeepAlive.class);
  }

  /// Tells the tracker the peer's statistics.
  public Result<Response.StatReport> statReport(Request.StatReport request)
      throws InterruptedException {
    return send(request, Response.StatReport.class);
  }

  /// Makes the peer known, and joins and leaves swarms, in one message of RFC 7846; needs the JSON
  /// encoding.
  public Result<Response.SwarmActions> swarmActions(Request.SwarmActions request)
      throws InterruptedException {
    return send(request, Response.SwarmActions.class);
  }

  /// Tells the statistics of several swarms in one message of RFC 7846; needs the JSON encoding.
  public Result<Response.SwarmReports> swarmReports(Request.SwarmReports request)
      throws InterruptedException {
    return send(request, Response.SwarmReports.class);
  }

  /// Sends any request. STAT_QUERY is for operators, where a tracker takes it from them.
  ///
  /// @throws IllegalArgumentException if it cannot be said in the encoding (see [Codec#canEncode])
  /// @return the result, whose response is of the request's kind
  public Result<? extends Response> send(Request request) throws InterruptedException {
    return send(request, answerTo(request));
  }

  /// As [#send], without waiting; a virtual thread of its own does. Cancelling the future ends the
  /// request.
  ///
  /// @return completes with the result; exceptionally only by a fault of the SDK
  public CompletableFuture<Result<? extends Response>> sendAsync(Request request) {
    CompletableFuture<Result<? extends Response>> future = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("ppsp-request")
            .start(
                () -> {
                  try {
                    future.complete(send(request));
                  } catch (InterruptedException e) {
                    future.cancel(false);
                  } catch (RuntimeException | Error e) {
                    future.completeExceptionally(e);
                  }
                });
    var _ =
        future.whenComplete(
            (result, failure) -> {
              if (future.isCancelled()) {
                thread.interrupt();
              }
            });
    return future;
  }

  private static Class<? extends Response> answerTo(Request request) {
    return switch (request) {
      case Request.Connect _ -> Response.Connect.class;
      case Request.Disconnect _ -> Response.Disconnect.class;
      case Request.Join _ -> Response.Join.class;
      case Request.JoinChunk _ -> Response.JoinChunk.class;
      case Request.Leave _ -> Response.Leave.class;
      case Request.Find _ -> Response.Find.class;
      case Request.FindChunk _ -> Response.FindChunk.class;
      case Request.KeepAlive _ -> Response.KeepAlive.class;
      case Request.StatReport _ -> Response.StatReport.class;
      case Request.StatQuery _ -> Response.StatQuery.class;
      case Request.SwarmActions _ -> Response.SwarmActions.class;
      case Request.FindMembers _ -> Response.Find.class;
      case Request.SwarmReports _ -> Response.SwarmReports.class;
    };
  }

  <T extends Response> Result<T> send(Request request, Class<T> type) throws InterruptedException {
    return send(request, type, credentials);
  }

  private <T extends Response> Result<T> send(
      Request request, Class<T> type, @Nullable Credentials own) throws InterruptedException {
    byte[] body = encode(request);
    Map<URI, String> failures = new LinkedHashMap<>();
    Result.Refused<T> refused = null;
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) {
        pause(backoff.delay(attempt - 1, jitter).toNanos());
      } else if (trackers.blockedFor() > 0) {
        pause(0);
      }
      for (Endpoint tracker : trackers.order()) {
        Wire.Outcome outcome = wire.exchange(tracker, request, body, type);
        if (request instanceof Request.Connect connect && own != null) {
          outcome = satisfied(tracker, connect, outcome, own);
        }
        Result<T> result = result(tracker, outcome, type, failures);
        if (result instanceof Result.Refused<T> r && isTransient(r)) {
          refused = r;
        } else if (result != null) {
          return result;
        }
      }
    }
    return refused == null ? unreachable(failures) : refused;
  }

  /// Sends a request only once and only to the tracker that answered last, for those in a hurry.
  void sendOnce(Request request) throws InterruptedException {
    byte[] body = encode(request);
    for (Endpoint tracker : trackers.currentOnly()) {
      Class<? extends Response> type = answerTo(request);
      Wire.Outcome outcome = wire.exchange(tracker, request, body, type);
      var _ = result(tracker, outcome, type, new HashMap<>());
    }
  }

  /// Sends a request only once and only to this tracker, of which nothing is learnt by that.
  ///
  /// @return whether the tracker did it, or refused for good
  boolean isSettled(URI tracker, Request request) throws InterruptedException {
    return wire.exchange(trackers.get(tracker), request, encode(request), answerTo(request))
            instanceof Wire.Answered(Response response, Duration _)
        && !isTransient(response.status());
  }

  /// The token that a tracker gave a peer, if any.
  @Nullable SessionToken token(URI tracker, PeerId peer) {
    return trackers.get(tracker).tokens.get(peer);
  }

  private void pause(long nanos) throws InterruptedException {
    time.sleep(Duration.ofNanos(Math.max(nanos, trackers.blockedFor())));
  }

  /// Sends a refused CONNECT again with what the tracker demands, if there is something to offer.
  /// The same tracker gets it: nobody else takes the answer to its challenge.
  private Wire.Outcome satisfied(
      Endpoint tracker, Request.Connect request, Wire.Outcome first, Credentials own)
      throws InterruptedException {
    Request.Connect connect = request;
    Wire.Outcome outcome = first;
    List<Condition> before = null;
    for (int round = 0;
        round < ROUNDS
            && outcome instanceof Wire.Answered(Response.Refusal refusal, Duration _)
            && refusal.status() == Status.AUTHENTICATION_REQUIRED
            && !refusal.conditions().equals(before);
        round++) {
      before = refusal.conditions();
      connect = own.satisfy(tracker.uri, connect, before);
      if (connect == null || !codec.canEncode(connect)) {
        return outcome;
      }
      outcome = wire.exchange(tracker, connect, encode(connect), Response.Connect.class);
    }
    return outcome;
  }

  /// What came of asking one tracker.
  ///
  /// @param failures takes what went wrong
  /// @return null if it did not answer
  private <T extends Response> @Nullable Result<T> result(
      Endpoint tracker, Wire.Outcome outcome, Class<T> type, Map<URI, String> failures) {
    return switch (outcome) {
      case Wire.Failed(String reason, Duration retryAfter) -> {
        trackers.failed(tracker, retryAfter);
        failures.put(tracker.uri, reason);
        yield null;
      }
      case Wire.Answered(Response.Refusal refusal, Duration retryAfter) -> {
        Result.Refused<T> refused =
            new Result.Refused<>(
                refusal.status(), refusal.reason(), refusal.conditions(), retryAfter, tracker.uri);
        if (isTransient(refused)) {
          trackers.failed(tracker, retryAfter);
        } else {
          trackers.worked(tracker);
        }
        yield refused;
      }
      case Wire.Answered(Response response, Duration _) -> {
        trackers.worked(tracker);
        yield new Result.Success<>(type.cast(response), tracker.uri);
      }
    };
  }

  /// Whether another tracker, or the same one later, may do what this one refused.
  static boolean isTransient(Result.Refused<?> refused) {
    return isTransient(refused.status());
  }

  private static boolean isTransient(Status status) {
    return switch (status) {
      case INTERNAL_ERROR, SERVICE_UNAVAILABLE -> true;
      case SUCCESSFUL,
          BAD_REQUEST,
          UNSUPPORTED_VERSION,
          FORBIDDEN_ACTION,
          AUTHENTICATION_REQUIRED ->
          false;
    };
  }

  private byte[] encode(Request request) {
    ByteWriter out = new ByteWriter(1024);
    codec.encode(request, out);
    return out.toByteArray();
  }

  private <T extends Response> Result<T> unreachable(Map<URI, String> failures) {
    if (failures.isEmpty()) {
      trackers.uris().forEach(uri -> failures.put(uri, "asked to be left alone for a while"));
    }
    List<Result.Failure> list = new ArrayList<>();
    failures.forEach((uri, reason) -> list.add(new Result.Failure(uri, reason)));
    return new Result.Unreachable<>(list);
  }

  /// Drops the connections; requests under way end as unreachable.
  @Override
  public void close() {
    wire.close();
  }

  Time time() {
    return time;
  }

  Jitter jitter() {
    return jitter;
  }

  /// Shows a tracker that the peer has an address of the other family than the observed one, if the
  /// tracker has one as well. Blocks; what fails changes nothing.
  void showOtherFamily(URI tracker, Request.KeepAlive request, PeerAddress observed) {
    wire.showOtherFamily(trackers.get(tracker), request.peerId(), encode(request), observed);
  }

  Codec codec() {
    return codec;
  }
}

package org.ppsp.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Diagnosis;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;

/// One request to one tracker over HTTP. Every thread may call.
final class Wire implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Wire.class.getName());
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /// How often 401 is answered: a nonce kept from earlier may be refused, and the next one, too.
  private static final int ROUNDS = 2;

  private final HttpClient http;
  private final Codec codec;
  private final DecodeLimits limits;
  private final Duration timeout;
  private final Time time;
  private final Authorization authorization;

  Wire(
      HttpClient http,
      Codec codec,
      DecodeLimits limits,
      Duration timeout,
      Time time,
      Authorization authorization) {
    this.http = http;
    this.codec = codec;
    this.limits = limits;
    this.timeout = timeout;
    this.time = time;
    this.authorization = authorization;
  }

  /// What came of it.
  sealed interface Outcome {}

  /// A response of the right kind, or a refusal.
  ///
  /// @param retryAfter what the header `Retry-After` says, or null
  record Answered(Response response, @Nullable Duration retryAfter) implements Outcome {}

  /// Nothing that could be used.
  ///
  /// @param reason for a person
  /// @param retryAfter what the header `Retry-After` says, or null
  record Failed(String reason, @Nullable Duration retryAfter) implements Outcome {}

  /// Sends a request and waits for the answer.
  ///
  /// @param body the request as it is sent
  /// @param type the answer to it
  Outcome exchange(Endpoint tracker, Request request, byte[] body, Class<? extends Response> type)
      throws InterruptedException {
    PeerId peer = request.peerId();
    SessionToken token = tracker.tokens.get(peer);
    Outcome outcome = attempt(tracker, request, body, type);
    if (request.method() == Method.CONNECT
        && token != null
        && isForbidden(outcome)
        && tracker.tokens.remove(peer, token)) {
      // The token may be of a session that is no more: without one the address decides. If that
      // does not let the peer in, the token is still needed, and the first refusal tells why.
      Outcome anew = attempt(tracker, request, body, type);
      if (anew instanceof Failed || isForbidden(anew)) {
        var _ = tracker.tokens.putIfAbsent(peer, token);
      } else {
        outcome = anew;
      }
    }
    if (request instanceof Request.Disconnect
        && outcome instanceof Answered(Response.Disconnect _, Duration _)
        && token != null) {
      tracker.tokens.remove(peer, token); // not that of a later CONNECT
    }
    return outcome;
  }

  private static boolean isForbidden(Outcome outcome) {
    return outcome instanceof Answered(Response.Refusal refusal, Duration _)
        && refusal.status() == Status.FORBIDDEN_ACTION;
  }

  private Outcome attempt(
      Endpoint tracker, Request request, byte[] body, Class<? extends Response> type)
      throws InterruptedException {
    Authorization.Message message = new Authorization.Message(tracker.uri, request.peerId(), body);
    try {
      String credentials = authorization.unasked(message);
      HttpResponse<byte[]> answer = post(message(tracker, message, credentials));
      for (int round = 0; round < ROUNDS && asksForCredentials(answer); round++) {
        credentials = authorization.asked(message, credentials, challenges(answer), round);
        if (credentials == null) {
          break;
        }
        answer = post(message(tracker, message, credentials));
      }
      return read(tracker, request, type, answer);
    } catch (IOException e) {
      return new Failed(Diagnosis.ofFailure(e), null);
    }
  }

  /// Whether other credentials may do: none was shown that is good, or one that is not good for
  /// what was asked (RFC 6750, section 3.1).
  private static boolean asksForCredentials(HttpResponse<byte[]> answer) {
    return answer.statusCode() == UNAUTHORIZED
        || answer.statusCode() == FORBIDDEN
            && challenges(answer).stream().anyMatch(text -> text.contains("insufficient_scope"));
  }

  private static List<String> challenges(HttpResponse<byte[]> answer) {
    return answer.headers().allValues("WWW-Authenticate");
  }

  /// Sends a request over the other family than the observed address is of. By way of a proxy there
  /// is no other.
  void showOtherFamily(Endpoint tracker, PeerId peer, byte[] body, PeerAddress observed) {
    SessionToken token = tracker.tokens.get(peer);
    if (token == null || http.proxy().isPresent()) {
      return;
    }
    String host = tracker.uri.getHost();
    try {
      InetAddress via =
          OtherFamily.of(List.of(InetAddress.getAllByName(host)), observed).orElse(null);
      if (via != null) {
        int status =
            new OtherFamily(http.sslContext(), timeout)
                .send(tracker.uri, via, codec.mediaType(), token, body);
        LOG.log(System.Logger.Level.DEBUG, "{0} by way of {1}: {2}", host, via, status);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, host + " cannot be reached over its other family", e);
    }
  }

  private HttpResponse<byte[]> post(HttpRequest message) throws IOException, InterruptedException {
    AtomicBoolean head = new AtomicBoolean();
    try {
      return post(message, head);
    } catch (HttpTimeoutException | ConnectException e) {
      throw e;
    } catch (IOException e) {
      if (head.get()) {
        throw e;
      }
      // Most likely a connection kept from earlier that the tracker has closed meanwhile.
      return post(message, head);
    }
  }

  private HttpRequest message(
      Endpoint tracker, Authorization.Message content, @Nullable String credentials) {
    URI uri = tracker.uri;
    HttpRequest.Builder message =
        HttpRequest.newBuilder(uri)
            .version(
                "https".equalsIgnoreCase(uri.getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .header("Content-Type", codec.mediaType())
            .header("Accept", codec.mediaType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(content.body()));
    SessionToken token = tracker.tokens.get(content.peer());
    if (token != null) {
      message.header(SessionToken.HEADER, token.text());
    }
    if (credentials != null) {
      message.header("Authorization", credentials);
    }
    return message.build();
  }

  /// Posts a message; the time covers the body, too.
  ///
  /// @param head is set when the head of an answer has come
  private HttpResponse<byte[]> post(HttpRequest message, AtomicBoolean head)
      throws IOException, InterruptedException {
    HttpResponse.BodyHandler<byte[]> limited =
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bodyBytes());
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            message,
            info -> {
              head.set(true);
              return limited.apply(info);
            });
    try {
      return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      exchange.cancel(true); // of no effect unless it is still under way
    }
  }

  private Outcome read(
      Endpoint tracker,
      Request request,
      Class<? extends Response> type,
      HttpResponse<byte[]> answer) {
    Duration retryAfter =
        answer
            .headers()
            .firstValue(RetryAfter.HEADER)
            .map(text -> RetryAfter.parse(text, time.instant()))
            .orElse(null);
    byte[] body = answer.body();
    Response response;
    try {
      response = codec.decodeResponse(request, body, 0, body.length, limits);
    } catch (ProtocolException e) {
      return new Failed(foreign(answer, e), retryAfter);
    }
    if (response instanceof Response.Refusal
        ? response.transactionId() != null
            && !request.transactionId().equals(response.transactionId())
        : !type.isInstance(response) || !request.transactionId().equals(response.transactionId())) {
      return new Failed("answered another request than " + request.method(), retryAfter);
    }
    return new Answered(
        switch (response) {
          case Response.Connect connect ->
              connect.withSession(keepToken(tracker, request.peerId(), answer));
          case Response.SwarmActions connect ->
              connect.withSession(keepToken(tracker, request.peerId(), answer));
          case Response.Refusal refusal
              when refusal.status() == Status.AUTHENTICATION_REQUIRED
                  && refusal.conditions().isEmpty() ->
              // JSON has no place for them.
              refusal.conditions(Authorization.conditions(challenges(answer)));
          default -> response;
        },
        retryAfter);
  }

  private static String foreign(HttpResponse<byte[]> answer, ProtocolException problem) {
    return Diagnosis.ofAnswer(
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse(null),
        answer.headers().firstValue("Location").orElse(null),
        String.valueOf(problem.getMessage()));
  }

  private static @Nullable SessionToken keepToken(
      Endpoint tracker, PeerId peer, HttpResponse<byte[]> answer) {
    try {
      String text = answer.headers().firstValue(SessionToken.HEADER).orElse(null);
      if (text != null) {
        SessionToken token = SessionToken.parse(text);
        tracker.tokens.put(peer, token);
        return token;
      }
    } catch (IllegalArgumentException e) {
      // Not a token: go on without one, the tracker then goes by the address.
    }
    return tracker.tokens.get(peer);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

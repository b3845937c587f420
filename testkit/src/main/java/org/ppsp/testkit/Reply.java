package org.ppsp.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// How a [FakeTracker] answers one request. Immutable; the methods that change something give a
/// changed copy.
public final class Reply {
  private final Kind kind;
  private final @Nullable Function<Request, Response> message;
  private final byte[] body;
  private final int httpStatus;
  private final Map<String, String> headers;
  private final @Nullable CountDownLatch latch;

  /// The ways to answer.
  enum Kind {
    USUAL,
    MESSAGE,
    BYTES,
    TRUNCATED,
    CUT
  }

  private Reply(
      Kind kind,
      @Nullable Function<Request, Response> message,
      byte[] body,
      int httpStatus,
      Map<String, String> headers,
      @Nullable CountDownLatch latch) {
    this.kind = kind;
    this.message = message;
    this.body = body;
    this.httpStatus = httpStatus;
    this.headers = headers;
    this.latch = latch;
  }

  private static Reply of(Kind kind, byte[] body, int httpStatus) {
    return new Reply(kind, null, body, httpStatus, Map.of(), null);
  }

  /// What the tracker answers by itself.
  public static Reply usual() {
    return of(Kind.USUAL, new byte[0], 0);
  }

  /// A message made from the request; with the HTTP status that fits it.
  public static Reply message(Function<Request, Response> message) {
    return new Reply(Kind.MESSAGE, message, new byte[0], 0, Map.of(), null);
  }

  /// A refusal, with the HTTP status that fits it.
  ///
  /// @param status not SUCCESSFUL
  /// @param reason 1 to 1,024 characters
  public static Reply refusal(Status status, String reason) {
    return message(request -> Response.Refusal.of(request, status, reason));
  }

  /// AUTHENTICATION_REQUIRED with the credentials any one of which would do.
  public static Reply authenticationRequired(List<Condition> conditions) {
    return message(
        request ->
            new Response.Refusal(
                request.transactionId(),
                request.method(),
                Status.AUTHENTICATION_REQUIRED,
                "credentials are missing",
                conditions));
  }

  /// Anything over HTTP, such as the page of a proxy.
  ///
  /// @param httpStatus 200 to 599
  public static Reply http(int httpStatus, String body) {
    return bytes(httpStatus, body.getBytes(StandardCharsets.UTF_8));
  }

  /// Any bytes over HTTP.
  ///
  /// @param httpStatus 200 to 599
  public static Reply bytes(int httpStatus, byte[] body) {
    return of(Kind.BYTES, body.clone(), httpStatus);
  }

  /// An answer that ends in the middle of its body.
  public static Reply truncated() {
    return of(Kind.TRUNCATED, new byte[0], 200);
  }

  /// No answer: the connection is closed.
  public static Reply cut() {
    return of(Kind.CUT, new byte[0], 0);
  }

  /// This reply, held back until the latch is open. The request is recorded before.
  public Reply after(CountDownLatch opened) {
    return new Reply(kind, message, body, httpStatus, headers, opened);
  }

  /// This reply with one more HTTP header.
  public Reply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(kind, message, body, httpStatus, more, latch);
  }

  /// This reply with the HTTP header `Retry-After`.
  ///
  /// @param value seconds, or an HTTP date
  public Reply retryAfter(String value) {
    return header("Retry-After", value);
  }

  Kind kind() {
    return kind;
  }

  /// The message to answer with; null if it is the tracker's own.
  @Nullable Response message(Request request) {
    return message == null ? null : message.apply(request);
  }

  byte[] body() {
    return body;
  }

  int httpStatus() {
    return httpStatus;
  }

  Map<String, String> headers() {
    return headers;
  }

  void await() throws InterruptedException {
    if (latch != null) {
      latch.await();
    }
  }
}

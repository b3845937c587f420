package org.ppsp.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;

/// A response and how HTTP says it.
///
/// @param http the number of the HTTP status
/// @param challenges the values of the headers `WWW-Authenticate`
/// @param retryAfter seconds that the client shall wait; 0: with a 503 the configured time,
///   otherwise the answer does not say
/// @param cure a header that says what would do instead, or null
/// @param reason why it is a refusal of the front or of what stands before the tracker, to be
///   counted; null for all else
public record Answer(
    int http,
    Response response,
    List<String> challenges,
    long retryAfter,
    @Nullable Cure cure,
    @Nullable Reason reason) {
  /// A header that says what would do instead.
  record Cure(AsciiString name, AsciiString value) {
    /// The methods that are served.
    static final Cure METHOD = new Cure(HttpHeaderNames.ALLOW, HttpMethod.POST.asciiName());

    /// The codings that bodies may have (RFC 9110, section 12.5.3); only where it is the coding
    /// that is wrong.
    static final Cure CODING = new Cure(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);

    /// The media types that are read (RFC 9110, section 15.5.16).
    static Cure types(String list) {
      return new Cure(HttpHeaderNames.ACCEPT, new AsciiString(list));
    }
  }

  /// Copies the list.
  public Answer {
    challenges = List.copyOf(challenges);
  }

  /// The answer to a browser that asks whether a page may send a message. It has no body, so that
  /// nobody sees the response in it.
  static final Answer PREFLIGHT =
      new Answer(
          HttpResponseStatus.NO_CONTENT.code(),
          refusal(Status.BAD_REQUEST, "no message was sent"),
          List.of());

  /// The answer to a page of elsewhere.
  static Answer foreignPage(String origin) {
    return of(refusal(Status.FORBIDDEN_ACTION, WebSettings.refusal(origin)))
        .because(Reason.FOREIGN_PAGE);
  }

  boolean isPreflight() {
    return http == HttpResponseStatus.NO_CONTENT.code();
  }

  /// An answer that is not counted.
  public Answer(int http, Response response, List<String> challenges) {
    this(http, response, challenges, 0, null, null);
  }

  /// The answer with the HTTP status of the specification's section 2.
  public static Answer of(Response response) {
    long retryAfter = response instanceof Response.Refusal refusal ? refusal.retryAfter() : 0;
    return new Answer(response.status().http(), response, List.of(), retryAfter, null, null);
  }

  /// The answer to what HTTP itself calls wrong.
  static Answer bad(HttpResponseStatus http, String reason) {
    Reason counted =
        switch (http.code()) {
          case 408 -> Reason.TIMEOUT;
          case 413, 414, 431 -> Reason.TOO_LARGE;
          default -> Reason.MALFORMED;
        };
    return new Answer(http.code(), refusal(Status.BAD_REQUEST, reason), List.of()).because(counted);
  }

  /// The same answer, to be counted.
  public Answer because(Reason counted) {
    return new Answer(http, response, challenges, retryAfter, cure, counted);
  }

  /// The same answer with a time to wait.
  public Answer retryAfter(long seconds) {
    return new Answer(http, response, challenges, seconds, cure, reason);
  }

  /// The same answer with other challenges.
  public Answer challenges(List<String> others) {
    return new Answer(http, response, others, retryAfter, cure, reason);
  }

  /// The same answer with a header that says what would do instead.
  Answer cure(Cure instead) {
    return new Answer(http, response, challenges, retryAfter, instead, reason);
  }

  /// A refusal of a request that was not read.
  public static Response.Refusal refusal(Status status, String reason) {
    return new Response.Refusal(null, null, status, reason, List.of());
  }
}

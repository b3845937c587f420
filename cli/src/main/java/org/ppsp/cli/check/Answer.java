package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;

/// What came back over HTTP, and what of it every answer must have: a PPSP response in XML, the
/// TransactionID of the request, a Status and the HTTP status that goes with it.
final class Answer {
  private static final List<String> MEDIA_TYPES =
      List.of(XmlCodec.MEDIA_TYPE, "application/xml", "text/xml");
  private static final Pattern STATUS = Pattern.compile("<Status\\s[^>]*code\\s*=");
  private static final Pattern REASON = Pattern.compile("<Reason>\\s*[^<\\s]");
  private static final int SHOWN = 60;
  private static final int LONGEST_URL = 200;

  private final @Nullable String transactionId;
  private final int http;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  /// @param transactionId that of the request; null if the answer need not have it
  Answer(@Nullable String transactionId, int http, Map<String, List<String>> headers, byte[] body) {
    this.transactionId = transactionId;
    this.http = http;
    this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.headers.putAll(headers);
    this.body = body;
  }

  /// This answer where the request may have been refused before its TransactionID was read.
  Answer withoutTransaction() {
    return new Answer(null, http, headers, body);
  }

  int http() {
    return http;
  }

  /// That of the request; null if the answer need not have it.
  @Nullable String transactionId() {
    return transactionId;
  }

  /// The first value of a header, or null.
  @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /// All values of a header.
  List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  String text() {
    return new String(body, UTF_8);
  }

  /// The body as it came.
  byte[] body() {
    return body;
  }

  /// Whether the body begins like a document in XML, or else in JSON.
  boolean beginsWith(char first) {
    return text().strip().startsWith(String.valueOf(first));
  }

  /// The media type without parameters; empty if there is none.
  String mediaType() {
    String type = header("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /// The response; a mismatch if this is none.
  Response response() {
    try {
      return new XmlCodec().decodeResponse(body, 0, body.length, DecodeLimits.RESPONSES);
    } catch (ProtocolException e) {
      boolean document = isOfTheProtocol();
      throw new Mismatch(
          "a PPSPTrackerProtocol response",
          (document ? "one that cannot be read: " + e.getMessage() + ": " : "none: ") + raw(),
          document
              ? "write well-formed XML with Response, TransactionID and Status"
              : "is this the tracker's URL, and does nothing in between answer for it?");
    }
  }

  /// Whether this is a document of the protocol, be it right or wrong.
  boolean isOfTheProtocol() {
    return text().contains("PPSPTrackerProtocol");
  }

  /// Whether this is a response that says the request was done.
  boolean isSuccess() {
    try {
      return response().status() == Status.SUCCESSFUL;
    } catch (Mismatch e) {
      return false;
    }
  }

  /// A successful response of a kind.
  <T extends Response> T is(Class<T> type) {
    Response response = response();
    String expected = "status 0 SUCCESSFUL with HTTP 200";
    Mismatch.unless(
        response.status() == Status.SUCCESSFUL,
        expected,
        describe(),
        "the request is a valid one; the tracker's log may tell more");
    Mismatch.unless(
        http == 200, expected, describe(), "status 0 goes with HTTP status 200, and only it");
    checkFrame(response);
    if (!type.isInstance(response)) {
      throw new Mismatch(
          "the response " + type.getSimpleName(),
          "the response " + response.method(),
          "name in Response the method of the request");
    }
    return type.cast(response);
  }

  /// A refusal with this status, a fitting HTTP status and a reason.
  ///
  /// @param alsoFitting HTTP statuses that go with it besides the usual one
  Response.Refusal isRefused(Status status, int... alsoFitting) {
    Response response = response();
    int usual = status.http();
    String expected = "status %s %s with HTTP %s".formatted(status.code(), status, usual);
    if (!(response instanceof Response.Refusal refusal) || refusal.status() != status) {
      throw new Mismatch(expected, describe(), "the request must be refused with this status");
    }
    boolean fits = http == usual;
    for (int other : alsoFitting) {
      fits |= http == other;
    }
    Mismatch.unless(fits, expected, describe(), "the HTTP status has to go with the status");
    checkFrame(refusal);
    Mismatch.unless(
        REASON.matcher(text()).find(),
        "a Reason that says cause and cure",
        "none",
        "add <Reason> to every answer whose status is not 0");
    return refusal;
  }

  private void checkFrame(Response response) {
    Mismatch.unless(
        MEDIA_TYPES.contains(mediaType()),
        "Content-Type " + String.join(" or ", MEDIA_TYPES),
        "Content-Type " + header("Content-Type"),
        "say what the answer is, otherwise proxies and clients may refuse it");
    TransactionId id = response.transactionId();
    Mismatch.unless(
        transactionId == null || (id != null && id.value().equals(transactionId)),
        "TransactionID " + transactionId,
        id == null ? "none" : "TransactionID " + id,
        "echo the TransactionID of the request unchanged, in errors too");
    Mismatch.unless(
        STATUS.matcher(text()).find(),
        "the element Status with its attribute code",
        "none",
        "write <Status code=\"0\">SUCCESSFUL</Status> behind TransactionID, in errors likewise");
  }

  /// The answer in a few words.
  String describe() {
    Response response = response();
    String reason =
        response instanceof Response.Refusal refusal ? " (\"" + refusal.reason() + "\")" : "";
    return "status %s %s with HTTP %s%s"
        .formatted(response.status().code(), response.status(), http, reason);
  }

  /// What stands in for a description where there is no response.
  String raw() {
    String type = header("Content-Type");
    String target = header("Location");
    String start = text().strip().replaceAll("\\s+", " ");
    return "HTTP %s%s, %s, %s"
        .formatted(
            http,
            target == null
                ? ""
                : " to " + target.substring(0, Math.min(LONGEST_URL, target.length())),
            type == null ? "no Content-Type" : type,
            start.isEmpty()
                ? "empty"
                : "beginning '" + start.substring(0, Math.min(SHOWN, start.length())) + "'");
  }
}

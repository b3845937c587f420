package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.SessionToken;

/// Writes answers: as HTTP/1.1 messages, whose constant parts are bytes already, and as heads and
/// bodies for HTTP/2. For one event loop, whose arrays it uses again and again.
final class AnswerWriter {
  private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
  private static final byte[] DATE = ascii("\r\nDate: ");
  private static final byte[] SESSION = ascii("\r\n" + SessionToken.HEADER + ": ");
  private static final byte[] CHALLENGE = ascii("\r\nWWW-Authenticate: ");
  private static final byte[] RETRY_AFTER = ascii("\r\nRetry-After: ");
  private static final byte[] CLOSE = ascii("\r\nConnection: close");
  private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
  private static final byte[] END = ascii("\r\n\r\n");
  private static final AsciiString SESSION_NAME =
      AsciiString.cached(SessionToken.HEADER).toLowerCase();

  private final byte[][] statusLines = new byte[600][];
  private final Map<Codec, byte[]> contentTypes = new HashMap<>();
  private final ByteWriter head = new ByteWriter(512);
  private final ByteWriter body = new ByteWriter();
  private final Map<Codec, AsciiString> mediaTypes = new HashMap<>();
  private final long retryAfter;
  private final RandomGenerator random;
  private byte[] date = {};
  private AsciiString dateText = AsciiString.EMPTY_STRING;

  /// @param retryAfter seconds that a client shall wait at least when it is told 503 and not for
  ///   how long
  AnswerWriter(long retryAfter, RandomGenerator random) {
    this.retryAfter = retryAfter;
    this.random = random;
    for (int code = 200; code < statusLines.length; code++) {
      statusLines[code] = ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(code));
    }
  }

  /// What the header `Date` says from now on.
  void setDate(String text) {
    date = ascii(text);
    dateText = new AsciiString(text);
  }

  /// Writes an answer.
  ///
  /// @param keepAlive whether the connection stays open
  /// @param sayKeepAlive whether the client has to be told so, as one of HTTP/1.0
  /// @param headOnly whether the request was HEAD, whose answer has no body
  /// @param cors what it tells a browser
  ByteBuf write(
      ByteBufAllocator buffers,
      Answer answer,
      Codec codec,
      boolean keepAlive,
      boolean sayKeepAlive,
      boolean headOnly,
      Cors cors) {
    head.clear().bytes(statusLines[answer.http()]);
    if (answer.isPreflight()) {
      body.clear();
    } else {
      codec.encode(answer.response(), body.clear());
      head.bytes(contentTypes.computeIfAbsent(codec, AnswerWriter::contentType));
    }
    head.bytes(DATE);
    head.bytes(date);
    if (saysWhen(answer)) {
      head.bytes(RETRY_AFTER);
      head.decimal(seconds(answer));
    }
    Answer.Cure cure = answer.cure();
    if (cure != null) {
      head.bytes(ascii("\r\n" + cure.name() + ": " + cure.value()));
    }
    SessionToken session = answer.response().session();
    if (session != null) {
      head.bytes(SESSION);
      head.bytes(ascii(session.text()));
    }
    for (String challenge : answer.challenges()) {
      head.bytes(CHALLENGE);
      head.bytes(ascii(challenge));
    }
    if (!keepAlive) {
      head.bytes(CLOSE);
    } else if (sayKeepAlive) {
      head.bytes(KEEP_ALIVE);
    }
    if (!cors.isNone()) {
      fields(answer, cors)
          .forEach((name, value) -> head.bytes(ascii("\r\n" + name + ": " + value)));
    }
    if (!answer.isPreflight()) { // which must not have one (RFC 9110, section 8.6)
      head.bytes(LENGTH);
      head.decimal(body.size());
    }
    head.bytes(END);
    int bodySize = headOnly ? 0 : body.size();
    ByteBuf out = buffers.directBuffer(head.size() + bodySize);
    return out.writeBytes(head.array(), 0, head.size()).writeBytes(body.array(), 0, bodySize);
  }

  /// What an answer tells a browser.
  private static Map<AsciiString, String> fields(Answer answer, Cors cors) {
    Map<AsciiString, String> fields = new LinkedHashMap<>();
    String origin = cors.origin();
    if (origin != null) {
      fields.put(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      if (answer.isPreflight()) {
        fields.put(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, HttpMethod.POST.name());
        fields.put(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, Cors.REQUEST_HEADERS);
        fields.put(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, Cors.MAX_AGE);
      } else {
        fields.put(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, Cors.ANSWER_HEADERS);
      }
    }
    if (cors.varies()) {
      fields.put(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN.toString());
    }
    return fields;
  }

  /// Writes the body of an answer.
  ByteBuf body(ByteBufAllocator buffers, Answer answer, Codec codec) {
    if (answer.isPreflight()) {
      return buffers.directBuffer(0);
    }
    codec.encode(answer.response(), body.clear());
    return buffers.directBuffer(body.size()).writeBytes(body.array(), 0, body.size());
  }

  /// The head of an answer as HTTP/2 has it.
  Http2Headers head(Answer answer, Codec codec, int bodySize, Cors cors) {
    HttpResponseStatus status = HttpResponseStatus.valueOf(answer.http());
    SessionToken session = answer.response().session();
    Answer.Cure cure = answer.cure();
    Map<AsciiString, String> web = cors.isNone() ? Map.of() : fields(answer, cors);
    int count =
        (answer.isPreflight() ? 1 : 3)
            + (session == null ? 0 : 1)
            + (cure == null ? 0 : 1)
            + (saysWhen(answer) ? 1 : 0)
            + answer.challenges().size()
            + web.size();
    AsciiString[] fields = new AsciiString[2 * count];
    int i = 0;
    if (!answer.isPreflight()) {
      fields[i++] = HttpHeaderNames.CONTENT_TYPE;
      fields[i++] = mediaTypes.computeIfAbsent(codec, key -> new AsciiString(key.mediaType()));
      fields[i++] = HttpHeaderNames.CONTENT_LENGTH;
      fields[i++] = new AsciiString(Integer.toString(bodySize));
    }
    for (Map.Entry<AsciiString, String> field : web.entrySet()) {
      fields[i++] = field.getKey();
      fields[i++] = new AsciiString(field.getValue());
    }
    fields[i++] = HttpHeaderNames.DATE;
    fields[i++] = dateText;
    if (session != null) {
      fields[i++] = SESSION_NAME;
      fields[i++] = new AsciiString(session.text());
    }
    for (String challenge : answer.challenges()) {
      fields[i++] = HttpHeaderNames.WWW_AUTHENTICATE;
      fields[i++] = new AsciiString(challenge);
    }
    if (cure != null) {
      fields[i++] = cure.name();
      fields[i++] = cure.value();
    }
    if (saysWhen(answer)) {
      fields[i++] = HttpHeaderNames.RETRY_AFTER;
      fields[i++] = new AsciiString(Long.toString(seconds(answer)));
    }
    return ReadOnlyHttp2Headers.serverHeaders(false, status.codeAsText(), fields);
  }

  private static boolean saysWhen(Answer answer) {
    return answer.http() == 503 || answer.retryAfter() > 0;
  }

  /// How long a client shall wait. With a 503, up to half as long again as it must, so that clients
  /// refused together do not come back together.
  private long seconds(Answer answer) {
    long seconds = answer.retryAfter() > 0 ? answer.retryAfter() : retryAfter;
    if (answer.http() != 503) {
      return seconds;
    }
    return seconds + random.nextLong(1 + Math.max(1, seconds / 2));
  }

  private static byte[] contentType(Codec codec) {
    return ascii("\r\nContent-Type: " + codec.mediaType());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}

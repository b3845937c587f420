package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.SessionToken;

/// Writes answers as HTTP/1.1 messages: constant parts are bytes already. For one event loop, whose
/// arrays it uses again and again.
final class AnswerWriter {
  private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
  private static final byte[] DATE = ascii("\r\nDate: ");
  private static final byte[] SESSION = ascii("\r\n" + SessionToken.HEADER + ": ");
  private static final byte[] CLOSE = ascii("\r\nConnection: close");
  private static final byte[] KEEP_ALIVE = ascii("\r\nConnection: keep-alive");
  private static final byte[] END = ascii("\r\n\r\n");

  private final byte[][] statusLines = new byte[600][];
  private final Map<Codec, byte[]> contentTypes = new HashMap<>();
  private final ByteWriter head = new ByteWriter(512);
  private final ByteWriter body = new ByteWriter();
  private byte[] date = {};

  AnswerWriter(long retryAfterSeconds) {
    for (int code = 200; code < statusLines.length; code++) {
      String line = "HTTP/1.1 " + HttpResponseStatus.valueOf(code);
      if (code == 405) {
        line += "\r\nAllow: POST";
      } else if (code == 503) {
        line += "\r\nRetry-After: " + Math.max(1, retryAfterSeconds);
      }
      statusLines[code] = ascii(line);
    }
  }

  /// What the header `Date` says from now on.
  void setDate(String text) {
    date = ascii(text);
  }

  /// Writes an answer.
  ///
  /// @param keepAlive whether the connection stays open
  /// @param sayKeepAlive whether the client has to be told so, as one of HTTP/1.0
  /// @param headOnly whether the request was HEAD, whose answer has no body
  ByteBuf write(
      ByteBufAllocator buffers,
      Answer answer,
      Codec codec,
      boolean keepAlive,
      boolean sayKeepAlive,
      boolean headOnly) {
    codec.encode(answer.response(), body.clear());
    head.clear().bytes(statusLines[answer.http()]);
    head.bytes(contentTypes.computeIfAbsent(codec, AnswerWriter::contentType));
    head.bytes(DATE);
    head.bytes(date);
    SessionToken session = answer.response().session();
    if (session != null) {
      head.bytes(SESSION);
      head.bytes(ascii(session.text()));
    }
    if (!keepAlive) {
      head.bytes(CLOSE);
    } else if (sayKeepAlive) {
      head.bytes(KEEP_ALIVE);
    }
    head.bytes(LENGTH);
    head.decimal(body.size());
    head.bytes(END);
    int bodySize = headOnly ? 0 : body.size();
    ByteBuf out = buffers.directBuffer(head.size() + bodySize);
    return out.writeBytes(head.array(), 0, head.size()).writeBytes(body.array(), 0, bodySize);
  }

  private static byte[] contentType(Codec codec) {
    return ascii("\r\nContent-Type: " + codec.mediaType());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}

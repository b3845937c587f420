package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.regex.Pattern;

/// Netty's decoder of requests, which also knows whether a request has begun (its bytes are counted
/// long before its head is complete) and refuses what two servers in a row could read in two ways.
public final class RequestDecoder extends HttpRequestDecoder {
  private static final DecoderResult AMBIGUOUS =
      DecoderResult.failure(new IllegalArgumentException("a blank where none may be"));

  private static final String HTTP_1_1 = "HTTP/1.1";
  private static final Pattern VERSION = Pattern.compile("HTTP/\\d\\.\\d");

  /// As far as bytes were consumed; those of a line that is not complete are not.
  private boolean betweenRequests = true;

  /// Where Netty would pass over a blank that other servers give another meaning.
  private final LineStarts lines = new LineStarts();

  private boolean isRefused;

  /// A decoder for one connection.
  ///
  /// @param maxLine bytes of a request line
  /// @param maxHeaders bytes of all headers
  /// @param maxBody bytes of a part of a body
  public RequestDecoder(int maxLine, int maxHeaders, int maxBody) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxLine)
            .setMaxHeaderSize(maxHeaders)
            .setMaxChunkSize(maxBody)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true));
  }

  /// Whether the last byte read was the last one of a request.
  public boolean isBetweenRequests() {
    return betweenRequests && actualReadableBytes() == 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int before = in.readableBytes();
    if (isRefused || lines.areAmbiguous(in)) {
      refuse(in, out);
      return;
    }
    super.decode(ctx, in, out);
    lines.consumed(before - in.readableBytes(), out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      betweenRequests = true;
    } else if (in.readableBytes() < before) {
      betweenRequests = false;
    }
  }

  /// What follows cannot be told apart from the request, so it is thrown away.
  private void refuse(ByteBuf in, List<Object> out) {
    in.skipBytes(in.readableBytes());
    if (!isRefused) {
      isRefused = true;
      betweenRequests = false;
      HttpMessage refused = createInvalidMessage();
      refused.setDecoderResult(AMBIGUOUS);
      out.add(refused);
    }
  }

  /// The name of HTTP is in capitals (RFC 9112, section 2.3), which Netty does not ask for.
  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    String version = initialLine[2];
    if (!version.equals(HTTP_1_1) && !VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("no version of HTTP");
    }
    return super.createMessage(initialLine);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
  }
}

package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Netty's decoder of requests, which also knows whether a request has begun (its bytes are counted
/// long before its head is complete) and refuses what two servers in a row could read in two ways.
final class RequestDecoder extends HttpRequestDecoder {
  /// As far as bytes were consumed; those of a line that is not complete are not.
  private boolean betweenRequests = true;

  RequestDecoder(HttpSettings settings, int maxBody) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(settings.maxLine())
            .setMaxHeaderSize(settings.maxHeaders())
            .setMaxChunkSize(maxBody)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true));
  }

  /// Whether the last byte read was the last one of a request.
  boolean isBetweenRequests() {
    return betweenRequests && actualReadableBytes() == 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int before = in.readableBytes();
    super.decode(ctx, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      betweenRequests = true;
    } else if (in.readableBytes() < before) {
      betweenRequests = false;
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
  }
}

package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/// Tells the tally of bytes as they come and go. Stands at the head of a channel's pipeline, where
/// they are still, or already, what TLS has made of them. One for all channels of an event loop.
@ChannelHandler.Sharable
final class Wire extends ChannelDuplexHandler {
  private final Tally tally;

  Wire(Tally tally) {
    this.tally = tally;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    tally.connected();
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      tally.received(bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      tally.sent(bytes.readableBytes());
    }
    var _ = ctx.write(message, promise);
  }
}

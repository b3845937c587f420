package org.ppsp.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.proxy.Origin;

/// The beginning of a connection from a trusted proxy that speaks the PROXY protocol: takes its
/// header, tells [Connection] by an [Announced] whom the proxy speaks for, and is gone. A proxy
/// that begins otherwise, or not in time, is cut off: there is no one to whom an answer could be
/// told.
final class ProxyGate extends ChannelInboundHandlerAdapter {
  /// The event that tells who the client is.
  ///
  /// @param origin null if it is the proxy itself
  record Announced(@Nullable Origin origin) {}

  /// Bytes of what version 2 adds to the addresses; not looked at.
  private static final int MOST_ADDED = 4096;

  private final Duration patience;
  private final BiConsumer<Reason, String> refused;
  private @Nullable Future<?> timeout;
  private boolean isCutOff;

  /// @param patience how long the header may take
  /// @param refused told why a connection is cut off
  ProxyGate(Duration patience, BiConsumer<Reason, String> refused) {
    this.patience = patience;
    this.refused = refused;
  }

  /// Puts the gate at the end of a pipeline.
  void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(new HAProxyMessageDecoder(MOST_ADDED, true), this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout =
        ctx.executor()
            .schedule(
                () -> cutOff(ctx, Reason.TIMEOUT, "the header of the PROXY protocol is late"),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      ctx.fireUserEventTriggered(new Announced(origin(header, ctx.channel().remoteAddress())));
      ctx.pipeline().remove(this);
    } catch (IllegalArgumentException e) {
      cutOff(ctx, Reason.BAD_PROXY, "the PROXY protocol has an address that no client can have");
    } finally {
      header.release();
    }
  }

  /// The addresses of other families than IPv4 and IPv6 tell nothing, and a loopback address is one
  /// of the proxy's machine.
  private static @Nullable Origin origin(HAProxyMessage header, SocketAddress proxy) {
    boolean ip =
        switch (header.proxiedProtocol().addressFamily()) {
          case AF_IPv4, AF_IPv6 -> true;
          case AF_UNSPEC, AF_UNIX -> false;
        };
    if (header.command() == HAProxyCommand.LOCAL) {
      return null;
    }
    if (!ip) {
      return Origin.UNKNOWN;
    }
    IpAddress address = IpAddress.parse(header.sourceAddress());
    if (!address.isUsable() || header.sourcePort() < 1) {
      throw new IllegalArgumentException();
    }
    if (!address.isLoopback()) {
      return new Origin(address, header.sourcePort());
    }
    return proxy instanceof InetSocketAddress known
        ? new Origin(IpAddress.of(known.getAddress()), 0)
        : Origin.UNKNOWN;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      cutOff(ctx, Reason.BAD_PROXY, "the connection does not begin with the PROXY protocol");
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  private void cutOff(ChannelHandlerContext ctx, Reason reason, String detail) {
    if (!isCutOff) {
      isCutOff = true;
      refused.accept(reason, detail);
      var _ = ctx.close();
    }
  }
}

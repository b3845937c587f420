package org.ppsp.server.manage;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.AcceptTrouble;
import org.ppsp.server.http.RequestDecoder;
import org.ppsp.server.security.ManageAccess;

/// The management port: one event loop reads requests and writes answers, apart from those of the
/// peers; what routes do is done by threads that may wait. Thread-safe.
public final class Management implements AutoCloseable {
  private final ManagePort settings;
  private final Routing routing;
  private final @Nullable SSLContext tls;
  private final Places places;
  private final Semaphore streams = new Semaphore(ManagePort.STREAMS);
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("management", true), NioIoHandler.newFactory());
  private final Channel listener;

  /// Listens; returns when it does.
  ///
  /// @throws IOException if the address cannot be had
  public Management(ManagePort settings, ManageAccess access, List<Route> routes)
      throws IOException {
    this.settings = settings;
    this.routing = new Routing(access, routes);
    this.tls = access.tls();
    this.places = new Places(settings.connections(), settings.connectionsPerAddress());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new Initializer())
            .bind(settings.listen())
            .awaitUninterruptibly();
    listener = bound.channel();
    if (!bound.isSuccess()) {
      close();
      throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
    }
    AcceptTrouble.watch(listener, "management port");
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
        var _ = channel.close(); // gone before it was looked at
        return;
      }
      if (tls != null) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        // A client that names protocols by ALPN, and not this one, gets the alert of RFC 7301.
        parameters.setApplicationProtocols(new String[] {ApplicationProtocolNames.HTTP_1_1});
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(settings.request().toMillis());
        channel.pipeline().addLast(handler);
      }
      RequestDecoder decoder =
          new RequestDecoder(ManagePort.LINE, ManagePort.HEADERS, ManagePort.BODY);
      channel
          .pipeline()
          .addLast(
              new WriteTimeoutHandler(settings.silence().toMillis(), TimeUnit.MILLISECONDS),
              new HttpResponseEncoder(),
              decoder,
              new OperatorConnection(settings, places, routing, streams, decoder, channel, remote));
    }
  }

  /// The port it listens on.
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Whether it speaks TLS.
  public boolean speaksTls() {
    return tls != null;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    routing.close();
  }
}

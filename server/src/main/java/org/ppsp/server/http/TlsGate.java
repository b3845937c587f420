package org.ppsp.server.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The beginning of a connection where TLS is spoken: looks at the first bytes and makes way for
/// the handshake. Who speaks plain HTTP is let through to be told so by [Connection].
final class TlsGate extends OptionalSslHandler {
  /// The event that tells that a client does not speak TLS.
  enum Plain {
    HTTP
  }

  private final Duration patience;

  /// @param patience how long a handshake may take
  TlsGate(SslContext context, Duration patience) {
    super(context);
    this.patience = patience;
  }

  /// The certificate that the client has proved to own, or null.
  static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate own ? own : null;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }

  @Override
  protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext context) {
    SslHandler handler = super.newSslHandler(ctx, context);
    handler.setHandshakeTimeoutMillis(patience.toMillis());
    return handler;
  }

  @Override
  protected ChannelHandler newNonSslHandler(ChannelHandlerContext context) {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.fireUserEventTriggered(Plain.HTTP);
      }
    };
  }
}

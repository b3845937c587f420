package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The beginning of a connection where TLS is spoken: looks at the first bytes and makes way for
/// the handshake. Who speaks plain HTTP is let through to be told so by [Connection].
///
/// A client whose ALPN has nothing that is spoken here gets the alert of RFC 7301, section 3.2,
/// from here: BoringSSL, as Netty has it, would go on without a protocol.
final class TlsGate extends ByteToMessageDecoder {
  /// The event that tells that a client does not speak TLS.
  enum Plain {
    HTTP
  }

  /// A record with the fatal alert `no_application_protocol`, before there are keys.
  private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

  private final SslContext context;
  private final Duration patience;
  private boolean isTls;
  private boolean isRefused;

  /// @param patience how long a handshake may take
  TlsGate(SslContext context, Duration patience) {
    this.context = context;
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
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (isRefused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < ClientHello.RECORD_HEAD) {
      return;
    }
    if (!isTls) {
      if (!SslHandler.isEncrypted(in, false)) {
        ctx.fireUserEventTriggered(Plain.HTTP);
        ctx.pipeline().remove(this);
        return;
      }
      isTls = true;
      SslHandler handler = context.newHandler(ctx.alloc());
      handler.setHandshakeTimeoutMillis(patience.toMillis()); // which begins now
      ctx.pipeline().addAfter(ctx.name(), null, handler);
    }
    switch (ClientHello.judge(in, HttpFront.VERSIONS.supportedProtocols())) {
      case INCOMPLETE -> {}
      case GO_ON -> ctx.pipeline().remove(this);
      case NO_COMMON_PROTOCOL -> refuse(ctx);
    }
  }

  private void refuse(ChannelHandlerContext ctx) {
    isRefused = true;
    var _ =
        ctx.writeAndFlush(Unpooled.wrappedBuffer(NO_APPLICATION_PROTOCOL))
            .addListener(
                written -> {
                  var _ = ctx.close(); // past the engine, which must not say anything more
                  ctx.fireExceptionCaught(
                      new DecoderException(
                          new SSLHandshakeException("no protocol of its ALPN is spoken here")));
                });
  }
}

package org.ppsp.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// The ceiling: a bare Netty server that reads a POST and answers with the same bytes each time. A
/// tracker on the same transport cannot be faster. Arguments: port, size of the answer in bytes; to
/// a request of `/` and a number, it answers so many bytes of them.
public final class CeilingServer {
  private CeilingServer() {}

  /// Serves until it is killed.
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    byte[] answer = new byte[Integer.parseInt(args[1])];
    Arrays.fill(answer, (byte) 'x');
    ByteBuf content = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(answer));
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Channel channel =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(65_536),
                            new Answer(content));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sync()
            .channel();
    System.out.println("listening on http://127.0.0.1:" + port + "/");
    channel.closeFuture().sync();
  }

  private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final ByteBuf content;

    Answer(ByteBuf content) {
      this.content = content;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String path = request.uri();
      int size =
          path.length() > 1
              ? Integer.parseInt(path, 1, path.length(), 10)
              : content.readableBytes();
      var response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content.slice(0, size));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/ppsp-tracker+xml")
          .set(HttpHeaderNames.CONTENT_LENGTH, size);
      if (HttpUtil.isKeepAlive(request)) {
        var _ = context.write(response, context.voidPromise());
      } else {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var _ = context.write(response).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}

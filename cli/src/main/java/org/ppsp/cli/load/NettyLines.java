package org.ppsp.cli.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Diagnosis;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;

/// Connections on Netty, all on one event loop, whose thread alone may call. A connection that
/// breaks is made anew.
final class NettyLines implements Lines {
  private static final long RECONNECT_MILLIS = 100;
  private static final long SWEEP_MILLIS = 100;

  private final EventLoop loop;
  private final InetSocketAddress address;
  private final URI url;
  private final Duration timeout;
  private final Runnable freed;
  private final Answers answers;
  private final Codec codec;
  private final ByteWriter writer = new ByteWriter(1024);
  private final List<Line> lines = new ArrayList<>();
  private final Deque<Line> free = new ArrayDeque<>();
  private String trouble = "";
  private boolean closed;

  /// @param freed is run when a line is free
  NettyLines(
      EventLoop loop,
      InetSocketAddress address,
      URI url,
      Dialect dialect,
      Duration timeout,
      Runnable freed) {
    this.loop = loop;
    answers = new Answers(dialect);
    codec = dialect.codec();
    this.address = address;
    this.url = url;
    this.timeout = timeout;
    this.freed = freed;
  }

  /// Begins to connect so many lines.
  void open(int count) {
    for (int i = 0; i < count; i++) {
      new Line().connect();
    }
    var _ =
        loop.scheduleAtFixedRate(
            this::dropOverdue, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// How many are connected.
  int connected() {
    return lines.size();
  }

  /// Why the last connection failed; empty if none has.
  String trouble() {
    return trouble;
  }

  void close() {
    closed = true;
    for (Line line : List.copyOf(lines)) {
      var _ = line.channel().close();
    }
  }

  private void dropOverdue() {
    long now = System.nanoTime();
    for (Line line : List.copyOf(lines)) {
      if (line.done != null && now - line.deadline >= 0) {
        line.finish(Outcome.failed("no answer", "none within " + timeout.toMillis() + " ms"));
        var _ = line.channel().close();
      }
    }
  }

  @Override
  public boolean hasFree() {
    return !free.isEmpty();
  }

  @Override
  public void send(Request request, @Nullable String session, Consumer<Outcome> done) {
    Line line = free.pollFirst();
    if (line == null) {
      done.accept(Outcome.failed("connection lost", trouble));
      return;
    }
    line.send(request, session, done);
  }

  private ByteBuf body(Request request) {
    codec.encode(request, writer.clear());
    return Unpooled.copiedBuffer(writer.array(), 0, writer.size());
  }

  /// One connection.
  private final class Line extends SimpleChannelInboundHandler<FullHttpResponse> {
    private @Nullable Channel channel;
    private @Nullable Consumer<Outcome> done;
    private @Nullable Request request;
    private long deadline;

    private Channel channel() {
      if (channel == null) {
        throw new IllegalStateException("not connected");
      }
      return channel;
    }

    void connect() {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                      made.pipeline()
                          .addLast(
                              new HttpClientCodec(),
                              new HttpObjectAggregator(DecodeLimits.RESPONSES.bodyBytes()),
                              Line.this);
                    }
                  });
      var _ = bootstrap.connect(address).addListener((ChannelFuture made) -> connected(made));
    }

    private void connected(ChannelFuture made) {
      if (made.isSuccess()) {
        channel = made.channel();
        lines.add(this);
        free.addLast(this);
        freed.run();
      } else {
        trouble = Diagnosis.ofFailure(made.cause());
        reconnect();
      }
    }

    private void reconnect() {
      if (!closed) {
        var _ = loop.schedule(() -> new Line().connect(), RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    void send(Request message, @Nullable String session, Consumer<Outcome> whenDone) {
      String path = url.getRawPath();
      var post =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1, HttpMethod.POST, path.isEmpty() ? "/" : path, body(message));
      post.headers()
          .set(HttpHeaderNames.HOST, url.getRawAuthority())
          .set(HttpHeaderNames.CONTENT_TYPE, codec.mediaType())
          .set(HttpHeaderNames.CONTENT_LENGTH, post.content().readableBytes());
      if (session != null) {
        post.headers().set(SessionToken.HEADER, session);
      }
      done = whenDone;
      request = message;
      deadline = System.nanoTime() + timeout.toNanos();
      var _ = channel().writeAndFlush(post, channel().voidPromise());
    }

    private void finish(Outcome outcome) {
      Consumer<Outcome> told = done;
      done = null;
      if (told != null) {
        told.accept(outcome);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      if (done == null || request == null) {
        var _ = context.close(); // an answer that nobody asked for
        return;
      }
      Outcome outcome = answers.read(request, response);
      if (HttpUtil.isKeepAlive(response)) {
        free.addLast(this);
      } else {
        var _ = context.close();
      }
      finish(outcome);
      freed.run();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (lines.remove(this)) {
        free.remove(this);
        finish(Outcome.failed("connection lost", "the tracker closed it"));
        reconnect();
        freed.run();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      trouble = Diagnosis.ofFailure(cause);
      finish(Outcome.failed("connection lost", trouble));
      var _ = context.close();
    }
  }
}

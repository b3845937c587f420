package org.ppsp.server.manage;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.Framing;
import org.ppsp.server.http.RequestDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client of the management port: reads requests one after the other, and answers each before
/// it looks at the next. Runs in the port's event loop.
final class OperatorConnection extends ChannelInboundHandlerAdapter implements Places.Client {
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Map<String, String> HEADERS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Logger LOG = LoggerFactory.getLogger(Management.class);

  private enum Phase {
    /// Between requests, or amid one.
    READING,
    /// The answer is being made.
    WORKING,
    /// The client has to take it.
    ANSWERING,
    /// The last answer is given; what still comes is thrown away.
    ENDING
  }

  private final ManagePort settings;
  private final Places places;
  private final Routing routing;
  private final Semaphore streams;
  private final RequestDecoder decoder;
  private final Channel channel;
  private final InetAddress address;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private final Queue<Object> waiting = new ArrayDeque<>(2);

  private Phase phase = Phase.READING;
  private @Nullable HttpRequest head;
  private boolean hasBegun;
  private boolean inputClosed;
  private long since = System.nanoTime();
  private @Nullable ScheduledFuture<?> deadline;

  /// Stands at the end of the channel's pipeline, behind the decoder.
  ///
  /// @param streams places for replies that are written bit by bit
  OperatorConnection(
      ManagePort settings,
      Places places,
      Routing routing,
      Semaphore streams,
      RequestDecoder decoder,
      Channel channel,
      InetSocketAddress remote) {
    this.settings = settings;
    this.places = places;
    this.routing = routing;
    this.streams = streams;
    this.decoder = decoder;
    this.channel = channel;
    this.address = remote.getAddress();
  }

  // ---- places

  @Override
  public InetAddress address() {
    return address;
  }

  @Override
  public @Nullable Long waitingSince() {
    return phase == Phase.WORKING ? null : since;
  }

  @Override
  public void giveWay() {
    LOG.warn("the management port is full: a connection of {} gives way", address.getHostAddress());
    phase = Phase.ENDING;
    var _ = channel.close();
  }

  // ---- what Netty tells

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (places.enter(this, System.nanoTime())) {
      within(settings.silence());
    } else {
      phase = Phase.ENDING;
      var _ = channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    places.leave(this);
    phase = Phase.ENDING;
    forget();
    noDeadline();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (isBusy() || !waiting.isEmpty()) {
      waiting.add(message);
      channel.config().setAutoRead(false);
    } else {
      handle(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    settle();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputClosed = true;
      settle();
      closeIfClientHasEnded();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} is lost: {}", address.getHostAddress(), cause.toString());
    var _ = channel.close();
  }

  // ---- time

  private void within(Duration time) {
    noDeadline();
    since = System.nanoTime();
    deadline = channel.eventLoop().schedule(this::late, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void noDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void late() {
    if (phase == Phase.READING && hasBegun) {
      refuse(
          new Problem(
              408,
              "the request was not complete after %s ms".formatted(settings.request().toMillis())));
    } else {
      var _ = channel.close();
    }
  }

  /// A request's time runs from its first byte.
  private void settle() {
    if (phase == Phase.READING && !hasBegun && (head != null || !decoder.isBetweenRequests())) {
      hasBegun = true;
      within(settings.request());
    }
  }

  // ---- requests

  private boolean isBusy() {
    return phase == Phase.WORKING || phase == Phase.ANSWERING;
  }

  private void handle(Object message) {
    try {
      if (phase == Phase.ENDING) {
        return;
      }
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        refuse(malformed(part.decoderResult().cause()));
        return;
      }
      if (message instanceof HttpRequest request) {
        begin(request);
      }
      if (message instanceof HttpContent content && head != null) {
        take(head, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    Framing.Fault fault = Framing.fault(request, channel.pipeline().get(SslHandler.class) != null);
    boolean isExpected = HttpUtil.is100ContinueExpected(request);
    if (fault != null) {
      refuse(new Problem(fault.status().code(), fault.detail()));
    } else if (request.headers().contains(HttpHeaderNames.EXPECT) && !isExpected) {
      refuse(new Problem(417, "the only expectation that can be met is 100-continue"));
    } else if (HttpUtil.getContentLength(request, 0L) > ManagePort.BODY) {
      refuse(tooLarge());
    } else {
      head = request;
      body.reset();
      if (isExpected) {
        var _ =
            channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }
  }

  private void take(HttpRequest request, HttpContent content) {
    if (body.size() + content.content().readableBytes() > ManagePort.BODY) {
      refuse(tooLarge());
      return;
    }
    body.writeBytes(ByteBufUtil.getBytes(content.content()));
    if (content instanceof LastHttpContent) {
      head = null;
      hasBegun = false;
      noDeadline();
      phase = Phase.WORKING;
      routing.handle(
          Inquiry.of(request, body.toByteArray(), address.getHostAddress()),
          reply -> execute(() -> answer(request, reply)));
    }
  }

  /// Does something in the event loop, unless that has ended.
  private void execute(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the management port is closed");
    }
  }

  // ---- answers

  private void answer(HttpRequest request, Reply reply) {
    if (phase != Phase.WORKING) {
      return; // the client is gone
    }
    if (reply.stream() == null || request.method().equals(HttpMethod.HEAD)) {
      send(request, reply);
    } else if (streams.tryAcquire()) {
      stream(request, reply, reply.stream());
    } else {
      String full = "%s clients get events already: close one".formatted(ManagePort.STREAMS);
      send(request, Routing.told(new Problem(503, full)));
    }
  }

  private void send(HttpRequest request, Reply reply) {
    boolean keep = HttpUtil.isKeepAlive(request);
    phase = Phase.ANSWERING;
    since = System.nanoTime();
    byte[] bytes = reply.body() == null ? new byte[0] : reply.body();
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    HttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes));
    setHeaders(response, reply, request, keep);
    if (reply.status() != 204) {
      HttpUtil.setContentLength(response, bytes.length);
    }
    var _ = channel.writeAndFlush(response).addListener(written -> answered(keep));
  }

  /// The client of HTTP/1.0 knows no chunks: for it, the body ends with the connection.
  private void stream(HttpRequest request, Reply reply, Reply.Stream stream) {
    boolean isHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    boolean keep = HttpUtil.isKeepAlive(request) && !isHttp10;
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
    setHeaders(response, reply, request, keep);
    HttpUtil.setTransferEncodingChunked(response, !isHttp10);
    var _ = channel.writeAndFlush(response);
    Thread.ofVirtual()
        .name("management stream")
        .start(
            () -> {
              boolean isWhole = write(stream);
              streams.release();
              execute(() -> streamed(keep && isWhole));
            });
  }

  private boolean write(Reply.Stream stream) {
    try (OutputStream out = new BufferedOutputStream(new ReplyStream(channel))) {
      stream.writeTo(out);
      return true;
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("a client of events is gone: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void streamed(boolean keep) {
    if (phase == Phase.WORKING) {
      phase = Phase.ANSWERING;
      since = System.nanoTime();
      var _ =
          channel
              .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
              .addListener(written -> answered(keep));
    }
  }

  private static void setHeaders(
      HttpResponse response, Reply reply, HttpRequest request, boolean keep) {
    HEADERS.forEach(response.headers()::set);
    response.headers().set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
    reply.headers().forEach(response.headers()::set);
    if (!reply.type().isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.type());
    }
    HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), keep);
  }

  private void answered(boolean keep) {
    if (phase != Phase.ANSWERING) {
      return;
    }
    if (!keep) {
      var _ = channel.close();
      return;
    }
    phase = Phase.READING;
    within(settings.silence());
    while (!waiting.isEmpty() && !isBusy()) {
      handle(waiting.remove());
    }
    settle();
    if (!isBusy()) {
      if (!inputClosed) {
        channel.config().setAutoRead(true);
      }
      closeIfClientHasEnded();
    }
  }

  /// A client may close its side after its last request and still read our answers.
  private void closeIfClientHasEnded() {
    if (!inputClosed || isBusy() || !waiting.isEmpty()) {
      return;
    }
    if (phase == Phase.READING && (head != null || hasBegun)) {
      refuse(Problem.bad("the request is not whole"));
    } else {
      var _ = channel.close();
    }
  }

  /// Answers a request that is not read to its end, and closes the connection: once the client has
  /// read the answer, which closing at once could destroy.
  private void refuse(Problem problem) {
    phase = Phase.ENDING;
    head = null;
    forget();
    Reply reply = Routing.told(problem);
    HttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(Objects.requireNonNull(reply.body())));
    HEADERS.forEach(response.headers()::set);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, reply.type())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    HttpUtil.setContentLength(response, Objects.requireNonNull(reply.body()).length);
    within(LINGER);
    if (!inputClosed) {
      channel.config().setAutoRead(true);
    }
    var _ = channel.writeAndFlush(response).addListener(written -> linger());
  }

  private void linger() {
    if (inputClosed || !channel.isActive()) {
      var _ = channel.close();
    } else if (channel.pipeline().get(SslHandler.class) == null) {
      var _ = ((DuplexChannel) channel).shutdownOutput();
    }
  }

  private void forget() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private static Problem tooLarge() {
    return new Problem(413, "the body may have " + ManagePort.BODY + " bytes at most");
  }

  private static Problem malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new Problem(414, "a request line may have " + ManagePort.LINE + " bytes at most");
      case TooLongHttpHeaderException _ ->
          new Problem(431, "the headers may have " + ManagePort.HEADERS + " bytes at most");
      default -> Problem.bad("this is no well-formed HTTP request");
    };
  }
}

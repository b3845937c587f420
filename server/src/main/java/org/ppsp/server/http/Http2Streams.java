package org.ppsp.server.http;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.audit.Refusals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that speaks HTTP/2: each stream is one [Http2Call]. Takes the place of [Connection]
/// when the handshake of TLS has agreed on it.
///
/// Netty reads and writes the frames and holds what is counted there; what is held here is time and
/// what is kept for the client. Runs in its event loop.
final class Http2Streams extends Http2ConnectionHandler implements Loop.Watched {
  /// The least that is recommended (RFC 9113, section 6.5.2).
  static final int MAX_STREAMS = 100;

  /// Bodies that come in parts are gathered up to so many times the largest one.
  static final int MAX_GATHERED_BODIES = 16;

  /// Bytes of answers that a client has not taken, from which on it gets no more.
  static final int MAX_UNTAKEN = 4 << 20;

  /// Frames a second that ask for nothing: SETTINGS, PING, PRIORITY, and unknown ones.
  static final int MAX_IDLE_FRAMES = 1000;

  private static final int MAX_FRAME = 16_384;
  private static final int MAX_CONTINUATIONS = 16;
  private static final int MAX_EMPTY_FRAMES = 10;
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;
  private static final int MAX_RESETS = 200;
  private static final int RESETS_SECONDS = 30;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(Http2Streams.class);

  private final HttpFront front;
  private final Loop loop;
  private final Channel channel;
  private final Guest guest;
  private final Http2Connection.PropertyKey calls;

  private @Nullable ChannelHandlerContext context;
  private boolean busy = true;
  private boolean inputClosed;
  private boolean ending;
  private long idleDeadline;
  private long blockedSince;
  private long gathered;
  private long untaken;

  /// The same at the last tick.
  private long untakenBefore;

  private int idleFrames;
  private long idleFramesSince = System.nanoTime();

  private Http2Streams(
      Builder builder,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings) {
    super(decoder, encoder, settings);
    this.front = builder.front;
    this.loop = builder.loop;
    this.channel = builder.channel;
    this.guest = builder.guest;
    this.calls = connection().newKey();
    Frames frames = new Frames();
    decoder.frameListener(frames);
    connection().addListener(frames);
  }

  /// Makes the handler; it has to be added to the pipeline at once.
  static Http2Streams of(HttpFront front, Loop loop, Channel channel, Guest guest) {
    return new Builder(front, loop, channel, guest).build();
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Streams, Builder> {
    private final HttpFront front;
    private final Loop loop;
    private final Channel channel;
    private final Guest guest;

    Builder(HttpFront front, Loop loop, Channel channel, Guest guest) {
      this.front = front;
      this.loop = loop;
      this.channel = channel;
      this.guest = guest;
      Http2Connection connection = new DefaultHttp2Connection(true, 0);
      // Priorities are a thing of the past (RFC 9113, section 5.3), and a tree that clients shape.
      connection
          .remote()
          .flowController(
              new DefaultHttp2RemoteFlowController(
                  connection, new UniformStreamByteDistributor(connection)));
      connection(connection);
      initialSettings(
          new Http2Settings()
              .maxConcurrentStreams(MAX_STREAMS)
              .maxHeaderListSize(front.settings().maxHeaders())
              .maxFrameSize(MAX_FRAME)
              .initialWindowSize(Math.max(Http2CodecUtil.DEFAULT_WINDOW_SIZE, front.maxBody())));
      gracefulShutdownTimeoutMillis(front.settings().shutdownGrace().toMillis());
      validateHeaders(true);
      validateRequiredPseudoHeaders(true);
      encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES);
      encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
      decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
      decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_FRAMES);
      decoderEnforceMaxSmallContinuationFrames(MAX_CONTINUATIONS);
      // What differs from answer to answer must not fill the table, whose size the client chooses.
      headerSensitivityDetector((name, value) -> !HttpHeaderNames.CONTENT_TYPE.contentEquals(name));
    }

    @Override
    public Http2Streams build() {
      return super.build();
    }

    @Override
    protected Http2Streams build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Http2Streams(this, decoder, encoder, settings);
    }
  }

  // ---- what Netty tells

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    loop.add(this);
    if (guest.place() != null) {
      guest.place().holder(this::giveWay);
    }
    super.handlerAdded(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    loop.remove(this);
    front.leave(guest.place());
    super.channelInactive(ctx);
  }

  /// Nothing more is read while the system does not take what is sent: not every frame is held back
  /// by windows.
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    flush(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    super.channelWritabilityChanged(ctx);
    if (!channel.isWritable()) {
      blockedSince = loop.now();
      channel.config().setAutoRead(false);
    } else if (!inputClosed) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    super.userEventTriggered(ctx, event);
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      inputClosed = true;
      connection().forEachActiveStream(this::endIfIncomplete);
      end();
    }
  }

  private boolean endIfIncomplete(Http2Stream stream) {
    Http2Call call = stream.getProperty(calls);
    if (call == null || call.isReading()) {
      stream.close();
    }
    return true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      Connection.report(front, guest.caller(), cause);
      var _ = ctx.close();
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception exception) {
    if (exception != null || cause instanceof IOException) {
      LOG.debug("HTTP/2 with {} ends: {}", guest.caller().ip(), cause.getMessage());
    } else {
      LOG.error("HTTP/2 with {} failed", guest.caller().ip(), cause);
    }
    super.onConnectionError(ctx, outbound, cause, exception);
  }

  /// Headers over the limit are told so; everything else that is wrong with a stream resets it.
  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException exception) {
    LOG.debug("stream of {} ends: {}", guest.caller().ip(), cause.getMessage());
    if (exception instanceof Http2Exception.HeaderListSizeException size
        && size.duringDecode()
        && answerTooLarge(exception.streamId())) {
      return;
    }
    super.onStreamError(ctx, outbound, cause, exception);
  }

  private boolean answerTooLarge(int id) {
    Http2Stream stream = connection().stream(id);
    if (stream == null && !connection().streamMayHaveExisted(id)) {
      try {
        stream = connection().remote().createStream(id, false);
      } catch (Http2Exception _) {
        return false; // one too many
      }
    }
    if (stream == null || stream.getProperty(calls) != null) {
      return false;
    }
    newCall(stream).refuse(Connection.tooLargeHeaders(front.settings().maxHeaders()));
    return true;
  }

  private Http2Call newCall(Http2Stream stream) {
    Http2Call call = new Http2Call(this, front, loop, channel, guest, stream);
    stream.setProperty(calls, call);
    if (guest.place() != null) {
      guest.place().busy();
    }
    return call;
  }

  /// What the frames mean.
  private final class Frames extends Http2EventAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      Http2Stream stream = connection().stream(streamId);
      Http2Call call = stream.getProperty(calls);
      if (call != null) { // trailers, of which nothing is wanted
        call.data(Unpooled.EMPTY_BUFFER, endOfStream);
        return;
      }
      if (untaken > MAX_UNTAKEN) {
        flush(ctx);
        if (untaken > MAX_UNTAKEN) {
          var _ = resetStream(ctx, streamId, REFUSED_STREAM.code(), ctx.newPromise());
          return;
        }
      }
      newCall(stream).begin(headers, endOfStream, guest.unwelcome());
      if (guest.unwelcome() != null) {
        end();
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
      int bytes = data.readableBytes() + padding;
      Http2Call call = connection().stream(streamId).getProperty(calls);
      if (call != null) {
        call.data(data, endOfStream);
      }
      return bytes;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      busy = true;
      if (guest.place() != null && connection().numActiveStreams() == 0) {
        guest.place().idle(loop.now());
      }
      Http2Call call = stream.removeProperty(calls);
      if (call != null) {
        call.close();
      }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      countIdleFrame();
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      countIdleFrame();
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext ctx,
        int streamId,
        int streamDependency,
        short weight,
        boolean exclusive)
        throws Http2Exception {
      countIdleFrame();
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext ctx,
        byte frameType,
        int streamId,
        Http2Flags flags,
        ByteBuf payload) {
      try {
        countIdleFrame();
      } catch (Http2Exception e) { // may not be thrown here
        onError(ctx, false, e);
      }
    }
  }

  private void countIdleFrame() throws Http2Exception {
    if (++idleFrames > MAX_IDLE_FRAMES) {
      long now = System.nanoTime();
      idleFrames = 0;
      if (now - idleFramesSince < SECOND_NANOS) {
        throw Http2Exception.connectionError(
            ENHANCE_YOUR_CALM,
            "more than %s frames a second that ask for nothing",
            MAX_IDLE_FRAMES);
      }
      idleFramesSince = now;
    }
  }

  // ---- what the loop tells

  @Override
  public void tick(long now) {
    boolean leavesAnswers = untaken > 0 && untakenBefore > 0;
    untakenBefore = untaken;
    if (leavesAnswers && front.underWay().isFull()) {
      front.audit().refusals().count(Refusals.Reason.UNDER_WAY);
      cutOff();
      return;
    }
    if (!channel.isWritable() && isOver(now, blockedSince, writeNanos())) {
      cutOff();
      return;
    }
    if (busy || connection().numActiveStreams() > 0) {
      busy = false;
      idleDeadline = now + front.settings().idleTimeout().toNanos();
    }
    try {
      if (connection().forEachActiveStream(stream -> isInTime(stream, now)) != null) {
        cutOff();
        return;
      }
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // none of ours
    }
    flush();
    if (connection().numActiveStreams() == 0 && (ending || now - idleDeadline >= 0)) {
      close();
    }
  }

  /// Whether the client takes what it asked for; refuses a request that is late.
  private boolean isInTime(Http2Stream stream, long now) {
    Http2Call call = stream.getProperty(calls);
    if (call == null) {
      return true;
    }
    if (call.isReading()
        && isOver(now, call.since(), front.settings().requestTimeout().toNanos())) {
      call.refuse(Connection.late(front.settings()));
    }
    return !call.isAnswered() || !isOver(now, call.since(), writeNanos());
  }

  private static boolean isOver(long now, long since, long nanos) {
    return now - since - nanos >= 0;
  }

  private long writeNanos() {
    return front.settings().writeTimeout().toNanos();
  }

  /// Ends the connection of a client that does not take its answers.
  private void cutOff() {
    LOG.debug("{} does not take its answers", guest.caller().ip());
    sayGoAway(connection().remote().lastStreamCreated(), ENHANCE_YOUR_CALM);
    context().flush();
    var _ = context().close(); // not by close(), which would wait for the streams
  }

  /// Streams under way are answered.
  @Override
  public void drain() {
    end();
  }

  /// Closes the connection if no stream is under way.
  private boolean giveWay() {
    if (!channel.isActive()) {
      return true;
    }
    flush();
    if (connection().numActiveStreams() > 0 || Connection.hasUnsent(channel)) {
      return false;
    }
    close();
    return true;
  }

  /// Ends the connection as soon as no stream is under way. The client is told to begin no more,
  /// but those that it has begun meanwhile are answered, too (RFC 9113, section 6.8).
  private void end() {
    if (connection().numActiveStreams() == 0) {
      close();
    } else if (!ending) {
      ending = true;
      sayGoAway(Integer.MAX_VALUE, NO_ERROR);
      flush();
    }
  }

  /// Ends the connection now that no stream is under way; tells which ones were.
  private void close() {
    if (connection().goAwaySent()) {
      sayGoAway(connection().remote().lastStreamCreated(), NO_ERROR);
    }
    var _ = channel.close();
  }

  private void sayGoAway(int lastStream, Http2Error error) {
    ChannelHandlerContext ctx = context();
    var _ = goAway(ctx, lastStream, error.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
  }

  // ---- what the calls do

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "not in a pipeline yet");
  }

  /// Sends what was written outside of reading.
  void flush() {
    flush(context());
  }

  /// Whether there is place for so many more bytes of bodies that come in parts.
  boolean gather(int bytes) {
    gathered += bytes;
    return gathered <= (long) MAX_GATHERED_BODIES * front.maxBody();
  }

  void ungather(int bytes) {
    gathered -= bytes;
  }

  void untaken(int bytes) {
    untaken += bytes;
    front.underWay().add(bytes);
  }

  /// Ends a stream whose request is of no use any more.
  void abandon(Http2Stream stream) {
    Http2Stream.State state = stream.state();
    if (state == Http2Stream.State.OPEN || state == Http2Stream.State.HALF_CLOSED_LOCAL) {
      ChannelHandlerContext ctx = context();
      var _ = resetStream(ctx, stream.id(), NO_ERROR.code(), ctx.newPromise());
      ctx.flush();
    }
  }
}

package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.proxy.Origin;
import org.ppsp.tracker.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: reads requests one after the other and answers them in that order.
///
/// One request is under way at a time. While its answer is awaited, or the client does not take the
/// answers it has, nothing more is read; what the decoder had read already waits in a queue that
/// one read buffer bounds. Runs in its event loop; only `later` may be called from elsewhere.
final class Connection extends ChannelInboundHandlerAdapter implements Loop.Watched {
  /// How long a client may take to notice that the connection is closed for it, where it may have
  /// sent more than we have read: closing at once would throw away the answer before that.
  private static final long LINGER_NANOS = 2_000_000_000L;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Answer FULL =
      Answer.of(Answer.refusal(Status.SERVICE_UNAVAILABLE, "too many connections; come back later"))
          .because(Reason.CONNECTIONS);
  private static final Answer FULL_FOR_ADDRESS =
      fullFor("address", "http.maxConnectionsPerAddress", Reason.CONNECTIONS_OF_ADDRESS);
  private static final Answer FULL_FOR_NETWORK =
      fullFor("network", "http.maxConnectionsPerNetwork", Reason.CONNECTIONS_OF_NETWORK);
  private static final Answer NO_TLS =
      Answer.bad(
          HttpResponseStatus.BAD_REQUEST, "this port speaks TLS; send to its URL with https://");
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private enum Phase {
    /// Between requests.
    IDLE,
    /// Amid a request.
    READING,
    /// The answer is being made elsewhere.
    AWAITING,
    /// The client does not take its answers.
    BLOCKED,
    /// The last answer is on its way; what still comes is thrown away.
    CLOSING,
    /// The last answer is with the system, the client has to close.
    LINGERING
  }

  private final HttpFront front;
  private final Loop loop;
  private final RequestDecoder decoder;
  private final Channel channel;
  private final Call call;
  private final boolean isProxied;
  private final Queue<Object> waiting = new ArrayDeque<>(2);

  /// The other end, or for whom a proxy announced the connection.
  private Caller anonymous;

  /// Where the connection is counted; null if it is not.
  private Crowds.@Nullable Place place;

  private Phase phase = Phase.IDLE;
  private long deadline;
  private boolean handling;

  /// Bytes of answers that the client had not taken when they were counted last.
  private long untaken;

  private boolean inputClosed;

  /// What every request is answered with, where the client must not go on as it came.
  private @Nullable Answer unwelcome;

  /// Stands at the end of the channel's pipeline, behind the decoder.
  Connection(
      HttpFront front,
      Loop loop,
      RequestDecoder decoder,
      Channel channel,
      InetSocketAddress remote) {
    this.front = front;
    this.loop = loop;
    this.decoder = decoder;
    this.channel = channel;
    this.anonymous = new Caller(IpAddress.of(remote.getAddress()), remote.getPort(), null);
    this.isProxied = front.settings().proxies().trusts(anonymous.ip());
    this.call = new Http1Call();
  }

  // ---- what Netty tells

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.add(this);
    deadline = loop.now() + front.settings().idleTimeout().toNanos();
    enter(front.enter(), FULL);
    if (!front.settings().proxies().announces(anonymous.ip())) {
      count();
    }
  }

  private static Answer fullFor(String who, String key, Reason reason) {
    return Answer.of(
            Answer.refusal(
                Status.SERVICE_UNAVAILABLE,
                "too many connections from your %s; send over those you have, or come back later; where many viewers share it, the operator of the tracker can raise %s"
                    .formatted(who, key)))
        .because(reason);
  }

  /// Counts the connection among those of its address and network, once that is known.
  private void count() {
    if (phase == Phase.IDLE && unwelcome == null && !front.settings().exempts(anonymous.ip())) {
      long now = loop.now();
      Crowds.Place own = new Crowds.Place(anonymous.ip(), channel.eventLoop(), this::giveWay, now);
      place = own;
      Crowds.Outcome outcome = front.crowds().enter(own, now);
      enter(outcome.entry(), outcome.ofNetwork() ? FULL_FOR_NETWORK : FULL_FOR_ADDRESS);
    }
  }

  private void enter(HttpFront.Entry entry, Answer full) {
    switch (entry) {
      case WELCOME -> {}
      case FULL -> {
        if (front.speaksTls()) {
          unwelcome = full; // to be said within TLS
        } else {
          refuse(full);
        }
      }
      case TURN_AWAY -> {
        phase = Phase.CLOSING;
        front
            .audit()
            .refused(Objects.requireNonNull(full.reason()), anonymous.ip(), null, "turned away");
        var _ = channel.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.remove(this);
    front.leave(place);
    front.underWay().add(-untaken);
    untaken = 0;
    phase = Phase.CLOSING;
    forget();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (mustWait() || !waiting.isEmpty()) {
      waiting.add(message);
      channel.config().setAutoRead(false);
    } else {
      handling = true;
      handle(message);
      handling = false;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    loop.flushSoon(channel);
    settle();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!handling && channel.isWritable()) {
      resume();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ProxyGate.Announced announced) {
      announced(announced.origin());
    } else if (event instanceof TlsGate.Plain) {
      unwelcome = NO_TLS;
    } else if (event instanceof SslHandshakeCompletionEvent done) {
      handshaken(done);
    } else if (event instanceof ChannelInputShutdownEvent
        || event instanceof SslCloseCompletionEvent) {
      inputClosed = true;
      endIfClientHasEnded();
    }
  }

  private void handshaken(SslHandshakeCompletionEvent event) {
    loop.tally.handshaken(event.isSuccess());
    if (event.cause() instanceof SslHandshakeTimeoutException late) {
      report(front, anonymous, new DecoderException(late)); // the only failure told by no exception
    } else if (event.isSuccess()) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
        makeWay();
      }
    }
  }

  /// A proxy tells whose connection it is; only once, before anything else.
  private void announced(@Nullable Origin origin) {
    if (origin != null) {
      anonymous = new Caller(origin.ip(), origin.port(), null);
      call.comesFrom(anonymous);
    }
    count();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    report(front, anonymous, cause);
    var _ = channel.close();
  }

  /// The client and we have agreed on HTTP/2 in the handshake; nothing but that has come yet.
  private void makeWay() {
    loop.remove(this);
    channel.pipeline().remove(decoder);
    channel
        .pipeline()
        .replace(
            this,
            null,
            Http2Streams.of(
                front, loop, channel, new Guest(anonymous, isProxied, place, unwelcome)));
  }

  /// Writes down why a connection ends.
  static void report(HttpFront front, Caller anonymous, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} is lost: {}", anonymous.ip(), cause.getMessage());
    } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException e) {
      LOG.debug("TLS with {} failed: {}", anonymous.ip(), e.getMessage());
      front
          .audit()
          .refusals()
          .count(e instanceof SslHandshakeTimeoutException ? Reason.TIMEOUT : Reason.MALFORMED);
    } else {
      LOG.error("connection of {} failed", anonymous.ip(), cause);
    }
  }

  // ---- what the loop and the front tell

  /// Closes the connection if the client is late.
  @Override
  public void tick(long now) {
    boolean hadSome = untaken > 0;
    countUntaken();
    if (hadSome && untaken > 0) {
      closeIfFull();
    }
    if (phase == Phase.AWAITING || now - deadline < 0) {
      return;
    }
    if (phase == Phase.READING) {
      refuse(late(front.settings()));
    } else {
      var _ = channel.close();
    }
  }

  /// Counts the bytes of answers that the client has not taken yet.
  private void countUntaken() {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    long waiting = out == null ? 0 : out.totalPendingWriteBytes();
    front.underWay().add(waiting - untaken);
    untaken = waiting;
  }

  /// Closes the connection, whose client leaves its answers, if there are too many of those.
  private void closeIfFull() {
    if (front.underWay().isFull()) {
      front.audit().refusals().count(Reason.UNDER_WAY);
      var _ = channel.close();
    }
  }

  /// The server stops: what is under way is answered, and nothing else.
  @Override
  public void drain() {
    settle();
    if (phase == Phase.IDLE) {
      var _ = channel.close();
    }
  }

  /// Closes the connection if it is between two requests.
  private boolean giveWay() {
    if (!channel.isActive()) {
      return true;
    }
    channel.flush();
    if (phase != Phase.IDLE || !decoder.isBetweenRequests() || hasUnsent(channel)) {
      return false;
    }
    var _ = channel.close();
    return true;
  }

  /// Whether the system has not taken all that was written.
  static boolean hasUnsent(Channel channel) {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return unsent != null && !unsent.isEmpty();
  }

  private void busy() {
    if (place != null) {
      place.busy();
    }
  }

  // ---- the flow

  private boolean mustWait() {
    return switch (phase) {
      case AWAITING -> true;
      case CLOSING, LINGERING -> false; // thrown away at once
      case IDLE, READING, BLOCKED -> !channel.isWritable();
    };
  }

  private void resume() {
    handling = true;
    while (!waiting.isEmpty() && !mustWait()) {
      handle(waiting.remove());
    }
    handling = false;
    channel.flush();
    if (!mustWait()) {
      readOn();
    }
    settle();
    endIfClientHasEnded();
  }

  /// Reads again. A client that has closed its side sends nothing more, and its channel can no
  /// longer be asked to read.
  private void readOn() {
    if (!inputClosed) {
      channel.config().setAutoRead(true);
    }
  }

  /// Finds the phase and the deadline that go with it, after all that could be done was done.
  private void settle() {
    switch (phase) {
      case AWAITING, CLOSING, LINGERING -> {}
      case IDLE, READING, BLOCKED -> {
        if (!channel.isWritable()) {
          enter(Phase.BLOCKED, front.settings().writeTimeout().toNanos());
          countUntaken();
          closeIfFull();
        } else if (call.isUnderWay() || !decoder.isBetweenRequests()) {
          enter(Phase.READING, front.settings().requestTimeout().toNanos());
        } else {
          long now = loop.now();
          phase = Phase.IDLE;
          deadline = now + front.settings().idleTimeout().toNanos();
          if (place != null) {
            place.idle(now);
          }
        }
      }
    }
  }

  /// A phase's time runs from its beginning.
  private void enter(Phase next, long nanos) {
    if (phase != next) {
      phase = next;
      deadline = loop.now() + nanos;
      busy();
    }
  }

  /// A client may close its side after its last request and still read our answers.
  private void endIfClientHasEnded() {
    if (!inputClosed || phase == Phase.AWAITING || !waiting.isEmpty()) {
      return;
    }
    if (phase == Phase.LINGERING) {
      var _ = channel.close();
    } else if (phase != Phase.CLOSING) { // then linger() comes and sees it
      enter(Phase.CLOSING, front.settings().writeTimeout().toNanos());
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void handle(Object message) {
    try {
      if (phase == Phase.CLOSING || phase == Phase.LINGERING) {
        return;
      }
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        refuse(malformed(part.decoderResult().cause()));
        return;
      }
      if (message instanceof HttpRequest head) {
        begin(head);
      }
      if (message instanceof HttpContent content && call.isUnderWay()) {
        call.take(content.content(), content instanceof LastHttpContent);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest head) {
    Exchange next = call.begin(head);
    Answer problem = next.problem();
    if (unwelcome != null) {
      answer(unwelcome, false);
    } else if (problem != null && next.atOnce()) {
      answer(problem, false);
    } else if (next.expectsContinue()) {
      var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
    }
  }

  /// What becomes of a request here.
  private final class Http1Call extends Call {
    Http1Call() {
      super(front, loop, channel, anonymous, isProxied);
    }

    @Override
    void answer(Answer answer, boolean whole) {
      Connection.this.answer(answer, whole);
    }

    @Override
    void await() {
      phase = Phase.AWAITING;
      busy();
      channel.config().setAutoRead(false);
    }

    @Override
    void answerLater(Answer answer) {
      channel
          .eventLoop()
          .execute(
              () -> {
                if (phase == Phase.AWAITING) {
                  phase = Phase.IDLE;
                  handling = true;
                  answer(answer, true);
                  resume();
                }
              });
    }

    @Override
    ByteBuf encode(Exchange current, Answer answer, boolean keep) {
      return loop.answers.write(
          channel.alloc(),
          answer,
          current.answerCodec(),
          keep,
          current.http10(),
          current.headOnly(),
          current.cors());
    }
  }

  /// Answers outside of a request, or amid one, and closes the connection.
  private void refuse(Answer answer) {
    answer(answer, false);
  }

  /// Gives the answer.
  ///
  /// @param whole whether the request was read to its end, so that another one can follow
  private void answer(Answer answer, boolean whole) {
    boolean keep = whole && call.exchange().keepAlive() && !front.isDraining();
    ByteBuf out = call.finish(answer, keep);
    if (keep) {
      phase = Phase.IDLE;
      var _ = channel.write(out, channel.voidPromise());
      if (!channel.isWritable()) {
        channel.flush();
      }
    } else {
      phase = Phase.IDLE;
      enter(Phase.CLOSING, front.settings().writeTimeout().toNanos());
      forget();
      readOn();
      var _ =
          whole && decoder.isBetweenRequests()
              ? channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE)
              : channel.writeAndFlush(out).addListener(written -> linger());
    }
  }

  /// The last answer is with the operating system: waits for the client to close, for a while.
  private void linger() {
    if (inputClosed || !channel.isActive()) {
      var _ = channel.close();
    } else {
      enter(Phase.LINGERING, LINGER_NANOS);
      if (channel.pipeline().get(SslHandler.class) == null) {
        var _ = ((DuplexChannel) channel).shutdownOutput();
      } // within TLS, clients that are told of the end amid their request do not read the answer
    }
  }

  private void forget() {
    call.forget();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  // ---- what went wrong

  private Answer malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ -> tooLongLine(front.settings().maxLine());
      case TooLongHttpHeaderException _ -> tooLargeHeaders(front.settings().maxHeaders());
      default -> malformed();
    };
  }

  static Answer malformed() {
    return Answer.bad(HttpResponseStatus.BAD_REQUEST, "this is no well-formed HTTP request");
  }

  static Answer tooLongLine(int maxLine) {
    return Answer.bad(
        HttpResponseStatus.REQUEST_URI_TOO_LONG,
        "a request line may have " + maxLine + " bytes at most");
  }

  static Answer tooLargeHeaders(int maxHeaders) {
    return Answer.bad(
        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "the headers may have " + maxHeaders + " bytes at most");
  }

  static Answer late(HttpSettings settings) {
    return Answer.bad(
        HttpResponseStatus.REQUEST_TIMEOUT,
        "the request was not complete after " + settings.requestTimeout().toMillis() + " ms");
  }
}

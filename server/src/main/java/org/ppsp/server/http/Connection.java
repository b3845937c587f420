package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.tracker.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: reads requests one after the other and answers them in that order.
///
/// One request is under way at a time. While its answer is awaited, or the client does not take the
/// answers it has, nothing more is read; what the decoder had read already waits in a queue that
/// one read buffer bounds. Runs in its event loop; only `later` may be called from elsewhere.
final class Connection extends ChannelInboundHandlerAdapter {
  /// How long a client may take to notice that the connection is closed for it, where it may have
  /// sent more than we have read: closing at once would throw away the answer before that.
  private static final long LINGER_NANOS = 2_000_000_000L;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NONE = {};
  private static final Answer FULL =
      new Answer(
          503, Answer.refusal(Status.SERVICE_UNAVAILABLE, "too many connections; come back later"));
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
  private final Caller anonymous;
  private final Consumer<Response> later = this::answerLater;
  private final Queue<Object> waiting = new ArrayDeque<>(2);

  private Phase phase = Phase.IDLE;
  private long deadline;
  private boolean handling;
  private boolean inputClosed;

  /// What every request is answered with, where the client must not go on as it came.
  private @Nullable Answer unwelcome;

  private @Nullable Exchange exchange;
  private @Nullable Request request;
  private byte[] body = NONE;
  private int bodySize;
  private long begun;

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
  }

  // ---- what Netty tells

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.add(this);
    deadline = System.nanoTime() + front.settings().idleTimeout().toNanos();
    switch (front.enter()) {
      case WELCOME -> {}
      case FULL -> {
        if (front.speaksTls()) {
          unwelcome = FULL; // to be said within TLS
        } else {
          refuse(FULL);
        }
      }
      case TURN_AWAY -> {
        var _ = channel.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.remove(this);
    front.leave();
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
    if (event instanceof TlsGate.Plain) {
      unwelcome = NO_TLS;
    } else if (event instanceof ChannelInputShutdownEvent
        || event instanceof SslCloseCompletionEvent) {
      inputClosed = true;
      endIfClientHasEnded();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection of {} is lost: {}", anonymous.ip(), cause.getMessage());
    } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException e) {
      LOG.debug("TLS with {} failed: {}", anonymous.ip(), e.getMessage());
    } else {
      LOG.error("connection of {} failed", anonymous.ip(), cause);
    }
    var _ = channel.close();
  }

  // ---- what the loop and the front tell

  /// Closes the connection if the client is late.
  void tick(long now) {
    if (phase == Phase.AWAITING || now - deadline < 0) {
      return;
    }
    if (phase == Phase.READING) {
      refuse(
          Answer.bad(
              HttpResponseStatus.REQUEST_TIMEOUT,
              "the request was not complete after "
                  + front.settings().requestTimeout().toMillis()
                  + " ms"));
    } else {
      var _ = channel.close();
    }
  }

  /// The server stops: what is under way is answered, and nothing else.
  void drain() {
    settle();
    if (phase == Phase.IDLE) {
      var _ = channel.close();
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
        } else if (exchange != null || !decoder.isBetweenRequests()) {
          enter(Phase.READING, front.settings().requestTimeout().toNanos());
        } else {
          phase = Phase.IDLE;
          deadline = System.nanoTime() + front.settings().idleTimeout().toNanos();
        }
      }
    }
  }

  /// A phase's time runs from its beginning.
  private void enter(Phase next, long nanos) {
    if (phase != next) {
      phase = next;
      deadline = System.nanoTime() + nanos;
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
      if (message instanceof HttpContent content) {
        read(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest head) {
    begun = AccessLog.now();
    Exchange next = Exchange.of(head, front.types(), front.maxBody());
    exchange = next;
    Answer problem = next.problem();
    if (unwelcome != null) {
      answer(next, unwelcome, false);
    } else if (problem != null && next.atOnce()) {
      answer(next, problem, false);
    } else if (next.expectsContinue()) {
      var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
    }
  }

  private void read(HttpContent content) {
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    ByteBuf bytes = content.content();
    int more = bytes.readableBytes();
    boolean last = content instanceof LastHttpContent;
    if (more > front.maxBody() - bodySize) {
      answer(current, Exchange.tooLarge(front.maxBody()), false);
      return;
    }
    Answer problem = current.problem();
    if (problem != null) {
      bodySize += more;
      if (last) {
        answer(current, problem, true);
      }
    } else if (last && bodySize == 0) {
      bytes.readBytes(loop.body, 0, more); // the rule: a body in one piece
      ask(current, loop.body, more);
    } else {
      if (body.length - bodySize < more) {
        body = Arrays.copyOf(body, Math.min(front.maxBody(), (bodySize + more) * 2));
      }
      bytes.readBytes(body, bodySize, more);
      bodySize += more;
      if (last) {
        ask(current, body, bodySize);
      }
    }
  }

  private void ask(Exchange current, byte[] bytes, int size) {
    Response response;
    try {
      Request asked = current.codec().decodeRequest(bytes, 0, size, front.limits());
      request = asked;
      response = handle(asked, current);
    } catch (ProtocolException e) {
      response = e.toResponse();
    } catch (RuntimeException e) {
      response = failed(e);
    }
    if (response == null) {
      phase = Phase.AWAITING;
      channel.config().setAutoRead(false);
    } else {
      answer(current, Answer.of(response), true);
    }
  }

  private @Nullable Response handle(Request asked, Exchange current) {
    if (current.badSession()) {
      return Response.Refusal.of(
          asked,
          Status.BAD_REQUEST,
          "header " + SessionToken.HEADER + " must be the token that CONNECT gave, once");
    }
    SessionToken session = current.session();
    Caller caller =
        session == null ? anonymous : new Caller(anonymous.ip(), anonymous.port(), session);
    return front.requests().handle(asked, caller, later);
  }

  /// From any thread.
  private void answerLater(Response response) {
    channel
        .eventLoop()
        .execute(
            () -> {
              Exchange current = exchange;
              if (phase == Phase.AWAITING && current != null) {
                phase = Phase.IDLE;
                handling = true;
                answer(current, Answer.of(response), true);
                resume();
              }
            });
  }

  /// Answers outside of a request, or amid one, and closes the connection.
  private void refuse(Answer answer) {
    Exchange current = exchange;
    answer(current == null ? Exchange.unread(front.types().standard()) : current, answer, false);
  }

  /// Gives the answer.
  ///
  /// @param whole whether the request was read to its end, so that another one can follow
  private void answer(Exchange current, Answer given, boolean whole) {
    boolean keep = whole && current.keepAlive() && !front.isDraining();
    Answer answer = given;
    ByteBuf out;
    try {
      out = write(current, answer, keep);
    } catch (RuntimeException e) {
      answer = Answer.of(failed(e));
      out = write(current, answer, keep);
    }
    AccessLog.write(anonymous, request, answer, out.readableBytes(), begun);
    forgetRequest();
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

  private ByteBuf write(Exchange current, Answer answer, boolean keep) {
    return loop.answers.write(
        channel.alloc(), answer, current.answerCodec(), keep, current.http10(), current.headOnly());
  }

  /// The last answer is with the operating system: waits for the client to close, for a while.
  private void linger() {
    if (inputClosed || !channel.isActive()) {
      var _ = channel.close();
    } else {
      enter(Phase.LINGERING, LINGER_NANOS);
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls == null) {
        var _ = ((DuplexChannel) channel).shutdownOutput();
      } else {
        var _ = tls.closeOutbound(); // tells the client within TLS
      }
    }
  }

  private void forgetRequest() {
    exchange = null;
    request = null;
    body = NONE;
    bodySize = 0;
  }

  private void forget() {
    forgetRequest();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  // ---- what went wrong

  private Response failed(RuntimeException e) {
    Request asked = request;
    LOG.error("{} of {} failed", asked == null ? "request" : asked, anonymous.ip(), e);
    String reason = "the tracker failed; its log tells more";
    return asked == null
        ? Answer.refusal(Status.INTERNAL_ERROR, reason)
        : Response.Refusal.of(asked, Status.INTERNAL_ERROR, reason);
  }

  private Answer malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          Answer.bad(
              HttpResponseStatus.REQUEST_URI_TOO_LONG,
              "a request line may have " + front.settings().maxLine() + " bytes at most");
      case TooLongHttpHeaderException _ ->
          Answer.bad(
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
              "the headers may have " + front.settings().maxHeaders() + " bytes at most");
      default -> Answer.bad(HttpResponseStatus.BAD_REQUEST, "this is no well-formed HTTP request");
    };
  }
}

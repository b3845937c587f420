package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Status;

/// A request that is a stream of HTTP/2. Its head is judged as one of HTTP/1.1 that says the same.
final class Http2Call extends Call {
  private static final Http2Headers CONTINUE =
      ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.CONTINUE.codeAsText());
  private static final Answer TOO_MUCH_AT_ONCE =
      Answer.of(
          Answer.refusal(
              Status.SERVICE_UNAVAILABLE,
              "too many large messages at once on this connection; send them one after the other"));

  private enum Phase {
    READING,
    /// The answer is being made elsewhere.
    AWAITING,
    /// The client has to take it.
    ANSWERED,
    CLOSED
  }

  private final Http2Streams streams;
  private final HttpFront front;
  private final Loop loop;
  private final Channel channel;
  private final Http2Stream stream;

  private Phase phase = Phase.READING;
  private long since;
  private int gathered;
  private int untaken;

  /// The head of the answer that was encoded last.
  private @Nullable Http2Headers head;

  private boolean headOnly;

  Http2Call(
      Http2Streams streams,
      HttpFront front,
      Loop loop,
      Channel channel,
      Guest guest,
      Http2Stream stream) {
    super(front, loop, channel, guest.caller(), guest.isProxied());
    this.streams = streams;
    this.front = front;
    this.loop = loop;
    this.channel = channel;
    this.stream = stream;
    this.since = loop.now();
  }

  /// Whether more of the request has to come.
  boolean isReading() {
    return phase == Phase.READING;
  }

  /// Whether the client has to take the answer.
  boolean isAnswered() {
    return phase == Phase.ANSWERED;
  }

  /// When it began, or was answered.
  long since() {
    return since;
  }

  /// The request's head has come.
  ///
  /// @param unwelcome what it is answered with if the client must not go on
  void begin(Http2Headers headers, boolean last, @Nullable Answer unwelcome) {
    HttpRequest request;
    try {
      request = request(headers);
    } catch (IllegalArgumentException e) {
      answer(Connection.malformed(), last);
      return;
    }
    Exchange exchange = begin(request);
    Answer problem = exchange.problem();
    if (unwelcome != null) {
      answer(unwelcome, last);
    } else if (request.uri().length() > front.settings().maxLine()) {
      answer(Connection.tooLongLine(front.settings().maxLine()), last);
    } else if (problem != null && exchange.atOnce()) {
      answer(problem, last);
    } else if (last) {
      take(Unpooled.EMPTY_BUFFER, true);
    } else if (exchange.expectsContinue()) {
      ChannelHandlerContext ctx = streams.context();
      var _ =
          streams.encoder().writeHeaders(ctx, stream.id(), CONTINUE, 0, false, ctx.newPromise());
    }
  }

  /// The same request as HTTP/1.1 would have it.
  ///
  /// @throws IllegalArgumentException if it would not
  private static HttpRequest request(Http2Headers headers) {
    HttpHeaders fields =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      CharSequence name = field.getKey();
      CharSequence value = field.getValue();
      boolean pseudo = name.charAt(0) == ':';
      if (HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1
          || (!pseudo && HttpHeaderValidationUtil.validateToken(name) != -1)) {
        throw new IllegalArgumentException();
      }
      if (!pseudo) {
        fields.add(name, value);
      }
    }
    CharSequence authority = headers.authority();
    if (authority != null) {
      for (String host : fields.getAll(HttpHeaderNames.HOST)) {
        if (!AsciiString.contentEqualsIgnoreCase(host, authority)) {
          throw new IllegalArgumentException();
        }
      }
      fields.set(HttpHeaderNames.HOST, authority);
    }
    CharSequence path = headers.path() == null ? authority : headers.path(); // CONNECT has none
    String method = String.valueOf(headers.method());
    if (headers.path() != null && RequestTarget.authority(headers.path().toString()) != null) {
      throw new IllegalArgumentException(); // which is in :scheme and :authority
    }
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), String.valueOf(path), fields);
  }

  /// More of the request has come.
  void data(ByteBuf bytes, boolean last) {
    if (phase != Phase.READING) {
      return;
    }
    int more = bytes.readableBytes();
    if (!last) {
      gathered += more;
      if (!streams.gather(more)) {
        answer(TOO_MUCH_AT_ONCE, false);
        return;
      }
    }
    take(bytes, last);
  }

  /// Answers a request that is not complete.
  void refuse(Answer answer) {
    answer(answer, false);
  }

  @Override
  void await() {
    phase = Phase.AWAITING;
  }

  @Override
  void answerLater(Answer answer) {
    channel
        .eventLoop()
        .execute(
            () -> {
              if (phase == Phase.AWAITING) {
                answer(answer, true);
                streams.flush();
              }
            });
  }

  @Override
  ByteBuf encode(Exchange current, Answer answer, boolean keep) {
    ByteBuf body = loop.answers.body(channel.alloc(), answer, current.answerCodec());
    head = loop.answers.head(answer, current.answerCodec(), body.readableBytes(), current.cors());
    headOnly = current.headOnly() || answer.isPreflight();
    return body;
  }

  @Override
  void answer(Answer answer, boolean whole) {
    phase = Phase.ANSWERED;
    since = loop.now();
    ByteBuf body = finish(answer, true);
    ungather();
    untaken = body.readableBytes();
    streams.untaken(untaken);
    ChannelHandlerContext ctx = streams.context();
    ChannelFuture done =
        streams.encoder().writeHeaders(ctx, stream.id(), head, 0, headOnly, ctx.newPromise());
    if (headOnly) {
      body.release();
    } else {
      done = streams.encoder().writeData(ctx, stream.id(), body, 0, true, ctx.newPromise());
    }
    if (!whole) {
      done.addListener(written -> streams.abandon(stream));
    }
  }

  private void ungather() {
    streams.ungather(gathered);
    gathered = 0;
  }

  /// The stream is no more.
  void close() {
    phase = Phase.CLOSED;
    ungather();
    streams.untaken(-untaken);
    untaken = 0;
    forget();
  }
}

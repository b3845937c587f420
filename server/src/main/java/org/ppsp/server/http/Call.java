package org.ppsp.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.proxy.Origin;
import org.ppsp.server.proxy.ProxyException;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request under way, whichever version of HTTP brought it: its head is judged, its body gathered
/// and decoded, [Requests] are asked, and the answer is encoded and logged.
///
/// A connection of HTTP/1.1 has one for all its requests, one after the other; each stream of
/// HTTP/2 has its own. Runs in its channel's event loop; only `later` may be called from elsewhere.
abstract class Call implements Sender {
  private static final byte[] NONE = {};
  private static final Answer OVERLOAD =
      Answer.of(
              Answer.refusal(
                  Status.SERVICE_UNAVAILABLE, "the tracker has too much to do; come back later"))
          .because(Reason.OVERLOAD);
  private static final Answer CROWDED =
      Answer.of(
              Answer.refusal(
                  Status.SERVICE_UNAVAILABLE,
                  "too many messages come in parts; send it in one piece, or come back later"))
          .because(Reason.UNDER_WAY);
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final HttpFront front;
  private final Loop loop;
  private final Channel channel;
  private final Consumer<Answer> later = this::answerLater;

  /// The other end, or for whom a proxy announced the connection.
  private Caller anonymous;

  private final boolean isProxied;

  /// The header in which it tells for whom it sends a request; empty if it does not, or is not
  /// believed.
  private final String proxyHeader;

  /// Who sent the request, or would send one.
  private Caller sender;

  private @Nullable Exchange exchange;
  private @Nullable Request request;
  private byte[] body = NONE;
  private int bodySize;

  /// While a request is being answered: its bytes, which may be in the loop's array.
  private byte[] asked = NONE;

  private int askedSize;
  private final Work work = new Work();
  private long begun;

  /// When the last byte of the request was there, by the tally's clock.
  private long whole = Tally.NEVER;

  /// @param anonymous who calls, as far as the connection tells
  /// @param isProxied whether the other end is a proxy that is believed
  Call(HttpFront front, Loop loop, Channel channel, Caller anonymous, boolean isProxied) {
    this.front = front;
    this.loop = loop;
    this.channel = channel;
    this.anonymous = anonymous;
    this.sender = anonymous;
    this.isProxied = isProxied;
    this.proxyHeader = front.settings().proxies().headerFrom(anonymous.ip());
  }

  /// A proxy has announced for whom it made the connection.
  final void comesFrom(Caller announced) {
    anonymous = announced;
    sender = announced;
  }

  // ---- what the versions of HTTP do in their own ways

  /// Gives the answer.
  ///
  /// @param whole whether the request was read to its end
  abstract void answer(Answer answer, boolean whole);

  /// The answer will be given to [#answerLater].
  abstract void await();

  /// From any thread; of no effect unless it is awaited.
  abstract void answerLater(Answer answer);

  /// Encodes an answer: all of it, or its body if the head is no matter of bytes.
  ///
  /// @param keep whether another request can follow
  abstract ByteBuf encode(Exchange current, Answer answer, boolean keep);

  // ---- what they share

  /// Judges the head of a request.
  final Exchange begin(HttpRequest head) {
    begun = AccessLog.now();
    Exchange next =
        identify(
            Exchange.of(
                head,
                front.types(),
                front.settings().web(),
                front.maxBody(),
                isProxied || front.speaksTls()),
            head);
    if (loop.overload.sheds(System.nanoTime())) {
      next = next.answered(OVERLOAD);
    }
    exchange = next;
    return next;
  }

  /// Finds out who sends a request.
  private Exchange identify(Exchange next, HttpRequest head) {
    if (proxyHeader.isEmpty()) {
      return next;
    }
    try {
      Origin origin =
          front
              .settings()
              .proxies()
              .origin(
                  new Origin(anonymous.ip(), anonymous.port()), head.headers().getAll(proxyHeader));
      front.proxyAdvice().look(origin, anonymous.ip(), proxyHeader);
      sender = new Caller(origin.ip(), origin.port(), null);
      return next;
    } catch (ProxyException e) {
      return next.answered(
          Answer.bad(HttpResponseStatus.BAD_REQUEST, e.reason()).because(Reason.BAD_PROXY));
    }
  }

  /// Whether the head of a request has been read that is not answered yet.
  final boolean isUnderWay() {
    return exchange != null;
  }

  /// The request under way; what stands in for one whose head could not be read if there is none.
  final Exchange exchange() {
    Exchange current = exchange;
    if (current == null) {
      current = Exchange.unread(front.types().standard());
      exchange = current;
    }
    return current;
  }

  /// Takes a part of the body, or all of it, and answers if that is the last one, or too much.
  final void take(ByteBuf bytes, boolean last) {
    if (last) {
      whole = loop.tally.now();
    }
    Exchange current = current();
    int more = bytes.readableBytes();
    if (more > front.maxBody() - bodySize) {
      answer(Exchange.tooLarge(front.maxBody()), false);
      return;
    }
    Answer problem = current.problem();
    if (problem != null) {
      bodySize += more;
      if (last) {
        answer(problem, true);
      }
    } else if (last && bodySize == 0) {
      bytes.readBytes(loop.body, 0, more); // the rule: a body in one piece
      ask(current, loop.body, more);
    } else {
      if (body.length - bodySize < more) {
        int length = Math.min(front.maxBody(), (bodySize + more) * 2);
        if (!front.underWay().take(length - body.length)) {
          answer(CROWDED, false);
          return;
        }
        body = Arrays.copyOf(body, length);
      }
      bytes.readBytes(body, bodySize, more);
      bodySize += more;
      if (last) {
        ask(current, body, bodySize);
      }
    }
  }

  private void ask(Exchange current, byte[] bytes, int size) {
    @Nullable Answer answer;
    asked = bytes;
    askedSize = size;
    try {
      answer = size == 0 ? front.requests().empty(this) : front.requests().beforeReading(this);
      if (answer == null) {
        answer = askWith(current, bytes, size);
      }
    } catch (ProtocolException e) {
      front.requests().unreadable(this);
      answer = Answer.of(e.toResponse()).because(Reason.MALFORMED);
    } catch (RuntimeException e) {
      answer = Answer.of(failed(e));
    }
    asked = NONE;
    if (answer == null) {
      await();
    } else {
      answer(answer, true);
    }
  }

  private @Nullable Answer askWith(Exchange current, byte[] bytes, int size)
      throws ProtocolException {
    Request read = current.codec().decodeRequest(bytes, 0, size, front.limits());
    request = read;
    return current.badSession()
        ? Answer.of(
            Response.Refusal.of(
                read,
                Status.BAD_REQUEST,
                "header " + SessionToken.HEADER + " must be the token that CONNECT gave, once"))
        : front.requests().handle(read, this, later);
  }

  /// Encodes the answer, or one that says that it could not be; writes the line of the log; forgets
  /// the request.
  final ByteBuf finish(Answer given, boolean keep) {
    Exchange current = exchange();
    Answer answer = given;
    ByteBuf out;
    try {
      out = encode(current, answer, keep);
    } catch (RuntimeException e) {
      answer = Answer.of(failed(e));
      out = encode(current, answer, keep);
    }
    tell(answer);
    if (!answer.isPreflight()) {
      loop.tally.answered(current.codec(), answer, whole);
      AccessLog.write(sender, request, answer, out.readableBytes(), begun);
    }
    forget();
    return out;
  }

  /// Counts a refusal.
  private void tell(Answer answer) {
    Reason reason = answer.reason();
    if (reason != null && answer.response() instanceof Response.Refusal refusal) {
      front
          .audit()
          .refused(
              reason, sender.ip(), request == null ? null : request.peerId(), refusal.reason());
    }
  }

  /// Nothing more comes of the request.
  final void forget() {
    exchange = null;
    request = null;
    sender = anonymous;
    front.underWay().add(-body.length);
    body = NONE;
    bodySize = 0;
    work.clear();
    whole = Tally.NEVER;
  }

  private Response failed(RuntimeException e) {
    Request asking = request;
    LOG.error("{} of {} failed", asking == null ? "request" : asking, sender.ip(), e);
    String reason = "the tracker failed; its log tells more";
    return asking == null
        ? Answer.refusal(Status.INTERNAL_ERROR, reason)
        : Response.Refusal.of(asking, Status.INTERNAL_ERROR, reason);
  }

  private Exchange current() {
    return Objects.requireNonNull(exchange, "no request is being answered");
  }

  // ---- who sends the request

  @Override
  public Caller caller() {
    SessionToken session = current().session();
    return session == null ? sender : new Caller(sender.ip(), sender.port(), session);
  }

  @Override
  public @Nullable String authorization() {
    return current().authorization();
  }

  @Override
  public String method() {
    return current().method();
  }

  @Override
  public String target() {
    return current().target();
  }

  @Override
  public boolean isProxied() {
    return isProxied;
  }

  @Override
  public @Nullable X509Certificate certificate() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null ? null : TlsGate.certificate(tls.engine().getSession());
  }

  @Override
  public @Nullable String pageProblem() {
    Exchange asking = current();
    return front
        .settings()
        .web()
        .problem(asking.origin(), asking.site(), asking.host(), sender.ip().isLoopback());
  }

  @Override
  public boolean isPage() {
    return current().origin() != null || current().site() != null;
  }

  @Override
  public byte[] body() {
    return Arrays.copyOf(asked, askedSize);
  }

  @Override
  public int size() {
    return askedSize;
  }

  @Override
  public Work work() {
    return work;
  }
}

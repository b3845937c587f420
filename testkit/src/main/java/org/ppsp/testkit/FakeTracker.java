package org.ppsp.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.xml.XmlCodec;

/// A tracker to test peers with: real HTTP on a free port of the loopback address.
///
/// By itself it behaves like a simple tracker that keeps all in memory and lets nothing expire.
/// [#enqueue] says how the next requests are answered instead. It records every request that it can
/// read.
///
/// Every thread may call. Nothing but [#await] and [#ask] blocks.
public final class FakeTracker implements AutoCloseable {
  /// How long [#await(Method)] waits before it fails.
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int MAX_BODY = 1 << 20;

  private final Codec codec;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SimpleTracker tracker = new SimpleTracker();
  private final Requests<Received> requests = new Requests<>();
  private final Queue<Reply> replies = new ArrayDeque<>();
  private final Map<Method, Queue<Reply>> repliesByMethod = new EnumMap<>(Method.class);
  private volatile boolean down;

  private FakeTracker(Codec codec, HttpServer server) {
    this.codec = codec;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// A tracker that speaks XML.
  public static FakeTracker start() {
    return start(new XmlCodec());
  }

  /// A tracker that speaks in another encoding.
  public static FakeTracker start(Codec codec) {
    try {
      return new FakeTracker(codec, HttpServer.create(anyPort(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A tracker that speaks TLS and asks peers for a certificate, but does without. Which one came,
  /// [Received#certificate] says.
  ///
  /// @param tls see [TestAuthority#serve]
  public static FakeTracker start(Codec codec, SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters asking = tls.getDefaultSSLParameters();
              asking.setWantClientAuth(true);
              parameters.setSSLParameters(asking);
            }
          });
      return new FakeTracker(codec, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /// Where it listens.
  public URI uri() {
    return Http.uri(server instanceof HttpsServer ? "https" : "http", server.getAddress());
  }

  /// Says how the next request is answered for which nothing was said by method. Replies are used
  /// up in order, one a request.
  public FakeTracker enqueue(Reply... next) {
    synchronized (replies) {
      replies.addAll(List.of(next));
    }
    return this;
  }

  /// Says how the next requests of a method are answered, one after the other.
  public FakeTracker enqueue(Method method, Reply... next) {
    synchronized (replies) {
      repliesByMethod.computeIfAbsent(method, m -> new ArrayDeque<>()).addAll(List.of(next));
    }
    return this;
  }

  private Reply reply(Method method) {
    synchronized (replies) {
      Queue<Reply> special = repliesByMethod.get(method);
      Reply reply = special == null ? null : special.poll();
      if (reply == null) {
        reply = replies.poll();
      }
      return reply == null ? Reply.usual() : reply;
    }
  }

  /// Says what CONNECT and JOIN grant; at first 30 seconds and an hour.
  ///
  /// @param keepaliveInterval whole seconds; zero: the tracker does not say
  /// @param expireTime whole seconds
  public FakeTracker timing(Duration keepaliveInterval, Duration expireTime) {
    tracker.timing(keepaliveInterval.toSeconds(), expireTime.toSeconds());
    return this;
  }

  /// Whether to close every connection without an answer and without a record, as if the tracker
  /// was not there.
  public void down(boolean isDown) {
    down = isDown;
  }

  /// Forgets a peer, as after a timeout.
  public void forget(PeerId peer) {
    tracker.forget(peer);
  }

  /// Forgets all peers, as after a restart.
  public void forgetAll() {
    tracker.forgetAll();
  }

  /// Puts a peer into a swarm that never talks to the tracker.
  public FakeTracker add(SwarmId swarm, Peer peer, ChunkSet chunks) {
    tracker.add(swarm, peer, chunks);
    return this;
  }

  /// Asks a connected peer for statistics in the answer to its next KEEPALIVE.
  ///
  /// @param properties which; none: all
  /// @throws IllegalStateException if it is not connected
  public void query(PeerId peer, Property... properties) {
    tracker.query(peer, List.of(properties));
  }

  /// Asks a connected peer for statistics at its control port, on the loopback address.
  ///
  /// @param query names the peer
  /// @return what it answered
  /// @throws IllegalStateException if it is not connected or named no control port
  /// @throws IOException if it did not answer
  /// @throws ProtocolException if what it answered is no response
  public Response ask(Request.StatQuery query)
      throws IOException, InterruptedException, ProtocolException {
    int port = tracker.controlPort(query.peerId());
    return Http.ask(
        Http.uri(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), query, codec);
  }

  /// All requests so far, in the order of their arrival.
  public List<Received> received() {
    return requests.all();
  }

  /// The requests of a method so far, in the order of their arrival.
  public List<Received> received(Method method) {
    return received().stream().filter(r -> r.request().method() == method).toList();
  }

  /// The first request of a method that nobody has waited for yet; waits for it if need be.
  ///
  /// @throws AssertionError if none comes within [#PATIENCE]
  public Received await(Method method) throws InterruptedException {
    return requests.await(r -> r.request().method() == method, PATIENCE, method.name());
  }

  /// Whether a peer is connected.
  public boolean isConnected(PeerId peer) {
    return tracker.isConnected(peer);
  }

  /// Who is in a swarm.
  public List<PeerId> members(SwarmId swarm) {
    return tracker.membersOf(swarm);
  }

  /// The chunks that a peer offers in a swarm; none if it is not in it.
  public ChunkSet chunks(SwarmId swarm, PeerId peer) {
    return tracker.chunks(swarm, peer);
  }

  /// The statistics that a connected peer told last.
  ///
  /// @throws IllegalStateException if it is not connected
  public List<Stat> stats(PeerId peer) {
    return tracker.stats(peer);
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      byte[] body = http.getRequestBody().readNBytes(MAX_BODY);
      if (down) {
        return;
      }
      Request request;
      try {
        request = codec.decodeRequest(body, 0, body.length, DecodeLimits.DEFAULT);
      } catch (ProtocolException e) {
        answer(http, e.toResponse(), 0);
        return;
      }
      SessionToken token = token(http);
      Reply reply = reply(request.method());
      requests.add(
          new Received(
              request,
              token,
              http.getRequestHeaders().getFirst("Authorization"),
              certificate(http)));
      reply.await();
      reply.headers().forEach((name, value) -> http.getResponseHeaders().set(name, value));
      send(http, reply, request, token);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the tracker is being closed
    }
  }

  private void send(HttpExchange http, Reply reply, Request request, @Nullable SessionToken token)
      throws IOException {
    switch (reply.kind()) {
      case USUAL, MESSAGE -> {
        Response message = reply.message(request);
        if (message == null) {
          InetSocketAddress from = http.getRemoteAddress();
          message = tracker.answer(request, token, IpAddress.of(from.getAddress()), from.getPort());
        }
        answer(http, message, reply.httpStatus());
      }
      case BYTES -> Http.send(http, reply.httpStatus(), reply.body());
      case TRUNCATED -> {
        http.sendResponseHeaders(200, 1000);
        http.getResponseBody().write('<');
        http.getResponseBody().flush();
      }
      case CUT -> {}
    }
  }

  private void answer(HttpExchange http, Response message, int httpStatus) throws IOException {
    ByteWriter out = new ByteWriter();
    codec.encode(message, out);
    http.getResponseHeaders().set("Content-Type", codec.mediaType());
    SessionToken session = message.session();
    if (session != null) {
      http.getResponseHeaders().set(SessionToken.HEADER, session.text());
    }
    int status = httpStatus == 0 ? message.status().http() : httpStatus;
    Http.send(http, status, out.toByteArray());
  }

  private static @Nullable X509Certificate certificate(HttpExchange http) {
    try {
      return http instanceof HttpsExchange tls
          ? (X509Certificate) tls.getSSLSession().getPeerCertificates()[0]
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private static @Nullable SessionToken token(HttpExchange http) {
    String text = http.getRequestHeaders().getFirst(SessionToken.HEADER);
    try {
      return text == null ? null : SessionToken.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Stops listening and drops what has not been answered.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

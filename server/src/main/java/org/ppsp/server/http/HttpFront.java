package org.ppsp.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.server.audit.Audit;
import org.ppsp.tracker.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for clients and gives their requests to [Requests]. Every connection belongs to one of a
/// few event loops; decoding, answering and encoding are done there, one after the other.
public final class HttpFront implements AutoCloseable {
  /// What clients may speak within TLS, by ALPN; those that do not ask speak HTTP/1.1.
  public static final ApplicationProtocolConfig VERSIONS =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2,
          ApplicationProtocolNames.HTTP_1_1);

  /// Connections over the limit that still get a 503; further ones are closed without an answer.
  private static final int REFUSED_POLITELY = 256;

  /// Connections that are asked to give way to a new one until one does.
  private static final int ASKED = 8;

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /// What becomes of a new connection.
  enum Entry {
    WELCOME,
    FULL,
    TURN_AWAY
  }

  private volatile HttpSettings settings;
  private final @Nullable Supplier<SslContext> tls;
  private final MediaTypes types;
  private final DecodeLimits limits;
  private final Requests requests;
  private final Audit audit;
  private final ProxyAdvice proxyAdvice = new ProxyAdvice();
  private final OpenFiles files = OpenFiles.now();
  private final AtomicInteger connections = new AtomicInteger();
  private final Crowds crowds;
  private final LongAdder gaveWay = new LongAdder();
  private final BytesUnderWay underWay;
  private final EventLoopGroup group;
  private final IdentityHashMap<EventExecutor, Loop> loops = new IdentityHashMap<>();
  private final Channel listener;
  private final CountDownLatch empty = new CountDownLatch(1);
  private volatile boolean draining;

  /// Listens; returns when it does.
  ///
  /// @param listen where; port 0 takes any free one
  /// @param tls what new connections use for TLS; null for plain HTTP
  /// @param standard the codec of messages that say nothing of themselves, and of errors in answer
  ///   to what no codec can read
  /// @param others codecs of further media types
  /// @param ticker the time of what clients have only so long for
  /// @param audit told of what is refused
  /// @param tallies makes a tally for each event loop
  /// @throws IOException if the address cannot be had
  public HttpFront(
      InetSocketAddress listen,
      HttpSettings settings,
      @Nullable Supplier<SslContext> tls,
      Codec standard,
      List<Codec> others,
      DecodeLimits limits,
      Requests requests,
      Ticker ticker,
      Audit audit,
      Supplier<? extends Tally> tallies)
      throws IOException {
    this.settings = settings;
    this.tls = tls;
    this.types = new MediaTypes(standard, others);
    this.limits = limits;
    this.requests = requests;
    this.audit = audit;
    this.crowds =
        new Crowds(settings.maxConnectionsPerAddress(), settings.maxConnectionsPerNetwork());
    this.underWay = new BytesUnderWay(settings.maxBuffered());
    Transport transport = settings.transport().available();
    if (settings.transport() != Transport.AUTO && settings.transport() != transport) {
      LOG.warn("transport {} is not available here, {} is used", settings.transport(), transport);
    }
    group =
        new MultiThreadIoEventLoopGroup(
            settings.loops(), new DefaultThreadFactory("http", true), transport.handlers());
    for (EventExecutor executor : group) {
      AnswerWriter writer =
          new AnswerWriter(settings.retryAfter().toSeconds(), new SplittableRandom());
      Overload overload = new Overload(settings.maxDelay(), System.nanoTime());
      loops.put(
          executor,
          new Loop(
              (EventLoop) executor,
              writer,
              maxBody(),
              tickMillis(),
              ticker,
              overload,
              tallies.get()));
    }
    try {
      listener = bind(listen, transport);
    } catch (IOException e) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  private Channel bind(InetSocketAddress listen, Transport transport) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new Initializer())
            .bind(listen)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
    }
    AcceptTrouble.watch(bound.channel(), "peers' port");
    return bound.channel();
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      Loop loop = loops.get(channel.eventLoop());
      if (loop != null && channel.remoteAddress() instanceof InetSocketAddress remote) {
        if (!loop.tally.equals(Tally.NONE)) {
          channel.pipeline().addLast(loop.wire);
        }
        IpAddress address = IpAddress.of(remote.getAddress());
        if (settings.proxies().announces(address)) {
          new ProxyGate(
                  settings.requestTimeout(),
                  (reason, detail) -> audit.refused(reason, address, null, detail))
              .addTo(channel.pipeline());
        }
        if (tls != null) {
          channel.pipeline().addLast(new TlsGate(tls.get(), settings.requestTimeout()));
        }
        RequestDecoder decoder =
            new RequestDecoder(settings.maxLine(), settings.maxHeaders(), maxBody());
        channel
            .pipeline()
            .addLast(decoder, new Connection(HttpFront.this, loop, decoder, channel, remote));
      } else {
        var _ = channel.close(); // gone before it was looked at
      }
    }
  }

  /// A quarter of the shortest timeout, so that none is passed by much.
  private long tickMillis() {
    Duration least = settings.requestTimeout();
    for (Duration other : List.of(settings.idleTimeout(), settings.writeTimeout())) {
      least = other.compareTo(least) < 0 ? other : least;
    }
    return Math.clamp(least.toMillis() / 4, 10, 1000);
  }

  /// Where it listens, with the real port.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /// What all connections keep of messages and answers.
  BytesUnderWay underWay() {
    return underWay;
  }

  /// How many bytes connections keep of messages that come in parts and of answers not taken.
  public long bytesUnderWay() {
    return underWay.bytes();
  }

  /// How many clients are connected.
  public int connections() {
    return connections.get();
  }

  /// Whether an event loop does not keep up, so that it turns requests away.
  public boolean isOverloaded() {
    return loops.values().stream().anyMatch(loop -> loop.overload.isShedding());
  }

  /// Whether it stops.
  public boolean isStopping() {
    return draining;
  }

  /// How many connections there may be at once.
  public int maxConnections() {
    return files.connections(settings.maxConnections());
  }

  ProxyAdvice proxyAdvice() {
    return proxyAdvice;
  }

  HttpSettings settings() {
    return settings;
  }

  /// Takes other settings from now on, of which maxConnections, shutdownGrace, exempt and web may
  /// be others than before.
  public void settings(HttpSettings next) {
    settings = next;
  }

  /// Whether clients have to speak TLS.
  public boolean speaksTls() {
    return tls != null;
  }

  MediaTypes types() {
    return types;
  }

  DecodeLimits limits() {
    return limits;
  }

  int maxBody() {
    return limits.bodyBytes();
  }

  Crowds crowds() {
    return crowds;
  }

  Requests requests() {
    return requests;
  }

  Audit audit() {
    return audit;
  }

  boolean isDraining() {
    return draining;
  }

  /// Counts a connection in; [#leave] counts it out, whatever became of it.
  Entry enter() {
    int most = maxConnections();
    int over = connections.incrementAndGet() - most;
    if (draining || over > Math.min(REFUSED_POLITELY, most)) {
      return Entry.TURN_AWAY;
    }
    return over > 0 && !makeRoom(ASKED) ? Entry.FULL : Entry.WELCOME;
  }

  /// Has the connection give way that has been idle for longest, of whoever has most; another one
  /// if it is no longer idle when its own loop looks at it.
  private boolean makeRoom(int tries) {
    Crowds.Place place = tries == 0 ? null : crowds.removeLongestIdle(System.nanoTime());
    if (place == null) {
      return false;
    }
    place
        .loop()
        .execute(
            () -> {
              if (place.holder().getAsBoolean()) {
                gaveWay.increment();
              } else {
                var _ = crowds.enter(place, System.nanoTime());
                var _ = makeRoom(tries - 1);
              }
            });
    return true;
  }

  /// Connections that gave way to new ones since the start.
  public long gaveWay() {
    return gaveWay.sum();
  }

  /// @param place where the connection was counted, or null
  void leave(Crowds.@Nullable Place place) {
    if (place != null) {
      crowds.leave(place);
    }
    if (connections.decrementAndGet() == 0 && draining) {
      empty.countDown();
    }
  }

  /// Stops listening, lets requests under way end for as long as configured, closes all.
  @Override
  public synchronized void close() {
    if (draining) {
      return;
    }
    draining = true;
    listener.close().awaitUninterruptibly();
    loops.forEach((executor, loop) -> executor.execute(loop::drain));
    boolean interrupted = false;
    try {
      if (connections.get() > 0) {
        var _ = empty.await(settings.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (connections.get() > 0) {
      LOG.warn(
          "{} connections are cut off after {} ms",
          connections.get(),
          settings.shutdownGrace().toMillis());
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

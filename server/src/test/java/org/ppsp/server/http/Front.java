package org.ppsp.server.http;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.server.audit.Audit;
import org.ppsp.server.audit.Refusals;
import org.ppsp.server.audit.SecurityLog;
import org.ppsp.server.proxy.Proxies;

/// A front on a free port, with clients that are closed together with it.
final class Front implements AutoCloseable {
  static final Requests KEEP_ALIVE = (request, sender, later) -> Answer.of(answer(request));

  final HttpFront front;
  final Refusals refusals;
  private final List<RawClient> clients = new ArrayList<>();

  private Front(HttpFront front, Refusals refusals) {
    this.front = front;
    this.refusals = refusals;
  }

  static Response answer(Request request) {
    return new Response.KeepAlive(request.transactionId(), null);
  }

  static Front start() throws IOException {
    return with(new Settings(), KEEP_ALIVE);
  }

  static Front start(Requests requests) throws IOException {
    return with(new Settings(), requests);
  }

  static Front with(Settings settings, Requests requests) throws IOException {
    Refusals refusals = new Refusals();
    return new Front(
        new HttpFront(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            settings.build(),
            settings.tls,
            new XmlCodec(),
            settings.codecs,
            DecodeLimits.DEFAULT,
            requests,
            System::nanoTime,
            new Audit(refusals, new SecurityLog(System::nanoTime)),
            settings.tallies),
        refusals);
  }

  RawClient client() throws IOException {
    return client(0);
  }

  RawClient client(int receiveBuffer) throws IOException {
    RawClient client = new RawClient(front.address(), receiveBuffer);
    clients.add(client);
    return client;
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    front.close();
  }

  /// Settings that differ from the defaults in one or two things.
  static final class Settings {
    Transport transport = Transport.AUTO;
    List<Codec> codecs = List.of();
    @Nullable Supplier<SslContext> tls;
    Duration maxDelay = Duration.ofSeconds(60);
    Supplier<Tally> tallies = () -> Tally.NONE;
    Proxies proxies = Proxies.NONE;
    List<IpNetwork> exempt = List.of();
    WebSettings web = WebSettings.NONE;
    int maxConnections = 1000;
    int maxConnectionsPerAddress = 1000;
    int maxConnectionsPerNetwork = 1000;
    long maxBuffered = 1L << 30;
    Duration requestTimeout = Duration.ofSeconds(30);
    Duration idleTimeout = Duration.ofSeconds(30);
    Duration writeTimeout = Duration.ofSeconds(30);
    Duration shutdownGrace = Duration.ofSeconds(30);

    HttpSettings build() {
      return new HttpSettings(
          transport,
          2,
          128,
          maxConnections,
          maxConnectionsPerAddress,
          maxConnectionsPerNetwork,
          maxBuffered,
          4096,
          8192,
          requestTimeout,
          idleTimeout,
          writeTimeout,
          shutdownGrace,
          Duration.ofSeconds(7),
          maxDelay,
          proxies,
          exempt,
          web);
    }
  }
}

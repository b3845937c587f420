package org.ppsp.server;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.security.CredentialException;
import org.ppsp.server.security.Tls;
import org.ppsp.server.security.TlsSettings;
import org.ppsp.tracker.AccessPolicy;
import org.ppsp.tracker.Tracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running tracker: what it needs is made in [#start] and ended in [#close]. Thread-safe.
public final class Server implements AutoCloseable {
  private static final long SWEEP_MILLIS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final StatQuerier querier;
  private final Sweeper sweeper;
  private final HttpFront front;
  private final @Nullable Repeater lookout;

  private Server(
      StatQuerier querier, Sweeper sweeper, HttpFront front, @Nullable Repeater lookout) {
    this.querier = querier;
    this.sweeper = sweeper;
    this.front = front;
    this.lookout = lookout;
  }

  /// Starts a tracker; it listens when this returns.
  ///
  /// @throws StartException if it cannot listen, or must not
  public static Server start(Configuration configuration) throws StartException {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    InetAddress address = resolve(configuration.listen());
    boolean loopback = address.isLoopbackAddress();
    TlsSettings security = configuration.tls();
    if (!loopback && security == null && !configuration.allowPlainHttp()) {
      throw new StartException(
          "will not serve plain HTTP on %s: it is no loopback address, so that others could read and change the messages. Set tls.certificate and tls.key, listen on 127.0.0.1 or [::1], or set allowPlainHttp: true (PPSP_ALLOW_PLAIN_HTTP=true) if the network is trusted or a TLS proxy stands before it"
              .formatted(configuration.listen()));
    }
    Tls tls = security == null ? null : open(security);
    Codec xml = new XmlCodec();
    Tracker tracker =
        new Tracker(
            configuration.tracker(),
            System::nanoTime,
            InstantSource.system(),
            new SecureRandom(),
            AccessPolicy.OPEN);
    StatQuerier querier = new StatQuerier(xml, configuration.limits(), configuration.statQuery());
    TrackerRequests requests =
        new TrackerRequests(tracker, querier, loopback && configuration.statQuery().fromLoopback());
    HttpFront front;
    try {
      front =
          new HttpFront(
              new InetSocketAddress(address, configuration.listen().port()),
              configuration.http(),
              tls == null ? null : tls::context,
              xml,
              List.of(new JsonCodec()),
              configuration.limits(),
              requests);
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on " + configuration.listen() + ": " + causeAndCure(e), e);
    }
    Sweeper sweeper = new Sweeper(tracker::sessions, tracker::sweep, SWEEP_MILLIS);
    Repeater lookout = tls == null ? null : new Repeater("lookout", tls::look, tls.pause());
    Server server = new Server(querier, sweeper, front, lookout);
    LOG.info("tracker listens on {}", server.url());
    return server;
  }

  private static Tls open(TlsSettings settings) throws StartException {
    try {
      return new Tls(settings, InstantSource.system());
    } catch (CredentialException e) {
      throw new StartException("cannot speak TLS: " + e.getMessage(), e);
    }
  }

  private static InetAddress resolve(Listen listen) throws StartException {
    try {
      return listen.resolve();
    } catch (UnknownHostException e) {
      throw new StartException(
          "cannot listen on %s: the host name %s is not known; use an IP address or a name of this machine"
              .formatted(listen, listen.host()),
          e);
    }
  }

  /// The transports report one error in several classes, but in the words of the system.
  private static String causeAndCure(IOException e) {
    String message = String.valueOf(e.getMessage());
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("already in use")) {
      return "the port is in use; stop what listens there, or choose another port (0 takes any"
          + " free one)";
    }
    if (text.contains("permission denied")) {
      return "the system does not permit it; choose a port from 1024, or give the process the"
          + " right (CAP_NET_BIND_SERVICE)";
    }
    if (text.contains("cannot assign") || text.contains("not supported")) {
      return "this machine has no such address; choose one that it has, or 0.0.0.0 or [::] for all";
    }
    return message;
  }

  /// Where it listens, with the real port.
  public InetSocketAddress address() {
    return front.address();
  }

  /// The URL to which requests are sent.
  public URI url() {
    InetSocketAddress address = address();
    return URI.create(
        (front.speaksTls() ? "https://" : "http://")
            + new Listen(IpAddress.of(address.getAddress()).toString(), address.getPort())
            + "/");
  }

  /// Stops listening, lets requests under way end for as long as configured, ends all threads.
  @Override
  public void close() {
    front.close();
    querier.close();
    sweeper.close();
    if (lookout != null) {
      lookout.close();
    }
    LOG.info("tracker has stopped");
  }
}

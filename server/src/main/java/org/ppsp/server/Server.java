package org.ppsp.server;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.server.audit.Audit;
import org.ppsp.server.audit.Refusals;
import org.ppsp.server.audit.SecurityLog;
import org.ppsp.server.http.HttpFront;
import org.ppsp.server.http.OpenFiles;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Tally;
import org.ppsp.server.limit.LimitedPeers;
import org.ppsp.server.limit.LimitedRequests;
import org.ppsp.server.limit.Limits;
import org.ppsp.server.manage.Figures;
import org.ppsp.server.metrics.Metrics;
import org.ppsp.server.metrics.Readings;
import org.ppsp.server.metrics.Tallies;
import org.ppsp.server.security.CredentialException;
import org.ppsp.server.security.ManageAccess;
import org.ppsp.server.security.Security;
import org.ppsp.tracker.Ticker;
import org.ppsp.tracker.Tracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running tracker: what it needs is made in [#start] and ended in [#close]. Thread-safe.
public final class Server implements AutoCloseable {
  private static final long SWEEP_MILLIS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private static final Duration SUMMARY = Duration.ofMinutes(1);

  private final StatQuerier querier;
  private final Sweeper sweeper;
  private final HttpFront front;
  private final Repeater lookout;
  private final Security security;
  private final Audit audit;
  private final Repeater summary;
  private @Nullable ManagedPort management;
  private final Reloader reloader;

  private Server(
      StatQuerier querier,
      Sweeper sweeper,
      HttpFront front,
      Repeater lookout,
      Security security,
      Audit audit,
      Reloader reloader) {
    this.querier = querier;
    this.sweeper = sweeper;
    this.front = front;
    this.lookout = lookout;
    this.security = security;
    this.audit = audit;
    this.reloader = reloader;
    this.summary = new Repeater("security log", audit.log()::summarize, SUMMARY);
  }

  /// Starts a tracker; it listens when this returns.
  ///
  /// @throws StartException if it cannot listen, or must not
  public static Server start(Configuration configuration) throws StartException {
    return start(configuration, Host.NONE);
  }

  /// Starts a tracker that may use something of its host; it listens when this returns.
  ///
  /// @throws StartException if it cannot listen, or must not
  public static Server start(Configuration configuration, Host host) throws StartException {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    FileLimit.check(OpenFiles.now(), configuration.http().maxConnections());
    InetAddress address = resolve(configuration.listen());
    boolean loopback = address.isLoopbackAddress();
    if (!loopback && configuration.tls() == null && !configuration.allowPlainHttp()) {
      throw new StartException(
          "will not serve plain HTTP on %s: it is no loopback address, so that others could read and change the messages. Set tls.certificate and tls.key, listen on 127.0.0.1 or [::1], or set allowPlainHttp: true (PPSP_ALLOW_PLAIN_HTTP=true) if the network is trusted or a TLS proxy stands before it"
              .formatted(configuration.listen()));
    }
    ManageAccess access = ManagedPort.access(configuration);
    SteadyTicker ticker = new SteadyTicker(System::nanoTime);
    Security security = open(configuration, ticker);
    if (configuration.access().file() != null && configuration.auth().mechanisms().isEmpty()) {
      LOG.warn(
          "access.file names peers, and auth.mechanisms is none: anyone may take a name that is"
              + " free");
    }
    Codec xml = new XmlCodec();
    Tracker tracker =
        new Tracker(
            configuration.tracker(),
            ticker,
            InstantSource.system(),
            new SecureRandom(),
            security.access());
    StatQuerier querier = new StatQuerier(xml, configuration.limits(), configuration.statQuery());
    TrackerRequests answering =
        new TrackerRequests(
            tracker,
            querier,
            loopback && configuration.statQuery().fromLoopback(),
            configuration.http().proxies());
    Limits limits = new Limits(configuration.rates(), System::nanoTime);
    Requests requests =
        new LimitedRequests(
            limits,
            new PageGuard(security.before(new LimitedPeers(limits, answering), limits::proof)));
    Audit audit = new Audit(new Refusals(), new SecurityLog(System::nanoTime));
    Configuration.ManageSettings manage = configuration.manage();
    Tallies tallies = manage == null ? null : new Tallies();
    HttpFront front;
    try {
      front =
          new HttpFront(
              new InetSocketAddress(address, configuration.listen().port()),
              configuration.http(),
              security.tls(),
              xml,
              List.of(new JsonCodec(configuration.tracker().strictRfc7846())),
              configuration.limits(),
              requests,
              ticker,
              audit,
              tallies == null ? () -> Tally.NONE : tallies);
    } catch (IOException e) {
      security.close();
      throw new StartException(
          "cannot listen on " + configuration.listen() + ": " + causeAndCure(e, hasIpv6()), e);
    }
    IntUnaryOperator sweep =
        most -> {
          ticker.beat();
          return tracker.sweep(most);
        };
    Sweeper sweeper = new Sweeper(tracker::sessions, sweep, SWEEP_MILLIS);
    Runnable look =
        () -> {
          security.look();
          if (access != null) {
            access.look();
          }
        };
    Repeater lookout = new Repeater("lookout", look, configuration.look());
    Reloader reloader =
        new Reloader(
            configuration,
            new Reloader.Parts(
                tracker, limits, security, querier, front, look, lookout::pause, host.log()));
    Server server = new Server(querier, sweeper, front, lookout, security, audit, reloader);
    if (access != null && tallies != null && manage != null) {
      OperatorRoutes routes =
          new OperatorRoutes(
              tracker,
              new PeerAsker(answering),
              new ServerOperations(tracker, front, server.url(), reloader, host),
              access.needsToken(),
              () -> reloader.current().access(),
              security::look);
      LogControl log = host.log();
      Readings readings =
          new Readings(tallies, front, tracker, audit.refusals(), InstantSource.system());
      server.manage(
          manage,
          access,
          routes,
          new Metrics(
              tallies,
              front,
              tracker,
              audit.refusals(),
              limits,
              log == null ? () -> 0 : log::dropped,
              manage.topSwarms()),
          new Figures(readings, Readings.bounds()));
    }
    LOG.info("tracker listens on {}", server.url());
    URI management = server.managementUrl();
    if (management != null) {
      LOG.info("management listens on {}", management);
    }
    return server;
  }

  /// Opens the management port, or ends all.
  private void manage(
      Configuration.ManageSettings settings,
      ManageAccess access,
      OperatorRoutes routes,
      Metrics metrics,
      Figures figures)
      throws StartException {
    try {
      management = ManagedPort.open(settings, access, routes, metrics, figures);
    } catch (StartException e) {
      close();
      throw e;
    }
  }

  private static Security open(Configuration configuration, Ticker ticker) throws StartException {
    try {
      return new Security(
          configuration.tls(),
          configuration.auth(),
          configuration.access(),
          configuration.http().web().hosts(),
          InstantSource.system(),
          ticker);
    } catch (CredentialException e) {
      throw new StartException("cannot start safely: " + e.getMessage(), e);
    }
  }

  static InetAddress resolve(Listen listen) throws StartException {
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
  ///
  /// @param ipv6 whether this machine has addresses of IPv6
  static String causeAndCure(IOException e, boolean ipv6) {
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
    if (text.contains("cannot assign")
        || text.contains("not supported")
        || text.contains("family unavailable")) {
      return ipv6
          ? "this machine has no such address; choose one that it has, or 0.0.0.0 or [::] for all"
          : "this machine has no such address, and IPv6 is off; choose one that it has, or 0.0.0.0"
              + " for all";
    }
    return message;
  }

  /// Where IPv6 is switched off, not even loopback has an address of it.
  static boolean hasIpv6() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(Inet6Address.class::isInstance);
    } catch (SocketException e) {
      return true; // not known
    }
  }

  /// Where it listens, with the real port.
  public InetSocketAddress address() {
    return front.address();
  }

  /// The URL to which requests are sent.
  public URI url() {
    return Listen.url(address(), front.speaksTls());
  }

  /// The URL of the dashboard and all else that operators use; null if there is none.
  public @Nullable URI managementUrl() {
    return management == null ? null : management.url();
  }

  /// Takes another configuration while it runs: what may change holds at once, and files with
  /// certificates, keys, passwords and rules are looked at; all else stays until the next start.
  /// The log tells both.
  ///
  /// @return what changed and what did not
  /// @throws ConfigurationException if it cannot be used; then all is as before
  public Reload reload(Configuration next) throws ConfigurationException {
    return reloader.reload(next);
  }

  /// What it runs with now: the configuration that it was started with, and what was changed since.
  public Configuration configuration() {
    return reloader.current();
  }

  /// What the edge has refused since the start.
  public Refusals refusals() {
    return audit.refusals();
  }

  /// Stops listening, lets requests under way end for as long as configured, ends all threads.
  @Override
  public void close() {
    front.close();
    if (management != null) {
      management.close();
    }
    querier.close();
    sweeper.close();
    summary.close();
    lookout.close();
    security.close();
    LOG.info("tracker has stopped");
  }
}

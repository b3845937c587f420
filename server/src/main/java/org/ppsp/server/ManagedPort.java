package org.ppsp.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.manage.FigureRoutes;
import org.ppsp.server.manage.Figures;
import org.ppsp.server.manage.ManagePort;
import org.ppsp.server.manage.Management;
import org.ppsp.server.manage.Route;
import org.ppsp.server.metrics.Metrics;
import org.ppsp.server.security.CredentialException;
import org.ppsp.server.security.ManageAccess;

/// The management port of a server, as it is configured, and what only it needs.
final class ManagedPort implements AutoCloseable {
  private static final Duration EVENTS = Duration.ofSeconds(2);

  private final InetAddress address;
  private final Management management;
  private final Metrics metrics;
  private final FigureRoutes events;
  private final Repeater samples;

  private ManagedPort(
      InetAddress address,
      Management management,
      Metrics metrics,
      FigureRoutes events,
      Figures figures) {
    this.address = address;
    this.management = management;
    this.metrics = metrics;
    this.events = events;
    samples = new Repeater("figures", figures::sample, Duration.ofSeconds(Figures.INTERVAL));
  }

  /// Reads what protects the port; null if there shall be none.
  ///
  /// @throws StartException if it cannot be used, or is not enough
  static @Nullable ManageAccess access(Configuration configuration) throws StartException {
    Configuration.ManageSettings settings = configuration.manage();
    if (settings == null) {
      return null;
    }
    if (!Server.resolve(settings.listen()).isLoopbackAddress()
        && (settings.token() == null || settings.certificate() == null)) {
      throw new StartException(
          "will not open the management port on %s: it is no loopback address, so that strangers could steer the tracker, or read the token. Set manage.token, manage.certificate and manage.key, or manage.listen to 127.0.0.1:9846"
              .formatted(settings.listen()));
    }
    try {
      return new ManageAccess(settings.token(), settings.certificate(), settings.key());
    } catch (CredentialException e) {
      throw new StartException("cannot start safely: " + e.getMessage(), e);
    }
  }

  /// Opens the port.
  ///
  /// @throws StartException if it cannot listen
  static ManagedPort open(
      Configuration.ManageSettings settings,
      ManageAccess access,
      OperatorRoutes operator,
      Metrics metrics,
      Figures figures)
      throws StartException {
    InetAddress address = Server.resolve(settings.listen());
    InetSocketAddress listen = new InetSocketAddress(address, settings.listen().port());
    FigureRoutes events = new FigureRoutes(figures, EVENTS);
    List<Route> routes = new ArrayList<>(operator.all());
    routes.addAll(metrics.routes());
    routes.addAll(events.routes());
    try {
      Management management = new Management(ManagePort.at(listen), access, routes);
      return new ManagedPort(address, management, metrics, events, figures);
    } catch (IOException e) {
      metrics.close();
      throw new StartException(
          "cannot listen on %s for management: %s. Another address: manage.listen (PPSP_MANAGE_LISTEN); without management: none"
              .formatted(settings.listen(), Server.causeAndCure(e, Server.hasIpv6())),
          e);
    }
  }

  URI url() {
    return Listen.url(new InetSocketAddress(address, management.port()), management.speaksTls());
  }

  @Override
  public void close() {
    samples.close();
    events.close();
    management.close();
    metrics.close();
  }
}

package org.ppsp.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.manage.ManagePort;
import org.ppsp.server.manage.Management;
import org.ppsp.server.manage.Route;
import org.ppsp.server.security.CredentialException;
import org.ppsp.server.security.ManageAccess;

/// The management port of a server, as it is configured.
final class ManagedPort implements AutoCloseable {
  private final InetAddress address;
  private final Management management;

  private ManagedPort(InetAddress address, Management management) {
    this.address = address;
    this.management = management;
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
      return new ManageAccess(
          settings.token(), settings.certificate(), settings.key(), InstantSource.system());
    } catch (CredentialException e) {
      throw new StartException("cannot start safely: " + e.getMessage(), e);
    }
  }

  /// Opens the port.
  ///
  /// @throws StartException if it cannot listen
  static @Nullable ManagedPort open(
      Configuration configuration, ManageAccess access, List<Route> routes) throws StartException {
    Configuration.ManageSettings settings = configuration.manage();
    if (settings == null) {
      return null;
    }
    InetAddress address = Server.resolve(settings.listen());
    InetSocketAddress listen = new InetSocketAddress(address, settings.listen().port());
    try {
      return new ManagedPort(address, new Management(new ManagePort(listen), access, routes));
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on %s for management: %s. Another address: manage.listen (PPSP_MANAGE_LISTEN); without management: none"
              .formatted(settings.listen(), Server.causeAndCure(e)),
          e);
    }
  }

  URI url() {
    return Listen.url(new InetSocketAddress(address, management.port()), management.speaksTls());
  }

  @Override
  public void close() {
    management.close();
  }
}

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
  private final ManageAccess access;
  private final Management management;

  private ManagedPort(InetAddress address, ManageAccess access, Management management) {
    this.address = address;
    this.access = access;
    this.management = management;
  }

  /// Opens it, if there shall be one.
  ///
  /// @throws StartException if it cannot listen, or must not
  static @Nullable ManagedPort open(Configuration configuration, List<Route> routes)
      throws StartException {
    Configuration.ManageSettings settings = configuration.manage();
    if (settings == null) {
      return null;
    }
    Listen listen = settings.listen();
    InetAddress address = Server.resolve(listen);
    if (!address.isLoopbackAddress()
        && (settings.token() == null || settings.certificate() == null)) {
      throw new StartException(
          "will not open the management port on %s: it is no loopback address, so that strangers could steer the tracker, or read the token. Set manage.token, manage.certificate and manage.key, or manage.listen to 127.0.0.1:9846"
              .formatted(listen));
    }
    try {
      ManageAccess access =
          new ManageAccess(
              settings.token(), settings.certificate(), settings.key(), InstantSource.system());
      Management management =
          new Management(
              new ManagePort(new InetSocketAddress(address, listen.port())), access, routes);
      return new ManagedPort(address, access, management);
    } catch (CredentialException e) {
      throw new StartException("cannot start safely: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on %s for management: %s. Another address: manage.listen (PPSP_MANAGE_LISTEN); without management: none"
              .formatted(listen, Server.causeAndCure(e)),
          e);
    }
  }

  URI url() {
    return Listen.url(new InetSocketAddress(address, management.port()), management.speaksTls());
  }

  /// Looks whether files have changed, and takes them if so.
  synchronized void look() {
    access.look();
  }

  @Override
  public void close() {
    management.close();
  }
}

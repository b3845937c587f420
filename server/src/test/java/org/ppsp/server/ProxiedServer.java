package org.ppsp.server;

import java.util.HashMap;
import java.util.Map;

/// A real server, and a client that it trusts as a proxy, so that a test can send requests from any
/// address.
final class ProxiedServer implements AutoCloseable {
  final Server server;
  final PeerClient proxy;

  private ProxiedServer(Server server) {
    this.server = server;
    proxy = new PeerClient(server);
  }

  /// Starts one that takes addresses from `X-Forwarded-For`.
  ///
  /// @param settings names and values, in turn
  static ProxiedServer start(String... settings) throws StartException, ConfigurationException {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    options.put("proxy.trusted", "127.0.0.1");
    options.put("proxy.header", "x-forwarded-for");
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    return new ProxiedServer(Server.start(Configuration.load(null, Map.of(), options)));
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}

package org.ppsp.server;

import org.ppsp.server.http.OpenFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the process may open as many files as its configuration needs. A connection is one.
final class FileLimit {
  /// Files without which a tracker would fail here and there.
  static final int LEAST = 256;

  private static final String CURE =
      "Raise the limit (ulimit -n %1$s, or LimitNOFILE=%1$s of systemd)";
  private static final Logger LOG = LoggerFactory.getLogger(FileLimit.class);

  private FileLimit() {}

  /// Warns if there are too few files for all connections.
  ///
  /// @throws StartException if there are too few to begin with
  static void check(OpenFiles files, int maxConnections) throws StartException {
    long limit = files.limit();
    long wanted = (long) maxConnections + OpenFiles.RESERVE;
    if (limit < LEAST) {
      throw new StartException(
          "the process may open %s files, and a tracker needs %s or more. ".formatted(limit, LEAST)
              + CURE.formatted(wanted));
    }
    if (limit < wanted) {
      LOG.warn(
          "http.maxConnections is {}, but the process may open {} files, and needs some for other"
              + " things: it will keep at most {} connections. {}, or lower http.maxConnections",
          maxConnections,
          limit,
          files.connections(maxConnections),
          CURE.formatted(wanted));
    }
  }
}

package org.ppsp.server;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What is logged, how, and where to besides standard error.
///
/// @param level how much
/// @param format of the lines
/// @param syslog the collector that gets the lines, too: `udp`, `tcp` or `tls`, host and port; null
///   for none
public record LogSettings(LogLevel level, Format format, @Nullable URI syslog) {
  /// How a line looks.
  public enum Format {
    /// For people.
    TEXT,
    /// A JSON object.
    JSON
  }

  /// Checks the collector.
  ///
  /// @throws IllegalArgumentException if it is none
  public LogSettings {
    if (syslog != null) {
      checkCollector(syslog);
    }
  }

  private static void checkCollector(URI collector) {
    String host = collector.getHost(); // null, as the path may be, of what is no URL
    if (host == null
        || collector.getRawUserInfo() != null
        || !(collector.getRawPath() + "/").matches("//?")
        || collector.getRawQuery() != null
        || collector.getRawFragment() != null
        || collector.getPort() == 0
        || collector.getPort() > 65_535) {
      throw new IllegalArgumentException("it must be scheme, host and port alone");
    }
    int _ = standardPort(collector);
  }

  /// The port of a collector, that of its scheme by default: 514 of `udp`, 601 of `tcp` (RFC 6587),
  /// 6514 of `tls` (RFC 5425).
  ///
  /// @throws IllegalArgumentException if the scheme is another
  public static int port(URI collector) {
    return collector.getPort() < 0 ? standardPort(collector) : collector.getPort();
  }

  private static int standardPort(URI collector) {
    return switch (String.valueOf(collector.getScheme())) {
      case "udp" -> 514;
      case "tcp" -> 601;
      case "tls" -> 6514;
      default -> throw new IllegalArgumentException("the scheme must be udp, tcp or tls");
    };
  }
}

package org.ppsp.server;

import java.util.Locale;

/// One key of the configuration: the only place that names it, and all there is to say about it.
///
/// @param name its path in the file, `tracker.keepaliveInterval`
/// @param standard its value when nothing is configured
/// @param doc what it does, one sentence without a full stop
/// @param live whether it may change while the tracker runs
record Key<T>(String name, T standard, Kind<T> kind, String doc, boolean live) {
  /// The environment variable that sets it, `PPSP_TRACKER_KEEPALIVE_INTERVAL`.
  String variable() {
    return "PPSP_"
        + name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /// The text of the value when nothing is configured.
  String standardText() {
    return kind.writer().apply(standard);
  }

  /// Reads a value.
  ///
  /// @param place where it stands, for the message
  T read(String place, String text) throws ConfigurationException {
    try {
      return kind.reader().apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigurationException(
          "%s: %s: '%s' is not allowed; it must be %s".formatted(place, name, text, kind.range()),
          e);
    }
  }
}

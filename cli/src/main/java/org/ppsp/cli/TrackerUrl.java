package org.ppsp.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// The address of a tracker as options name it.
final class TrackerUrl {
  /// The default of options that name one.
  static final String DEFAULT = "${env:PPSP_URL:-http://127.0.0.1:7846/}";

  /// What their help says.
  static final String DESCRIPTION =
      "The tracker (default: http://127.0.0.1:7846/); also by the variable PPSP_URL.";

  private TrackerUrl() {}

  /// Reads an address. One that is written in two ways becomes the same, so that what is kept for
  /// it is found again.
  ///
  /// @throws IllegalArgumentException if it is not an `http` or `https` URL with a host
  static URI parse(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getPort() > 0xffff) {
        throw new IllegalArgumentException(
            "'%s' has the port %s; the highest is 65535".formatted(text, uri.getPort()));
      }
      if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return new URI(scheme + "://" + host + port + path + query);
      }
    } catch (URISyntaxException e) {
      // falls through to the message
    }
    throw new IllegalArgumentException(
        ("'%s' is no address of a tracker; it must be a URL such as http://127.0.0.1:7846/, in"
                + " --tracker or in the variable PPSP_URL")
            .formatted(text));
  }
}

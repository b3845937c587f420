package org.ppsp.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.SessionToken;

/// Shows a tracker that a peer has an address of the other family, too: one that its requests do
/// not come from by themselves, for the JDK's client connects to the first address of a name. A
/// tracker lists only addresses that requests have come from.
///
/// One message over a connection of its own; the name that the certificate and SNI must have stays
/// the tracker's. Every thread may call.
///
/// @param context for trackers with `https`
/// @param timeout of each step
record OtherFamily(SSLContext context, Duration timeout) {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /// Whether a peer names a public address of another family than its requests come from.
  static boolean isNamed(List<PeerAddress> named, PeerAddress observed) {
    return named.stream()
        .map(PeerAddress::ip)
        .anyMatch(ip -> !ip.isPrivate() && ip.isV4() != observed.ip().isV4());
  }

  /// The first address of a tracker that is of another family than the observed one.
  static Optional<InetAddress> of(List<InetAddress> tracker, PeerAddress observed) {
    return tracker.stream()
        .filter(address -> IpAddress.of(address).isV4() != observed.ip().isV4())
        .findFirst();
  }

  /// Sends a request and waits for the head of the answer.
  ///
  /// @param via the tracker's address to send it to
  /// @return the HTTP status
  int send(URI tracker, InetAddress via, String mediaType, SessionToken token, byte[] body)
      throws IOException {
    boolean isSecure = "https".equalsIgnoreCase(tracker.getScheme());
    int port = tracker.getPort() > 0 ? tracker.getPort() : isSecure ? HTTPS : HTTP;
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(via, port), millis);
      plain.setSoTimeout(millis);
      try (Socket socket = isSecure ? secured(plain, tracker.getHost(), port) : plain) {
        OutputStream out = socket.getOutputStream();
        out.write(head(tracker, mediaType, token, body.length).getBytes(US_ASCII));
        out.write(body);
        out.flush();
        return status(socket);
      }
    }
  }

  private Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String head(URI tracker, String mediaType, SessionToken token, int length) {
    String path = tracker.getRawPath().isEmpty() ? "/" : tracker.getRawPath();
    String query = tracker.getRawQuery() == null ? "" : "?" + tracker.getRawQuery();
    return String.join(
        "\r\n",
        "POST " + path + query + " HTTP/1.1",
        "Host: " + tracker.getRawAuthority().replaceFirst("^.*@", ""),
        "Content-Type: " + mediaType,
        SessionToken.HEADER + ": " + token.text(),
        "Content-Length: " + length,
        "Connection: close",
        "",
        "");
  }

  private static int status(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 64);
    char[] line = new char["HTTP/1.1 200".length()];
    for (int at = 0; at < line.length; ) {
      int read = in.read(line, at, line.length - at);
      if (read < 0) {
        throw new IOException("the tracker closed the connection");
      }
      at += read;
    }
    String text = new String(line);
    if (!text.toUpperCase(Locale.ROOT).matches("HTTP/1\\.[01] [1-5][0-9]{2}")) {
      throw new IOException("not an answer of HTTP");
    }
    return Integer.parseInt(text.substring(text.length() - 3));
  }
}

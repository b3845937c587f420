package org.ppsp.cli.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.xml.XmlCodec;

/// One connection, to see what becomes of it: an HTTP client hides whether it was kept.
final class RawConnection implements AutoCloseable {
  private static final int MAX_LINE = 8192;
  private static final int MAX_LINES = 100;

  private final URI url;
  private final @Nullable String token;
  private final Socket socket;
  private final InputStream in;

  private RawConnection(URI url, @Nullable String token, Socket socket) throws IOException {
    this.url = url;
    this.token = token;
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// @param token of the peer for which messages are sent, or null
  static RawConnection to(Wire wire, @Nullable String token) throws IOException {
    return new RawConnection(wire.url(), token, socket(wire));
  }

  /// A connection to the tracker; if that speaks TLS, before its handshake.
  static Socket socket(Wire wire) throws IOException {
    URI url = wire.url();
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    int millis = (int) wire.timeout().toMillis();
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host(url), port), millis);
      socket.setSoTimeout(millis);
      return tls
          ? wire.tls().getSocketFactory().createSocket(socket, host(url), port, true)
          : socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String host(URI url) {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The path of the tracker.
  String path() {
    return url.getRawPath().isEmpty() ? "/" : url.getRawPath();
  }

  /// Sends the head of a request, whatever is in it, and the token.
  void head(String line, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(line + "\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (token != null) {
      head.append(SessionToken.HEADER + ": " + token + "\r\n");
    }
    socket.getOutputStream().write((head + "\r\n").getBytes(ISO_8859_1));
  }

  /// Sends the body after a head.
  void body(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  /// Sends messages at once, without waiting for answers in between.
  void post(String... messages) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String message : messages) {
      byte[] body = message.getBytes(UTF_8);
      String head =
          "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: %s\r\nContent-Length: %s\r\n\r\n"
              .formatted(
                  path(),
                  url.getRawAuthority(),
                  token == null ? "" : SessionToken.HEADER + ": " + token + "\r\n",
                  XmlCodec.MEDIA_TYPE,
                  body.length);
      out.writeBytes(head.getBytes(ISO_8859_1));
      out.writeBytes(body);
    }
    socket.getOutputStream().write(out.toByteArray());
  }

  /// Reads the next answer.
  ///
  /// @param transactionId what it must echo; null if it need not
  Answer read(@Nullable String transactionId) throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("\\d{3}")) {
      throw new IOException("an answer that is no HTTP: " + String.join(" ", status));
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String line = line();
    for (int i = 0; !line.isEmpty() && i < MAX_LINES; i++) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers
            .computeIfAbsent(line.substring(0, colon), key -> new ArrayList<>(1))
            .add(line.substring(colon + 1).strip());
      }
      line = line();
    }
    return new Answer(transactionId, Integer.parseInt(status[1]), headers, body(headers));
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    String coding = headers.getOrDefault("Transfer-Encoding", List.of("")).getFirst();
    if (!coding.toLowerCase(Locale.ROOT).equals("chunked")) {
      return bytes(length(headers.getOrDefault("Content-Length", List.of("0")).getFirst(), 10));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int length = length(line().split(";", 2)[0].strip(), 16);
    while (length > 0 && body.size() < DecodeLimits.RESPONSES.bodyBytes()) {
      body.writeBytes(bytes(length));
      var _ = line();
      length = length(line().split(";", 2)[0].strip(), 16);
    }
    while (!line().isEmpty()) {
      // trailers say nothing to us
    }
    return body.toByteArray();
  }

  private static int length(String text, int radix) throws IOException {
    try {
      int length = Integer.parseInt(text, radix);
      if (length >= 0 && length <= DecodeLimits.RESPONSES.bodyBytes()) {
        return length;
      }
    } catch (NumberFormatException e) {
      throw new IOException("a length that is none: " + text, e);
    }
    throw new IOException("an answer of " + text + " bytes, which is too long");
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection was closed in the middle of an answer");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection was closed before the answer");
      }
      if (line.size() == MAX_LINE) {
        throw new IOException("a header line of more than " + MAX_LINE + " bytes");
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

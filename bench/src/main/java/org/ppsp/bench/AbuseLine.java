package org.ppsp.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A connection that the PROXY protocol announces as one from any address. Blocking, for one
/// thread.
final class AbuseLine implements Closeable {
  private static final int TIMEOUT_MILLIS = 3000;

  private final Socket socket = new Socket();
  private final InputStream in;

  /// @param from the IPv4 address it seems to come from; null to announce nothing
  AbuseLine(InetSocketAddress server, @Nullable String from) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server, TIMEOUT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream(), 8192);
      if (from != null) {
        send("PROXY TCP4 " + from + " 127.0.0.1 40000 7846\r\n");
      }
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// Sends text as it is.
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends a message of the protocol and returns its answer.
  ///
  /// @param fields what stands behind the transaction, the PeerID first
  Answer ask(String method, String fields, @Nullable String token) throws IOException {
    String body =
        "<PPSPTrackerProtocol version=\"1.0\"><Method>"
            + method
            + "</Method><TransactionID>1</TransactionID>"
            + fields
            + "</PPSPTrackerProtocol>";
    send(
        "POST / HTTP/1.1\r\nHost: tracker\r\nContent-Type: application/ppsp-tracker+xml\r\n"
            + (token == null ? "" : "PPSP-Session: " + token + "\r\n")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
    return answer();
  }

  /// Asks for a page.
  Answer get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return answer();
  }

  /// An answer of HTTP.
  ///
  /// @param token the header `PPSP-Session`, or null
  record Answer(int status, @Nullable String token, String body) {
    boolean isOk() {
      return status == 200;
    }
  }

  private Answer answer() throws IOException {
    String status = line();
    int length = 0;
    String token = null;
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      String value = header.substring(colon + 1).strip();
      if (header.regionMatches(true, 0, "Content-Length", 0, colon)) {
        length = Integer.parseInt(value);
      } else if (header.regionMatches(true, 0, "PPSP-Session", 0, colon)) {
        token = value;
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(status.substring(9, 12)), token, body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // gone anyway
    }
  }
}

package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client that sends whatever bytes it is given, and reads HTTP answers one by one.
public final class RawClient implements Closeable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  public RawClient(InetSocketAddress server) throws IOException {
    this(server, 0);
  }

  /// Connects.
  ///
  /// @param receiveBuffer bytes; 0: what the system gives
  public RawClient(InetSocketAddress server, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(server, PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// Takes a socket that is connected.
  public RawClient(Socket connected) throws IOException {
    socket = connected;
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// One answer.
  public record Reply(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  public RawClient send(String bytes) throws IOException {
    return send(bytes.getBytes(ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /// Sends the head of a POST.
  public RawClient head(String... headers) throws IOException {
    StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return send(head + "\r\n");
  }

  /// Sends a message as a POST.
  public RawClient post(String message, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: " + message.length());
    return head(all.toArray(String[]::new)).send(message);
  }

  /// Says that nothing more will be sent.
  public RawClient endInput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// The first line of what comes.
  public String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new SocketException("closed after '" + line + "'");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  public Reply reply() throws IOException {
    return reply(true);
  }

  /// Reads the next answer.
  ///
  /// @param hasBody false for the answer to HEAD
  public Reply reply(boolean hasBody) throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    int length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
    return new Reply(status, headers, new String(in.readNBytes(length), ISO_8859_1));
  }

  /// Waits until the server has closed the connection; false if it sends something instead.
  public boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

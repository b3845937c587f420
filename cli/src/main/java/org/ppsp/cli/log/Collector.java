package org.ppsp.cli.log;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.ppsp.server.LogSettings;

/// A connection to a syslog collector. One thread sends; any may close.
sealed interface Collector extends Closeable {
  /// Sends a message; may wait for as long as the collector takes nothing, until it is closed.
  ///
  /// @throws IOException if it cannot be sent now, or by this connection
  void send(byte[] message) throws IOException;

  @Override
  void close();

  /// How long connecting may take.
  int TIMEOUT_MILLIS = 5_000;

  /// Bytes of a message. A datagram should fit into what every receiver takes (RFC 5426); on
  /// streams common collectors take 8 KiB.
  static int longest(URI place) {
    return "udp".equals(place.getScheme()) ? 2048 : 8192;
  }

  /// Connects.
  ///
  /// @param tls makes the connections of TLS
  static Collector connect(URI place, SSLSocketFactory tls) throws IOException {
    String host = place.getHost().replaceAll("[\\[\\]]", "");
    InetSocketAddress address = new InetSocketAddress(host, LogSettings.port(place));
    if (address.isUnresolved()) {
      throw new UnknownHostException("the host name " + host + " is not known");
    }
    return switch (place.getScheme()) {
      case "udp" -> new Datagrams(address);
      case "tcp" -> {
        Socket plain = connected(address);
        yield new Stream(plain, plain);
      }
      default -> {
        Socket plain = connected(address);
        yield new Stream(secured(plain, host, tls), plain);
      }
    };
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(address, TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The certificate must be one for that host (RFC 5425, section 5.2).
  private static Socket secured(Socket plain, String host, SSLSocketFactory tls)
      throws IOException {
    try {
      SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, plain.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.startHandshake();
      socket.setSoTimeout(0);
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /// Each message a datagram (RFC 5426).
  final class Datagrams implements Collector {
    private final DatagramSocket socket = new DatagramSocket();

    private Datagrams(InetSocketAddress address) throws IOException {
      socket.connect(address); // or it would not be told that nobody is there
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, message.length));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /// Messages one after the other, each behind its length (RFC 6587, section 3.4.1; RFC 5425).
  final class Stream implements Collector {
    private static final Duration GOODBYE = Duration.ofMillis(200);

    private final Socket socket;
    private final Socket plain;
    private final OutputStream out;
    private volatile boolean hasEnded;

    /// @param plain what is below TLS, or the same
    private Stream(Socket socket, Socket plain) throws IOException {
      this.socket = socket;
      this.plain = plain;
      out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      Thread.ofVirtual().name("syslog end").start(() -> watch(in));
    }

    /// A collector says nothing, but it may end; a message sent after that would be lost.
    private void watch(InputStream in) {
      try {
        byte[] said = new byte[512];
        while (in.read(said) >= 0) {
          // what it says is of no use
        }
      } catch (IOException e) {
        // it has ended
      }
      hasEnded = true;
      close();
    }

    @Override
    public void send(byte[] message) throws IOException {
      if (hasEnded) {
        throw new IOException("it has ended the connection");
      }
      byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
      byte[] frame = new byte[length.length + message.length];
      System.arraycopy(length, 0, frame, 0, length.length);
      System.arraycopy(message, 0, frame, length.length, message.length);
      out.write(frame);
      out.flush();
    }

    /// The goodbye of TLS would wait behind a message that nobody takes.
    @Override
    public void close() {
      try {
        var _ = Thread.ofVirtual().start(() -> close(socket)).join(GOODBYE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      close(plain);
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is of no use any more
      }
    }
  }
}

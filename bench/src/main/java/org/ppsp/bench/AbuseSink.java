package org.ppsp.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Takes what attackers send and does nothing for it, to show what their load alone costs the
/// machine. It answers whatever one read brings. Argument: port.
public final class AbuseSink {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private AbuseSink() {}

  /// Serves until it is killed.
  public static void main(String[] args) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]), 1024, loopback)) {
      System.out.println("listening on http://127.0.0.1:" + listener.getLocalPort() + "/");
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    }
  }

  private static void serve(Socket socket) {
    byte[] buffer = new byte[65_536];
    try (socket) {
      InputStream in = socket.getInputStream();
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        String end =
            new String(buffer, Math.max(0, read - 2), Math.min(2, read), StandardCharsets.US_ASCII);
        boolean isAnnounced = read < 80 && buffer[0] == 'P' && buffer[1] == 'R';
        if (!isAnnounced && (end.equals("l>") || end.equals("\r\n"))) {
          socket.getOutputStream().write(OK);
        }
      }
    } catch (IOException _) {
      // the attacker has gone
    }
  }
}

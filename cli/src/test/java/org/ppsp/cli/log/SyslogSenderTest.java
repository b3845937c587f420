package org.ppsp.cli.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.testkit.TestAuthority;

/// What a collector receives, over real sockets, and what happens while there is none.
@Timeout(60)
class SyslogSenderTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private SyslogSender sender;

  private SyslogSender start(URI place, SyslogSender.Connector connector) {
    sender =
        new SyslogSender(
            place,
            connector,
            (level, message) -> told.add(level + " " + message),
            Duration.ofMillis(10));
    return sender;
  }

  private SyslogSender start(String place) {
    return start(place, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  private SyslogSender start(String place, SSLSocketFactory tls) {
    URI uri = URI.create(place);
    return start(uri, () -> Collector.connect(uri, tls));
  }

  @AfterEach
  void stop() {
    if (sender != null) {
      sender.close(Duration.ZERO);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /// A message as octet counting frames it.
  private static String next(DataInputStream in) throws IOException {
    StringBuilder length = new StringBuilder();
    for (int c = in.read(); c != ' '; c = in.read()) {
      assertThat(c).isBetween((int) '0', (int) '9');
      length.append((char) c);
    }
    byte[] message = new byte[Integer.parseInt(length.toString())];
    in.readFully(message);
    return new String(message, UTF_8);
  }

  private static DataInputStream in(Socket socket) throws IOException {
    return new DataInputStream(socket.getInputStream());
  }

  /// Where nobody listens.
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 5, HERE)) {
      return free.getLocalPort();
    }
  }

  @Test
  void udp_hasAMessageADatagram() throws Exception {
    try (DatagramSocket collector = new DatagramSocket(0, HERE)) {
      SyslogSender started = start("udp://127.0.0.1:" + collector.getLocalPort());
      for (String text : new String[] {"first", "zweite Nachricht ä"}) {
        started.send(bytes(text));
        DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
        collector.receive(packet);
        assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8)).isEqualTo(text);
      }
    }
  }

  @Test
  void tcp_countsOctets_onOneConnection() throws Exception {
    try (ServerSocket collector = new ServerSocket(0, 5, HERE)) {
      SyslogSender started = start("tcp://127.0.0.1:" + collector.getLocalPort());
      started.send(bytes("ä\nb")); // framing that does not look for line breaks
      started.send(bytes("second"));
      try (Socket socket = collector.accept()) {
        DataInputStream in = in(socket);
        byte[] raw = new byte["4 ä\nb".getBytes(UTF_8).length];
        in.readFully(raw);
        assertThat(new String(raw, UTF_8)).isEqualTo("4 ä\nb");
        assertThat(next(in)).isEqualTo("second");
      }
    }
  }

  @Test
  void collectorThatComesBack_getsWhatCameMeanwhile() throws Exception {
    int port;
    try (ServerSocket collector = new ServerSocket(0, 5, HERE)) {
      port = collector.getLocalPort();
      SyslogSender started = start("tcp://127.0.0.1:" + port);
      started.send(bytes("one"));
      try (Socket socket = collector.accept()) {
        assertThat(next(in(socket))).isEqualTo("one");
      }
    }
    // what is sent before the end of the connection was seen may be lost
    String away = null;
    while (away == null) {
      sender.send(bytes("probe"));
      away = told.poll(10, TimeUnit.MILLISECONDS);
    }
    assertThat(away)
        .startsWith("WARN the syslog collector tcp://127.0.0.1:" + port + " takes nothing: ");
    sender.send(bytes("two"));
    try (ServerSocket again = new ServerSocket(port, 5, HERE);
        Socket socket = again.accept()) {
      DataInputStream in = in(socket);
      String message;
      do {
        message = next(in);
      } while (message.equals("probe"));
      assertThat(message).isEqualTo("two");
    }
    assertThat(told.take()).startsWith("INFO ").endsWith(" takes lines again");
  }

  @Test
  void nobodyWaits_andWhatIsDroppedIsCountedAndTold() throws Exception {
    int port = freePort();
    SyslogSender started = start("tcp://127.0.0.1:" + port);
    started.send(bytes("first"));
    assertThat(told.take()).contains("takes nothing"); // so it holds the first one
    for (int i = 0; i < SyslogSender.WAITING + 500; i++) {
      started.send(bytes("line " + i));
    }
    assertThat(told.take())
        .isEqualTo(
            "WARN 4096 lines wait for the syslog collector tcp://127.0.0.1:%s: further ones are"
                    .formatted(port)
                + " dropped and counted");
    try (ServerSocket collector = new ServerSocket(port, 5, HERE);
        Socket socket = collector.accept()) {
      DataInputStream in = in(socket);
      assertThat(next(in)).isEqualTo("first");
      for (int i = 0; i < SyslogSender.WAITING; i++) {
        assertThat(next(in)).isEqualTo("line " + i);
      }
      assertThat(told.take()).endsWith("takes lines again");
      assertThat(told.take())
          .isEqualTo(
              "WARN 500 lines for the syslog collector tcp://127.0.0.1:%s were dropped"
                  .formatted(port));
      started.send(bytes("last"));
      assertThat(next(in)).isEqualTo("last");
    }
  }

  @Test
  void end_sendsWhatWaits_ifItIsTaken() throws Exception {
    try (ServerSocket collector = new ServerSocket(0, 5, HERE)) {
      SyslogSender started = start("tcp://127.0.0.1:" + collector.getLocalPort());
      for (int i = 0; i < 100; i++) {
        started.send(bytes("line " + i));
      }
      started.close(Duration.ofSeconds(30));
      try (Socket socket = collector.accept()) {
        byte[] all = socket.getInputStream().readAllBytes();
        assertThat(new String(all, US_ASCII)).startsWith("6 line 0").endsWith("7 line 99");
      }
    }
  }

  @Test
  void end_doesNotWaitForACollectorThatIsAway() throws Exception {
    int port = freePort();
    SyslogSender started = start("tcp://127.0.0.1:" + port);
    started.send(bytes("first"));
    assertThat(told.take()).contains("takes nothing");
    started.close(Duration.ofDays(1)); // the test's time-out is shorter
  }

  @Test
  void hostThatIsNotKnown_isTold() throws Exception {
    SyslogSender started = start("udp://no-such-host.invalid");
    started.send(bytes("first"));
    assertThat(told.take()).contains("the host name no-such-host.invalid is not known");
  }

  @Test
  void tls_isTrustedByName(@TempDir Path folder) throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    SSLSocketFactory trust = authority.trust().getSocketFactory();
    try (SSLServerSocket collector = serve(authority, "collector", "127.0.0.1")) {
      SyslogSender started = start("tls://127.0.0.1:" + collector.getLocalPort(), trust);
      started.send(bytes("secret"));
      try (Socket socket = collector.accept()) {
        assertThat(next(in(socket))).isEqualTo("secret");
        started.close(Duration.ofSeconds(30));
        assertThat(socket.getInputStream().read()).isEqualTo(-1); // a goodbye, not a cut
      }
    }
    try (SSLServerSocket other = serve(authority, "other", "other.example.org")) {
      Thread.ofVirtual().start(() -> handshake(other));
      URI place = URI.create("tls://127.0.0.1:" + other.getLocalPort());
      assertThatThrownBy(() -> Collector.connect(place, trust).close())
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("127.0.0.1");
    }
  }

  private static SSLServerSocket serve(TestAuthority authority, String name, String subject)
      throws IOException {
    return (SSLServerSocket)
        authority
            .serve(authority.issue(name, subject))
            .getServerSocketFactory()
            .createServerSocket(0, 5, HERE);
  }

  private static void handshake(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      var _ = socket.getInputStream().read();
    } catch (IOException e) {
      // the client does not trust it
    }
  }
}

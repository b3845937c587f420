package org.ppsp.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a stranger can send to a real tracker in a process of 96 MiB: each time a clear answer in
/// the protocol, and a tracker that goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
  private static final String CONNECT =
      "<PPSPTrackerProtocol version=\"1.0\"><Method>CONNECT</Method>"
          + "<TransactionID>t-1</TransactionID><PeerID>good</PeerID></PPSPTrackerProtocol>";

  private RunningTracker tracker;
  private URI url;

  /// What came back: the status line and headers, and the body.
  private record Answer(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  @BeforeAll
  void start() throws IOException {
    tracker =
        RunningTracker.start(
            List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError"),
            Map.of("PPSP_HTTP_REQUEST_TIMEOUT", "1s"));
    url = URI.create(tracker.url());
  }

  @AfterAll
  void stop() {
    tracker.close();
  }

  @AfterEach
  void theTrackerGoesOn() throws IOException {
    Answer answer = post(CONNECT.getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("<Status code=\"0\">SUCCESSFUL</Status>");
  }

  @Test
  void billionLaughs_areRefusedWithTheCause() throws IOException {
    StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE lolz [");
    bomb.append("<!ENTITY lol0 \"lol\">");
    for (int i = 1; i < 10; i++) {
      bomb.append("<!ENTITY lol").append(i).append(" \"");
      bomb.append(("&lol" + (i - 1) + ";").repeat(10)).append("\">");
    }
    bomb.append("]><PPSPTrackerProtocol version=\"1.0\"><Method>CONNECT</Method>");
    bomb.append("<TransactionID>1</TransactionID><PeerID>&lol9;</PeerID></PPSPTrackerProtocol>");
    Answer answer = post(bomb.toString().getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("BAD_REQUEST").contains("DOCTYPE");
  }

  @Test
  void externalEntity_isNeverRead() throws IOException {
    Answer answer =
        post(
            ("<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
                    + "<PPSPTrackerProtocol version=\"1.0\"><Method>CONNECT</Method>"
                    + "<TransactionID>&f;</TransactionID><PeerID>p</PeerID></PPSPTrackerProtocol>")
                .getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("DOCTYPE").doesNotContain("root:");
  }

  @Test
  void announced100Megabytes_areRefusedBeforeTheyAreSent() throws IOException {
    try (Socket socket = connect()) {
      write(socket, head(100_000_000, "Expect: 100-continue\r\n"));
      Answer answer = read(new BufferedInputStream(socket.getInputStream()));
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("BAD_REQUEST").contains("65536");
    }
  }

  @Test
  void sent100Megabytes_areNotKept() throws IOException {
    byte[] megabyte = new byte[1 << 20];
    try (Socket socket = connect()) {
      write(socket, head(100 << 20, ""));
      OutputStream out = socket.getOutputStream();
      try {
        for (int i = 0; i < 100; i++) {
          out.write(megabyte);
        }
      } catch (SocketException e) {
        assertThat(e).hasMessageFindingMatch("reset|Broken pipe");
      }
    }
  }

  @Test
  void endlessChunkedBody_endsAtTheLimit() throws IOException {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    try (Socket socket = connect()) {
      write(socket, "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 17; i++) {
        write(socket, chunk);
      }
      Answer answer = read(new BufferedInputStream(socket.getInputStream()));
      assertThat(answer.status()).isEqualTo(413);
    }
  }

  @Test
  void slowLoris_isCutOffWhileOthersAreServed() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = connect();
        slow.add(socket);
        write(socket, "POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      }
      theTrackerGoesOn();
      for (Socket socket : slow) {
        Answer answer = read(new BufferedInputStream(socket.getInputStream()));
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.body()).contains("<Status code=\"1\">BAD_REQUEST</Status>");
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void deepNesting_isRefusedAndTheTransactionKept() throws IOException {
    Answer answer =
        post(
            ("<PPSPTrackerProtocol version=\"1.0\"><Method>KEEPALIVE</Method>"
                    + "<TransactionID>deep-1</TransactionID>"
                    + "<x>".repeat(2000)
                    + "</x>".repeat(2000)
                    + "<PeerID>p</PeerID></PPSPTrackerProtocol>")
                .getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("<TransactionID>deep-1</TransactionID>").contains("16");
  }

  @Test
  void brokenUtf8_isRefused() throws IOException {
    byte[] message = CONNECT.replace("good", "b?d").getBytes(US_ASCII);
    for (int i = 0; i < message.length; i++) {
      if (message[i] == '?') {
        message[i] = (byte) 0xff;
      }
    }
    Answer answer = post(message);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("BAD_REQUEST");
  }

  @Test
  void utf16WithoutAnyMark_doesNoHarm() throws IOException {
    Answer answer = post(CONNECT.getBytes(UTF_16BE));
    assertThat(answer.body()).contains("<PPSPTrackerProtocol");
  }

  @Test
  void halfAMillionGarbageRequests_areAllAnswered() throws Exception {
    int connections = 4;
    int each = 125_000;
    List<Thread> senders = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      long seed = c;
      senders.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      flood(seed, each);
                    } catch (IOException | RuntimeException | AssertionError e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(failures).isEmpty();
  }

  /// Garbage in well-formed HTTP: random bytes, cut and bent messages, each to be answered 400.
  private void flood(long seed, int requests) throws IOException {
    Random random = new Random(seed);
    byte[] good = CONNECT.getBytes(UTF_8);
    try (Socket socket = connect()) {
      var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      int batch = 100;
      for (int sent = 0; sent < requests; sent += batch) {
        for (int i = 0; i < batch; i++) {
          byte[] body = garbage(random, good);
          out.write(head(body.length, "").getBytes(US_ASCII));
          out.write(body);
        }
        out.flush();
        for (int i = 0; i < batch; i++) {
          Answer answer = read(in);
          assertThat(answer.status()).isIn(400, 403);
          assertThat(answer.body()).contains("<Status code=\"").contains("<Reason>");
        }
      }
    }
  }

  private static byte[] garbage(Random random, byte[] good) {
    return switch (random.nextInt(3)) {
      case 0 -> {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        yield noise;
      }
      case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
      default ->
          new String(good, UTF_8)
              .replace("CONNECT", "M" + Integer.toHexString(random.nextInt()))
              .getBytes(UTF_8);
    };
  }

  private Answer post(byte[] body) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head(body.length, "").getBytes(US_ASCII));
      out.write(body);
      return read(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String head(int length, String more) {
    return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ppsp-tracker+xml\r\n"
        + more
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int length = 0;
    String line;
    do {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int b;
      while ((b = in.read()) != '\n') {
        assertThat(b).as("the connection ended").isNotNegative();
        bytes.write(b);
      }
      line = bytes.toString(US_ASCII).trim();
      head.writeBytes((line + "\n").getBytes(US_ASCII));
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    } while (!line.isEmpty());
    return new Answer(head.toString(US_ASCII), new String(in.readNBytes(length), UTF_8));
  }
}

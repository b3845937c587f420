package org.ppsp.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// FIND of 30 by members of the swarm of [Populate] over TLS, by HTTP/1.1 or HTTP/2; prints answers
/// a second, and all of them since the start. A client that does as little as it can: requests are
/// made beforehand, answers are counted, not read. Each connection sends so many requests at once
/// and waits for all answers.
///
/// Arguments: URL, number of peers, `http/1.1` or `h2`, connections, requests at once, seconds.
public final class VersionsLoad {
  private static final int HEADERS = 1;
  private static final int WINDOW_UPDATE = 8;
  private static final int END = 1;
  private static final int REQUESTS = 1000;
  private static final byte[] HEAD =
      String.join(
              "\r\n",
              "POST / HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/ppsp-tracker+xml",
              "Content-Length: ")
          .getBytes(US_ASCII);

  private final byte[][] messages = new byte[REQUESTS][];
  private final boolean http2;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  private VersionsLoad(int peers, boolean http2) {
    this.http2 = http2;
    Random random = new Random(7);
    for (int i = 0; i < REQUESTS; i++) {
      messages[i] =
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <PPSPTrackerProtocol version="1.0">
            <Method>FIND</Method>
            <TransactionID>%s</TransactionID>
            <PeerID>%s</PeerID>
            <SwarmID>live-event</SwarmID>
            <Peernum>30</Peernum>
          </PPSPTrackerProtocol>
          """
              .formatted(i, Population.peer(random.nextInt(peers)))
              .getBytes(US_ASCII);
    }
  }

  /// Loads the tracker.
  public static void main(String[] args) throws Exception {
    URI url = URI.create(args[0]);
    VersionsLoad load = new VersionsLoad(Integer.parseInt(args[1]), args[2].equals("h2"));
    int atOnce = Integer.parseInt(args[4]);
    double seconds = Double.parseDouble(args[5]);
    List<Thread> threads = new ArrayList<>();
    List<SSLSocket> sockets = new ArrayList<>();
    for (int i = Integer.parseInt(args[3]); i > 0; i--) {
      sockets.add(load.connect(url, args[2]));
    }
    for (SSLSocket socket : sockets) {
      threads.add(Thread.ofPlatform().start(() -> load.run(socket, atOnce)));
    }
    Thread.sleep((long) (seconds * 500)); // the first half is for warming up
    long before = load.answers.get();
    long begun = System.nanoTime();
    Thread.sleep((long) (seconds * 500));
    long count = load.answers.get() - before;
    long rate = Math.round(count * 1e9 / (System.nanoTime() - begun));
    load.over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(rate + " " + load.answers.get());
    for (SSLSocket socket : sockets) {
      socket.close();
    }
  }

  private SSLSocket connect(URI url, String version) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(url.getHost(), url.getPort());
    socket.setTcpNoDelay(true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {version});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals(version)) {
      throw new IOException("the tracker speaks " + socket.getApplicationProtocol());
    }
    return socket;
  }

  private void run(SSLSocket socket, int atOnce) {
    try {
      var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
      if (http2) {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        // INITIAL_WINDOW_SIZE, as large as can be
        out.write(frame(4, 0, 0, new byte[] {0, 4, 0x7f, -1, -1, -1}));
        out.write(frame(WINDOW_UPDATE, 0, 0, new byte[] {0x3f, -1, -1, -1}));
      }
      byte[] block = block();
      int stream = 1;
      for (int i = 0; !over.get(); ) {
        for (int k = 0; k < atOnce; k++, i = (i + 1) % REQUESTS, stream += 2) {
          if (http2) {
            out.write(frame(HEADERS, 4, stream, block));
            out.write(frame(0, END, stream, messages[i]));
          } else {
            out.write(HEAD);
            out.write((messages[i].length + "\r\n\r\n").getBytes(US_ASCII));
            out.write(messages[i]);
          }
        }
        out.flush();
        if (http2) {
          int bytes = readStreams(in, atOnce);
          out.write(frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(bytes).array()));
        } else {
          for (int k = 0; k < atOnce; k++) {
            readAnswer(in);
          }
        }
        answers.addAndGet(atOnce);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns the bytes of DATA.
  private static int readStreams(DataInputStream in, int count) throws IOException {
    int bytes = 0;
    for (int ended = 0; ended < count; ) {
      int first = in.readInt();
      int flags = in.readUnsignedByte();
      in.readInt();
      in.skipNBytes(first >>> 8);
      int type = first & 0xff;
      if (type == 0) {
        bytes += first >>> 8;
      } else if (type == 3 || type == 7) {
        throw new IOException("the tracker refuses");
      }
      if (type <= HEADERS && (flags & END) != 0) {
        ended++;
      }
    }
    return bytes;
  }

  @SuppressWarnings("deprecation") // bytes are characters here
  private static void readAnswer(DataInputStream in) throws IOException {
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    in.skipNBytes(length);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /// The fields as literals, which touch no table; all are short.
  private static byte[] block() {
    String[] fields = {
      ":method",
      "POST",
      ":scheme",
      "https",
      ":path",
      "/",
      ":authority",
      "t",
      "content-type",
      "application/ppsp-tracker+xml"
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i++) {
      if (i % 2 == 0) {
        out.write(0);
      }
      out.write(fields[i].length());
      out.writeBytes(fields[i].getBytes(US_ASCII));
    }
    return out.toByteArray();
  }
}

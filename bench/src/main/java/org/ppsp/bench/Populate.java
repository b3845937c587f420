package org.ppsp.bench;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;

/// Fills the swarm of [Population] of a running tracker over HTTP, many requests in one write.
/// Arguments: URL, number of peers, and `mixed` if one in a hundred shall offer chunk 7, one in ten
/// thousand chunk 9, and all shall report, one in five as fast.
public final class Populate {
  private static final int BATCH = 100;
  private static final TransactionId TRANSACTION = new TransactionId("t");

  private Populate() {}

  /// Connects the peers and lets them join.
  public static void main(String[] args) throws IOException {
    URI url = URI.create(args[0]);
    int peers = Integer.parseInt(args[1]);
    boolean mixed = args.length > 2 && args[2].equals("mixed");
    XmlCodec codec = new XmlCodec();
    ByteWriter body = new ByteWriter();
    try (Socket socket = connection(url)) {
      var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 20);
      var in = new BufferedInputStream(socket.getInputStream(), 1 << 20);
      for (int from = 0; from < peers; from += BATCH) {
        int to = Math.min(peers, from + BATCH);
        for (int i = from; i < to; i++) {
          send(connect(i, mixed), codec, body, out);
          send(join(i, mixed), codec, body, out);
        }
        out.flush();
        for (int i = from; i < to; i++) {
          expectOk(in);
          expectOk(in);
        }
      }
    }
  }

  private static Socket connection(URI url) throws IOException {
    if (!"https".equals(url.getScheme())) {
      return new Socket(url.getHost(), url.getPort());
    }
    try {
      SSLContext trusting = SSLContext.getInstance("TLS");
      trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      return trusting.getSocketFactory().createSocket(url.getHost(), url.getPort());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static Request connect(int i, boolean mixed) {
    PeerAddress address = PeerAddress.of(IpAddress.v4(0x0b00_0000 + i), 6778, AddressType.HOST);
    return new Request.Connect(
        TRANSACTION,
        Population.peer(i),
        null,
        List.of(address),
        OptionalInt.empty(),
        mixed ? Population.stats(i % 5 == 0) : List.of(),
        null);
  }

  private static Request join(int i, boolean mixed) {
    return new Request.Join(
        TRANSACTION,
        Population.peer(i),
        Population.SWARM,
        null,
        null,
        OptionalInt.empty(),
        mixed ? chunks(i) : ChunkSet.EMPTY,
        List.of());
  }

  private static ChunkSet chunks(int i) {
    if (i % 10_000 == 17) {
      return ChunkSet.range(9, 9);
    }
    return i % 100 == 0 ? ChunkSet.range(7, 7) : ChunkSet.EMPTY;
  }

  private static void send(
      Request request, XmlCodec codec, ByteWriter body, BufferedOutputStream out)
      throws IOException {
    codec.encode(request, body.clear());
    String head =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ppsp-tracker+xml\r\n"
            + "Content-Length: "
            + body.size()
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body.array(), 0, body.size());
  }

  private static void expectOk(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      }
    }
    String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!status.contains(" 200 ")) {
      throw new IOException(status + ": " + answer);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the tracker closed the connection");
      }
      line.append((char) c);
    }
    return line.toString().trim();
  }
}

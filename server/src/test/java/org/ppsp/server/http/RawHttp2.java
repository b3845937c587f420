package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.ppsp.server.http.RawClient.Reply;

/// A client of HTTP/2 that sends whatever frames it is given.
final class RawHttp2 implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /// Errors (RFC 9113, section 7).
  static final int NO_ERROR = 0;

  static final int PROTOCOL_ERROR = 1;
  static final int REFUSED_STREAM = 7;
  static final int ENHANCE_YOUR_CALM = 11;

  private static final int PATIENCE_MILLIS = 20_000;

  /// A frame, of which nothing is interpreted.
  record Frame(int type, int flags, int stream, ByteBuffer payload) {
    /// The error of RST_STREAM or GOAWAY.
    int error() {
      return payload.getInt(type == GOAWAY ? 4 : 0);
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
  private final Map<Integer, Map<String, String>> heads = new HashMap<>();
  private final Map<Integer, StringBuilder> bodies = new HashMap<>();

  private boolean silent = true;

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /// Connects, and agrees on a protocol by ALPN.
  static SSLSocket socket(
      InetSocketAddress server, SSLContext context, int receiveBuffer, String... protocols)
      throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(server, PATIENCE_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /// Connects and says nothing.
  static RawHttp2 silent(InetSocketAddress server, SSLContext context) throws IOException {
    return new RawHttp2(socket(server, context, 0, "h2"));
  }

  /// Connects and sends the preface.
  ///
  /// @param settings pairs of a number and a value
  static RawHttp2 connect(InetSocketAddress server, SSLContext context, int... settings)
      throws IOException {
    return new RawHttp2(socket(server, context, 4096, "h2")).preface(settings);
  }

  RawHttp2 preface(int... settings) throws IOException {
    silent = false;
    send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    return frame(SETTINGS, 0, 0, settings(settings));
  }

  static byte[] settings(int... settings) {
    ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return payload.array();
  }

  RawHttp2 send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  static byte[] bytes(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  RawHttp2 frame(int type, int flags, int stream, byte... payload) throws IOException {
    return send(bytes(type, flags, stream, payload));
  }

  /// The fields as literals, which touch no table.
  static byte[] block(String... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i++) {
      if (i % 2 == 0) {
        out.write(0);
      }
      int length = fields[i].length();
      if (length < 127) {
        out.write(length);
      } else {
        out.write(127);
        for (length -= 127; length >= 128; length /= 128) {
          out.write(length % 128 + 128);
        }
        out.write(length);
      }
      out.writeBytes(fields[i].getBytes(ISO_8859_1));
    }
    return out.toByteArray();
  }

  RawHttp2 headers(int stream, boolean end, String... fields) throws IOException {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
  }

  /// The head of a POST.
  RawHttp2 head(int stream, boolean end, String... more) throws IOException {
    String[] fields = new String[8 + more.length];
    String[] first = {":method", "POST", ":scheme", "https", ":authority", "a", ":path", "/"};
    System.arraycopy(first, 0, fields, 0, 8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return headers(stream, end, fields);
  }

  RawHttp2 data(int stream, boolean end, String text) throws IOException {
    return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
  }

  RawHttp2 post(int stream, String message, String... more) throws IOException {
    return head(stream, false, more).data(stream, true, message);
  }

  /// The next frame; SETTINGS are acknowledged.
  Frame next() throws IOException {
    int first = in.readInt();
    int flags = in.readUnsignedByte();
    Frame frame =
        new Frame(first & 0xff, flags, in.readInt(), ByteBuffer.wrap(in.readNBytes(first >>> 8)));
    if (frame.type() == SETTINGS && !frame.has(1) && !silent) {
      frame(SETTINGS, 1, 0);
    } else if (frame.type() == HEADERS) {
      Map<String, String> fields = new TreeMap<>();
      try {
        headers
            .decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()))
            .forEach(field -> fields.put(field.getKey().toString(), field.getValue().toString()));
      } catch (Http2Exception e) {
        throw new IOException(e);
      }
      heads.put(frame.stream(), fields);
    } else if (frame.type() == DATA) {
      bodies
          .computeIfAbsent(frame.stream(), key -> new StringBuilder())
          .append(new String(frame.payload().array(), ISO_8859_1));
    }
    return frame;
  }

  /// The next frame of a type; those of other types are passed over.
  Frame next(int type) throws IOException {
    Frame frame;
    do {
      frame = next();
    } while (frame.type() != type);
    return frame;
  }

  /// Reads on to the end of the answer.
  Reply reply(int stream) throws IOException {
    Frame frame;
    do {
      frame = next();
      if (frame.type() == RST_STREAM && frame.stream() == stream
          || frame.type() == GOAWAY && frame.error() != NO_ERROR) {
        throw new SocketException("no answer, but " + frame + " for " + frame.error());
      }
    } while (frame.stream() != stream || !frame.has(END_STREAM) || frame.type() > HEADERS);
    Map<String, String> fields = heads.get(stream);
    return new Reply(
        Integer.parseInt(fields.get(":status")),
        fields,
        bodies.getOrDefault(stream, new StringBuilder()).toString());
  }

  /// Reads to the end of the connection; the error in GOAWAY, or -1 if it ends without.
  int end() throws IOException {
    int error = -1;
    try {
      while (true) {
        Frame frame = next();
        error = frame.type() == GOAWAY ? frame.error() : error;
      }
    } catch (EOFException | SocketException e) {
      return error;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

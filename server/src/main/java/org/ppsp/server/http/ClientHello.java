package org.ppsp.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.List;

/// What the first message of a TLS client says of the protocols that it speaks (ALPN, RFC 7301).
/// Whatever else it says, also wrongly, is the engine's business.
final class ClientHello {
  /// Bytes of the head of a TLS record.
  static final int RECORD_HEAD = 5;

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int ALPN = 16;
  private static final int MAX_RECORD = 1 << 14;

  /// What is to be done with the bytes so far.
  enum Verdict {
    /// More must come.
    INCOMPLETE,
    /// The engine takes over.
    GO_ON,
    /// The client names protocols, and none that is spoken here.
    NO_COMMON_PROTOCOL
  }

  private ClientHello() {}

  /// Looks at the first bytes of a connection, without reading them. A message that is divided
  /// among several records is not looked into; no client that is known does that.
  static Verdict judge(ByteBuf in, List<String> spoken) {
    int start = in.readerIndex();
    if (in.readableBytes() < RECORD_HEAD) {
      return Verdict.INCOMPLETE;
    }
    int length = in.getUnsignedShort(start + 3);
    if (in.getUnsignedByte(start) != HANDSHAKE || length > MAX_RECORD) {
      return Verdict.GO_ON;
    }
    if (in.readableBytes() < RECORD_HEAD + length) {
      return Verdict.INCOMPLETE;
    }
    try {
      return isSpeechless(in.slice(start + RECORD_HEAD, length), spoken)
          ? Verdict.NO_COMMON_PROTOCOL
          : Verdict.GO_ON;
    } catch (IndexOutOfBoundsException _) {
      return Verdict.GO_ON; // malformed, which the engine says better
    }
  }

  private static boolean isSpeechless(ByteBuf message, List<String> spoken) {
    if (message.readUnsignedByte() != CLIENT_HELLO
        || message.readUnsignedMedium() > message.readableBytes()) {
      return false;
    }
    message.skipBytes(VERSION_AND_RANDOM);
    message.skipBytes(message.readUnsignedByte()); // session
    message.skipBytes(message.readUnsignedShort()); // cipher suites
    message.skipBytes(message.readUnsignedByte()); // compression
    ByteBuf extensions = message.readSlice(message.readUnsignedShort());
    while (extensions.isReadable()) {
      int type = extensions.readUnsignedShort();
      ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
      if (type == ALPN) {
        return !namesOneOf(content.readSlice(content.readUnsignedShort()), spoken);
      }
    }
    return false;
  }

  private static boolean namesOneOf(ByteBuf names, List<String> spoken) {
    while (names.isReadable()) {
      int length = names.readUnsignedByte();
      if (spoken.contains(names.readSlice(length).toString(US_ASCII))) {
        return true;
      }
    }
    return false;
  }
}

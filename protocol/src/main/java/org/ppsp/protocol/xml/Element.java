package org.ppsp.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The elements that the protocol knows inside of the root.
enum Element {
  METHOD("Method"),
  RESPONSE("Response"),
  /// `Response` as a slide of the seed has it.
  RESPONSE_IN_CAPITALS("RESPONSE"),
  TRANSACTION_ID("TransactionID"),
  STATUS("Status"),
  WARNING("Warning"),
  REASON("Reason"),
  PEER_ID("PeerID"),
  SWARM_ID("SwarmID"),
  CER("Cer"),
  SIGNATURE("Signature"),
  CONTROL_PORT("ControlPort"),
  EXPIRE_TIME("ExpireTime"),
  PEER_MODE("PeerMode"),
  PEERNUM("Peernum"),
  KEEPALIVE_INTERVAL("KeepaliveInterval"),
  CHUNK_ID("ChunkID"),
  PEER_ADDRESS("PeerAddress"),
  STATS("Stats"),
  STAT_REQUEST("StatRequest"),
  STAT("Stat"),
  PEERS("Peers"),
  PEER("Peer"),
  CONDITION("Condition"),
  CHALLENGE("Challenge");

  /// How many there are.
  static final int COUNT = values().length;

  /// A hash table of a power of two, at most a quarter full.
  private static final @Nullable Element[] TABLE = new @Nullable Element[128];

  private static final byte[][] NAMES = new byte[COUNT][];

  static {
    for (Element element : values()) {
      byte[] name = element.text.getBytes(StandardCharsets.US_ASCII);
      NAMES[element.ordinal()] = name;
      int slot = slot(name, 0, name.length);
      while (TABLE[slot] != null) {
        slot = (slot + 1) % TABLE.length;
      }
      TABLE[slot] = element;
    }
  }

  private final String text;

  Element(String text) {
    this.text = text;
  }

  /// The name on the wire.
  String text() {
    return text;
  }

  /// The name as it stands in a document.
  byte[] bytes() {
    return NAMES[ordinal()];
  }

  private boolean is(byte[] name, int from, int to) {
    byte[] own = bytes();
    return Arrays.equals(own, 0, own.length, name, from, to);
  }

  private static int slot(byte[] name, int from, int to) {
    return (name[from] * 31 + name[to - 1] * 7 + (to - from)) & (TABLE.length - 1);
  }

  /// The element of this name, or null.
  static @Nullable Element of(byte[] name, int from, int to) {
    if (from >= to) {
      return null;
    }
    int slot = slot(name, from, to);
    while (true) {
      Element element = TABLE[slot];
      if (element == null || element.is(name, from, to)) {
        return element;
      }
      slot = (slot + 1) % TABLE.length;
    }
  }
}

package org.ppsp.protocol.json;

import static org.ppsp.protocol.json.JsonWriter.bytes;

import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.PeerCursor;
import org.ppsp.protocol.PeerList;

/// Writes peer lists: most of the bytes that a tracker sends. Each peer with the one address that
/// suits the asker best, for the RFC has room for one. Makes no object for a peer in the common
/// case, an ASCII name and IPv4 addresses.
final class PeerListWriter {
  private static final byte[] OPEN = bytes(",\"peer_group\":{\"peer_info\":[");
  private static final byte[] CLOSE = bytes("]}");
  private static final byte[] FIRST = bytes("{\"peer_id\":\"");
  private static final byte[] NEXT = bytes(",{\"peer_id\":\"");
  private static final byte[] V4 =
      bytes("\",\"peer_addr\":{\"ip_address\":{\"address_type\":\"ipv4\",\"address\":\"");
  private static final byte[] V6 =
      bytes("\",\"peer_addr\":{\"ip_address\":{\"address_type\":\"ipv6\",\"address\":\"");
  private static final byte[] NO_ADDRESS = bytes("\"}");
  private static final byte[] PORT = bytes("\"},\"port\":");
  private static final byte[] PRIORITY = bytes(",\"priority\":");

  /// What stands behind the priority, and behind the port where nothing else is said.
  private static final byte[][] TYPE = new byte[AddressType.values().length][];

  private static final byte[][] TYPE_END = new byte[AddressType.values().length][];

  /// More than all but the name takes of a usual peer.
  private static final int USUAL = 200;

  static {
    for (AddressType type : AddressType.values()) {
      TYPE[type.ordinal()] = bytes(",\"type\":\"" + type);
      TYPE_END[type.ordinal()] = bytes(",\"priority\":0,\"type\":\"" + type + "\"}}");
    }
  }

  private PeerListWriter() {}

  /// Writes `peer_group`, with the comma before it.
  static void write(PeerList peers, JsonWriter json) {
    ByteWriter out = json.out();
    out.bytes(OPEN);
    PeerCursor peer = peers.cursor();
    byte[] begin = FIRST;
    while (peer.next()) {
      byte[] before = begin;
      begin = NEXT;
      if (peer.nextIfUsual()) {
        usual(before, peer, out);
        continue;
      }
      out.bytes(before);
      if (peer.idIsPlain()) {
        peer.writeId(out);
      } else {
        json.escaped(peer.id());
      }
      if (peer.bestAddress()) {
        address(peer, json, out);
      } else {
        out.bytes(NO_ADDRESS);
      }
    }
    out.bytes(CLOSE);
  }

  /// Writes the peer as those below would, with all that changes in local variables.
  private static void usual(byte[] before, PeerCursor peer, ByteWriter out) {
    byte[] to = out.reserve(USUAL + peer.idLength());
    int start = out.size();
    int at = ByteWriter.put(before, to, start);
    at = peer.putId(to, at);
    at = ByteWriter.put(V4, to, at);
    at = ByteWriter.putDottedQuad(peer.v4Bits(), to, at);
    at = ByteWriter.put(PORT, to, at);
    at = ByteWriter.putDecimal(peer.port(), to, at);
    at = ByteWriter.put(TYPE_END[peer.type().ordinal()], to, at);
    out.advance(at - start);
  }

  private static void address(PeerCursor peer, JsonWriter json, ByteWriter out) {
    if (peer.isV4()) {
      out.bytes(V4);
      out.dottedQuad(peer.v4Bits());
    } else {
      out.bytes(V6);
      out.utf8(peer.ip().toString());
    }
    out.bytes(PORT);
    out.decimal(peer.port());
    int type = peer.type().ordinal();
    if (!peer.hasFurtherAttributes()) {
      out.bytes(TYPE_END[type]);
      return;
    }
    out.bytes(PRIORITY);
    out.decimal(peer.priority());
    out.bytes(TYPE[type]);
    json.rest(peer.connection(), peer.asn(), peer.protocol());
    out.one('}');
  }
}

package org.ppsp.protocol.xml;

import static org.ppsp.protocol.xml.XmlWriter.bytes;

import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.PeerCursor;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;

/// Writes peer lists: most of the bytes that a tracker sends. Makes no object for a peer in the
/// common case, an ASCII name and IPv4 addresses.
final class PeerListWriter {
  private static final byte[] OPEN = bytes("<Peers>");
  private static final byte[] CLOSE = bytes("</Peers>");
  private static final byte[] PEER = bytes("<Peer><PeerID>");
  private static final byte[] PEER_END = bytes("</Peer>");
  private static final byte[] ADDRESS = bytes("<PeerAddress ip=\"");
  private static final byte[] PORT = bytes("\" port=\"");
  private static final byte[] PRIORITY = bytes("\" priority=\"");

  /// What stands between the name and the first address, or what follows if there is none.
  private static final byte[][] MODE = new byte[PeerMode.values().length][];

  private static final byte[][] MODE_ADDRESS = new byte[PeerMode.values().length][];

  /// What stands behind the port, and the same where the address ends with it.
  private static final byte[][] TYPE = new byte[AddressType.values().length][];

  private static final byte[][] TYPE_END = new byte[AddressType.values().length][];

  /// The same where the peer ends with it.
  private static final byte[][] TYPE_PEER_END = new byte[AddressType.values().length][];

  /// More than all but the name takes of a usual peer.
  private static final int USUAL = 200;

  static {
    for (PeerMode mode : PeerMode.values()) {
      String text = "</PeerID><PeerMode>" + mode + "</PeerMode>";
      MODE[mode.ordinal()] = bytes(text);
      MODE_ADDRESS[mode.ordinal()] = bytes(text + "<PeerAddress ip=\"");
    }
    for (AddressType type : AddressType.values()) {
      TYPE[type.ordinal()] = bytes("\" type=\"" + type);
      TYPE_END[type.ordinal()] = bytes("\" type=\"" + type + "\"/>");
      TYPE_PEER_END[type.ordinal()] = bytes("\" type=\"" + type + "\"/></Peer>");
    }
  }

  private PeerListWriter() {}

  static void write(PeerList peers, XmlWriter xml) {
    ByteWriter out = xml.out();
    out.bytes(OPEN);
    PeerCursor peer = peers.cursor();
    while (peer.next()) {
      if (peer.nextIfUsual()) {
        usual(peer, out);
        continue;
      }
      out.bytes(PEER);
      if (peer.idIsPlain()) {
        peer.writeId(out);
      } else {
        xml.text(peer.id());
      }
      int mode = peer.mode().ordinal();
      if (peer.nextAddress()) {
        out.bytes(MODE_ADDRESS[mode]);
        address(peer, xml, out);
        while (peer.nextAddress()) {
          out.bytes(ADDRESS);
          address(peer, xml, out);
        }
      } else {
        out.bytes(MODE[mode]);
      }
      out.bytes(PEER_END);
    }
    out.bytes(CLOSE);
  }

  /// Writes the peer as those below would, with all that changes in local variables.
  private static void usual(PeerCursor peer, ByteWriter out) {
    byte[] to = out.reserve(USUAL + peer.idLength());
    int start = out.size();
    int at = ByteWriter.put(PEER, to, start);
    at = peer.putId(to, at);
    at = ByteWriter.put(MODE_ADDRESS[peer.mode().ordinal()], to, at);
    at = ByteWriter.putDottedQuad(peer.v4Bits(), to, at);
    at = ByteWriter.put(PORT, to, at);
    at = ByteWriter.putDecimal(peer.port(), to, at);
    at = ByteWriter.put(TYPE_PEER_END[peer.type().ordinal()], to, at);
    out.advance(at - start);
  }

  private static void address(PeerCursor peer, XmlWriter xml, ByteWriter out) {
    if (peer.isV4()) {
      out.dottedQuad(peer.v4Bits());
    } else {
      xml.text(peer.ip().toString());
    }
    out.bytes(PORT);
    out.decimal(peer.port());
    int type = peer.type().ordinal();
    if (!peer.hasFurtherAttributes()) {
      out.bytes(TYPE_END[type]);
      return;
    }
    out.bytes(TYPE[type]);
    int priority = peer.priority();
    if (priority != 0) {
      out.bytes(PRIORITY);
      out.decimal(priority);
    }
    ConnectionType connection = peer.connection();
    xml.addressRest(connection == null ? null : connection.text(), peer.asn(), peer.protocol());
  }
}

package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerAddress;

/// Writes elements in the regular form: UTF-8, no white space between tags, everything escaped that
/// a reader would take for something else or change.
final class XmlWriter {
  static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PPSPTrackerProtocol version=\"1.0\">";
  private static final byte[] TAIL = bytes("</PPSPTrackerProtocol>\n");

  private static final byte[][] OPEN = new byte[Element.COUNT][];
  private static final byte[][] CLOSE = new byte[Element.COUNT][];

  static {
    for (Element element : Element.values()) {
      OPEN[element.ordinal()] = bytes("<" + element.text() + ">");
      CLOSE[element.ordinal()] = bytes("</" + element.text() + ">");
    }
  }

  private static final byte[] AMP = bytes("&amp;");
  private static final byte[] LT = bytes("&lt;");
  private static final byte[] GT = bytes("&gt;");
  private static final byte[] QUOT = bytes("&quot;");
  private static final byte[] TAB = bytes("&#9;");
  private static final byte[] LF = bytes("&#10;");
  private static final byte[] CR = bytes("&#13;");

  private static final byte[] ADDRESS_IP = bytes("<PeerAddress ip=\"");
  private static final byte[] PORT = bytes("\" port=\"");
  private static final byte[] TYPE = bytes("\" type=\"");
  private static final byte[] PRIORITY = bytes("\" priority=\"");
  private static final byte[] CONNECTION = bytes("\" connection=\"");
  private static final byte[] ASN = bytes("\" asn=\"");
  private static final byte[] PEER_PROTOCOL = bytes("\" peerProtocol=\"");
  private static final byte[] EMPTY_END = bytes("\"/>");

  /// How long a `ChunkID` may grow before the next one begins: well below every reader's limit.
  private static final int LONG_CHUNK_ID = 2048;

  private final ByteWriter out;

  XmlWriter(ByteWriter out) {
    this.out = out;
  }

  static byte[] bytes(String ascii) {
    return ascii.getBytes(US_ASCII);
  }

  ByteWriter out() {
    return out;
  }

  void raw(byte[] markup) {
    out.bytes(markup);
  }

  void open(Element element) {
    out.bytes(OPEN[element.ordinal()]);
  }

  void close(Element element) {
    out.bytes(CLOSE[element.ordinal()]);
  }

  /// Closes the root.
  void end() {
    out.bytes(TAIL);
  }

  void element(Element element, String text) {
    open(element);
    text(text);
    close(element);
  }

  void element(Element element, long number) {
    open(element);
    out.decimal(number);
    close(element);
  }

  /// Writes a text between tags.
  void text(String text) {
    escape(text, false);
  }

  /// Writes an attribute's value between its quotation marks.
  void attributeText(String value) {
    escape(value, true);
  }

  private void escape(String text, boolean attribute) {
    int length = text.length();
    byte[] to = out.reserve(length);
    int at = out.size();
    int i = 0;
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '&' || c == '<' || c == '>' || c == '"') {
        break;
      }
      to[at + i] = (byte) c;
    }
    out.advance(i);
    while (i < length) {
      int c = text.codePointAt(i);
      escape(c, attribute);
      i += Character.charCount(c);
    }
  }

  private void escape(int c, boolean attribute) {
    switch (c) {
      case '&' -> out.bytes(AMP);
      case '<' -> out.bytes(LT);
      case '>' -> out.bytes(GT);
      case '\r' -> out.bytes(CR);
      case '"' -> inAttribute(c, attribute, QUOT);
      case '\t' -> inAttribute(c, attribute, TAB);
      case '\n' -> inAttribute(c, attribute, LF);
      default -> {
        // only a reason can hold what XML cannot carry
        byte[] to = out.reserve(4);
        int from = out.size();
        out.advance(XmlChars.encode(XmlChars.isLegal(c) ? c : 0xfffd, to, from) - from);
      }
    }
  }

  private void inAttribute(int c, boolean attribute, byte[] reference) {
    if (attribute) {
      out.bytes(reference);
    } else {
      out.one(c);
    }
  }

  /// Writes the chunks, in as many elements as it takes to keep each short.
  void chunks(ChunkSet chunks) {
    if (chunks.isEmpty()) {
      return;
    }
    int[] start = {begin()};
    chunks.forEachRange(
        (first, last) -> {
          start[0] = next(start[0]);
          out.decimal(first);
          if (last > first) {
            out.one('-');
            out.decimal(last);
          }
        });
    for (String token : chunks.tokens()) {
      start[0] = next(start[0]);
      text(token);
    }
    close(Element.CHUNK_ID);
  }

  private int begin() {
    open(Element.CHUNK_ID);
    return out.size();
  }

  /// Makes room for the next entry of a list that began at this place.
  private int next(int start) {
    if (out.size() - start > LONG_CHUNK_ID) {
      close(Element.CHUNK_ID);
      return begin();
    }
    if (out.size() > start) {
      out.one(' ');
    }
    return start;
  }

  void address(PeerAddress address) {
    raw(ADDRESS_IP);
    text(address.ip().toString());
    raw(PORT);
    out.decimal(address.port());
    raw(TYPE);
    text(address.type().name());
    if (address.priority() != 0) {
      raw(PRIORITY);
      out.decimal(address.priority());
    }
    addressRest(
        address.connection() == null ? null : address.connection().text(),
        address.asn(),
        address.protocol());
  }

  /// Writes what few addresses have, and closes the element.
  void addressRest(@Nullable String connection, long asn, @Nullable String protocol) {
    if (connection != null) {
      raw(CONNECTION);
      text(connection);
    }
    if (asn != 0) {
      raw(ASN);
      out.decimal(asn);
    }
    if (protocol != null) {
      raw(PEER_PROTOCOL);
      attributeText(protocol);
    }
    raw(EMPTY_END);
  }
}

package org.ppsp.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// Writes what JSON messages are made of. Structure is bytes already; texts are escaped.
final class JsonWriter {
  private static final byte[] ADDRESS_V4 =
      bytes("{\"ip_address\":{\"address_type\":\"ipv4\",\"address\":\"");
  private static final byte[] ADDRESS_V6 =
      bytes("{\"ip_address\":{\"address_type\":\"ipv6\",\"address\":\"");
  private static final byte[] PORT = bytes("\"},\"port\":");
  private static final byte[] PRIORITY = bytes(",\"priority\":");
  private static final byte[] TYPE = bytes(",\"type\":\"");
  private static final byte[] CONNECTION = bytes("\",\"connection\":\"");
  private static final byte[] ASN = bytes("\",\"asn\":\"");
  private static final byte[] PROTOCOL = bytes("\",\"peer_protocol\":");
  private static final byte[] END = bytes("\"}");

  private final ByteWriter out;

  JsonWriter(ByteWriter out) {
    this.out = out;
  }

  /// The bytes of ASCII text.
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  ByteWriter out() {
    return out;
  }

  /// Writes bytes as they are.
  JsonWriter raw(byte[] json) {
    out.bytes(json);
    return this;
  }

  /// Writes a number.
  JsonWriter number(long number) {
    out.decimal(number);
    return this;
  }

  /// Writes a text with its quotes.
  JsonWriter text(String text) {
    out.one('"');
    escaped(text);
    out.one('"');
    return this;
  }

  /// Writes a text without its quotes.
  void escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isEscaped(text.charAt(i))) {
        out.utf8(withEscapes(text));
        return;
      }
    }
    out.utf8(text);
  }

  private static boolean isEscaped(char c) {
    return c < ' ' || c == '"' || c == '\\';
  }

  private static String withEscapes(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isEscaped(c)) {
        escaped.append(c);
        continue;
      }
      int known = JsonScanner.MEANT.indexOf(c);
      escaped.append('\\');
      if (known >= 0) {
        escaped.append(JsonScanner.ESCAPES.charAt(known));
      } else {
        escaped.append("u00").append(HexFormat.of().toHexDigits((byte) c));
      }
    }
    return escaped.toString();
  }

  /// Writes the value of a statistic.
  void value(Property property, String value) {
    if (property.kind() == Property.Kind.NUMBER) {
      number(Stat.number(value));
    } else {
      text(value);
    }
  }

  /// Writes a `peer_addr`.
  void address(PeerAddress address) {
    raw(address.ip().isV4() ? ADDRESS_V4 : ADDRESS_V6);
    out.utf8(address.ip().toString());
    raw(PORT).number(address.port()).raw(PRIORITY).number(address.priority());
    raw(TYPE);
    out.utf8(address.type().name());
    rest(address.connection(), address.asn(), address.protocol());
  }

  /// Writes what stands behind the type of a `peer_addr`, with its end.
  void rest(@Nullable ConnectionType connection, long asn, @Nullable String protocol) {
    if (connection != null) {
      raw(CONNECTION);
      out.utf8(connection.text());
    }
    if (asn != 0) {
      raw(ASN).number(asn);
    }
    if (protocol == null) {
      raw(END);
    } else {
      raw(PROTOCOL).text(protocol);
      out.one('}');
    }
  }
}

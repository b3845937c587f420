package org.ppsp.cli;

import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;

/// A PeerAddress on the command line: `IP:PORT`, an IPv6 address in brackets, and behind it the
/// other attributes, `,priority=2,connection=wired`.
final class AddressText {
  private static final String FORM =
      "must be IP:PORT, such as 198.51.100.7:6778 or [2001:db8::2]:6778";

  private AddressText() {}

  /// Reads an address.
  ///
  /// @throws IllegalArgumentException if the text is none
  static PeerAddress parse(String text) {
    String[] parts = text.split(",", -1);
    PeerAddress address = place(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "'" + parts[i] + "' must be an attribute, such as priority=2");
      }
      address = with(address, parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    return address;
  }

  private static PeerAddress place(String text) {
    int colon = text.lastIndexOf(':');
    String ip = colon < 0 ? text : text.substring(0, colon);
    boolean isBracketed = ip.startsWith("[") && ip.endsWith("]");
    if (colon < 0 || isBracketed != ip.indexOf(':') >= 0) {
      throw new IllegalArgumentException("'" + text + "' " + FORM);
    }
    IpAddress address;
    try {
      address = IpAddress.parse(isBracketed ? ip.substring(1, ip.length() - 1) : ip);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' " + FORM, e);
    }
    int port = (int) number("port", text.substring(colon + 1), 0xffff);
    return PeerAddress.of(address, port, AddressType.HOST);
  }

  private static PeerAddress with(PeerAddress address, String attribute, String value) {
    AddressType type = address.type();
    int priority = address.priority();
    ConnectionType connection = address.connection();
    long asn = address.asn();
    String protocol = address.protocol();
    switch (attribute) {
      case "type" -> type = constant(AddressType.class, attribute, value);
      case "priority" -> priority = (int) number(attribute, value, Integer.MAX_VALUE);
      case "connection" -> connection = constant(ConnectionType.class, attribute, value);
      case "asn" -> asn = number(attribute, value, 0xffff_ffffL);
      case "peerProtocol" -> protocol = value;
      default ->
          throw new IllegalArgumentException(
              "there is no attribute "
                  + attribute
                  + "; there are type, priority, connection, asn and peerProtocol");
    }
    return new PeerAddress(address.ip(), address.port(), type, priority, connection, asn, protocol);
  }

  private static long number(String name, String text, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the message
    }
    throw new IllegalArgumentException(
        "%s must be a number up to %s, not '%s'".formatted(name, most, text));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
    StringJoiner words = new StringJoiner(", ");
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
      words.add(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new IllegalArgumentException(
        "%s must be one of %s, not '%s'".formatted(name, words, text));
  }

  /// The form that is read, with what was said of the address and nothing else.
  static String text(PeerAddress address) {
    String ip = address.ip().isV4() ? address.ip().toString() : "[" + address.ip() + "]";
    StringBuilder text = new StringBuilder(ip).append(':').append(address.port());
    if (address.type() != AddressType.HOST) {
      append(text, "type", address.type());
    }
    if (address.priority() != 0) {
      append(text, "priority", address.priority());
    }
    append(text, "connection", address.connection() == null ? null : address.connection().text());
    append(text, "asn", address.asn() == 0 ? null : address.asn());
    append(text, "peerProtocol", address.protocol());
    return text.toString();
  }

  private static void append(StringBuilder text, String attribute, @Nullable Object value) {
    if (value != null) {
      text.append(',').append(attribute).append('=').append(value);
    }
  }
}

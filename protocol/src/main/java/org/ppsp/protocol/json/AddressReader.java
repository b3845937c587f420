package org.ppsp.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Stat;

/// Reads `peer_addr` (section 3.2.4). Type and priority may be missing, as in the RFC's examples.
final class AddressReader {
  private final JsonInput in;
  private @Nullable String ip;
  private @Nullable String family;
  private @Nullable String port;
  private @Nullable String priority;
  private @Nullable String type;
  private @Nullable String connection;
  private @Nullable String asn;
  private @Nullable String protocol;

  private AddressReader(JsonInput in) {
    this.in = in;
  }

  /// Reads the addresses that the input is at.
  ///
  /// @param untold the type of those that do not say theirs
  static void read(JsonInput in, List<PeerAddress> to, AddressType untold) throws JsonException {
    int most = in.limits().addresses();
    for (var all = in.elements("peer_addr"); all.next(); ) {
      if (to.size() == most) {
        in.refuse("there are more than " + most + " addresses");
        in.skip();
      } else {
        AddressReader reader = new AddressReader(in);
        reader.members();
        try {
          to.add(reader.address(untold));
        } catch (IllegalArgumentException e) {
          in.refuse(e);
        }
      }
    }
    if (to.isEmpty()) {
      in.departs("peer_addr", "an array of one address or more");
    }
  }

  private void members() throws JsonException {
    for (String name = in.open("peer_addr"); name != null; name = in.member()) {
      switch (name) {
        case "ip_address" -> ip();
        case "port" -> port = in.number(name);
        case "priority" -> priority = in.number(name);
        case "type" -> type = in.text(name);
        case "connection" -> connection = in.text(name);
        case "asn" -> asn = in.text(name);
        case "peer_protocol" -> protocol = in.text(name);
        default -> in.skip();
      }
    }
  }

  private void ip() throws JsonException {
    for (String name = in.open("ip_address"); name != null; name = in.member()) {
      switch (name) {
        case "address" -> ip = in.text(name);
        case "address_type" -> {
          if (in.isStrict()) {
            family = in.text(name);
          } else {
            in.skip(); // the address itself shows it
          }
        }
        default -> in.skip();
      }
    }
  }

  private PeerAddress address(AddressType untold) {
    String text = Texts.needed(ip, "peer_addr", "ip_address with address");
    IpAddress address = IpAddress.parse(text);
    if (in.isStrict()) {
      boolean isV6 = text.indexOf(':') >= 0; // as it is written: some of them carry an IPv4 address
      String due = isV6 ? "ipv6" : "ipv4";
      if (!due.equals(family)) {
        in.departs("address_type", due);
      }
      if (isV6 && !address.isV4() && !address.toString().equals(text)) {
        in.departs("address", address + ", as RFC 5952 has it");
      }
    }
    return new PeerAddress(
        address,
        Texts.count("port", Texts.needed(port, "peer_addr", "port")),
        type == null ? untold(untold) : in.oneOf(AddressType.class, "type", type),
        priority == null ? untold() : Texts.count("priority", priority),
        connection(),
        asn == null ? 0 : number(asn),
        protocol);
  }

  private AddressType untold(AddressType type) {
    in.lacks("peer_addr", "type");
    return type;
  }

  private int untold() {
    in.lacks("peer_addr", "priority");
    return 0;
  }

  /// An unknown kind of access is as if it were not said.
  private @Nullable ConnectionType connection() {
    if (connection == null) {
      return null;
    }
    ConnectionType found = null;
    for (ConnectionType known : ConnectionType.values()) {
      if (known.text().equalsIgnoreCase(connection)) {
        found = known;
      }
    }
    if (found == null || !found.text().equals(connection)) {
      in.departs("connection", "wired or wireless");
    }
    return found;
  }

  private long number(String asn) {
    boolean prefixed = asn.regionMatches(true, 0, "AS", 0, 2);
    if (prefixed) {
      in.departs("asn", "a number without AS before it");
    }
    long number = Stat.number(prefixed ? asn.substring(2) : asn);
    if (number < 0) {
      throw new IllegalArgumentException("asn must be the number of an autonomous system");
    }
    return number;
  }
}

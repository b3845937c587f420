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
    for (var all = in.elements(); all.next(); ) {
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
  }

  private void members() throws JsonException {
    for (String name = in.open("peer_addr"); name != null; name = in.member()) {
      switch (name) {
        case "ip_address" -> ip();
        case "port" -> port = in.scalar(name);
        case "priority" -> priority = in.scalar(name);
        case "type" -> type = in.scalar(name);
        case "connection" -> connection = in.scalar(name);
        case "asn" -> asn = in.scalar(name);
        case "peer_protocol" -> protocol = in.scalar(name);
        default -> in.skip();
      }
    }
  }

  /// What `address_type` says, the address itself shows.
  private void ip() throws JsonException {
    for (String name = in.open("ip_address"); name != null; name = in.member()) {
      if (name.equals("address")) {
        ip = in.scalar(name);
      } else {
        in.skip();
      }
    }
  }

  private PeerAddress address(AddressType untold) {
    return new PeerAddress(
        IpAddress.parse(Texts.needed(ip, "peer_addr", "ip_address with address")),
        Texts.count("port", Texts.needed(port, "peer_addr", "port")),
        type == null ? untold : Texts.oneOf(AddressType.class, "type", type),
        priority == null ? 0 : Texts.count("priority", priority),
        connection(),
        asn == null ? 0 : number(asn),
        protocol);
  }

  /// Nothing depends on the kind of access, so an unknown one is as if it were not said.
  private @Nullable ConnectionType connection() {
    for (ConnectionType known : ConnectionType.values()) {
      if (known.text().equalsIgnoreCase(connection)) {
        return known;
      }
    }
    return null;
  }

  private static long number(String asn) {
    boolean prefixed = asn.regionMatches(true, 0, "AS", 0, 2);
    long number = Stat.number(prefixed ? asn.substring(2) : asn);
    if (number < 0) {
      throw new IllegalArgumentException("asn must be the number of an autonomous system");
    }
    return number;
  }
}

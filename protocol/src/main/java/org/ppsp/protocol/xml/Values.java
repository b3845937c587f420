package org.ppsp.protocol.xml;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.xml.Message.RawAddress;
import org.ppsp.protocol.xml.Message.RawCondition;
import org.ppsp.protocol.xml.Message.RawStat;

/// Makes values of the texts of a [Message]. Every method throws IllegalArgumentException with a
/// message for the sender if a text is not valid.
final class Values {
  private Values() {}

  /// The text of an element that must be there.
  static String needed(Message message, Element element) {
    String text = message.text(element);
    if (text == null) {
      throw new IllegalArgumentException(
          element.text() + " is missing; add <" + element.text() + ">");
    }
    return text;
  }

  private static String needed(@Nullable String value, String element, String attribute) {
    if (value == null) {
      throw new IllegalArgumentException(
          element + ": the attribute " + attribute + " is missing; add " + attribute + "=\"…\"");
    }
    return value;
  }

  static PeerId peerId(Message message) {
    return new PeerId(needed(message, Element.PEER_ID));
  }

  static SwarmId swarmId(Message message) {
    return new SwarmId(needed(message, Element.SWARM_ID));
  }

  static @Nullable PeerMode mode(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return switch (text) {
      case "SEEDER" -> PeerMode.SEEDER;
      case "LEECH" -> PeerMode.LEECH;
      default ->
          throw new IllegalArgumentException(
              "PeerMode must be SEEDER or LEECH, not " + MessageReader.clip(text));
    };
  }

  /// A number of peers; larger ones than an int can hold are as good as its largest.
  static OptionalInt peernum(Message message) {
    String text = message.text(Element.PEERNUM);
    if (text == null) {
      return OptionalInt.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw notDecimal("Peernum", text);
      }
      number = Math.min(number * 10 + c - '0', Integer.MAX_VALUE);
    }
    return OptionalInt.of((int) number);
  }

  /// A decimal number, or `absent`.
  static long number(Message message, Element element, long absent) {
    String text = message.text(element);
    return text == null ? absent : number(element.text(), text);
  }

  private static long number(String name, String text) {
    long number = Stat.number(text);
    if (number < 0) {
      throw notDecimal(name, text);
    }
    return number;
  }

  private static IllegalArgumentException notDecimal(String name, String text) {
    return new IllegalArgumentException(
        name + " must be a decimal number, not " + MessageReader.clip(text));
  }

  private static int intNumber(String name, String text) {
    return (int) Math.min(number(name, text), Integer.MAX_VALUE);
  }

  static OptionalInt controlPort(Message message) {
    String text = message.text(Element.CONTROL_PORT);
    return text == null ? OptionalInt.empty() : OptionalInt.of(intNumber("ControlPort", text));
  }

  static ChunkSet chunks(Message message, DecodeLimits limits) {
    if (message.chunkIds.isEmpty()) {
      return ChunkSet.EMPTY;
    }
    ChunkSet.Builder builder = new ChunkSet.Builder(limits.chunkIds());
    message.chunkIds.forEach(builder::parse);
    return builder.build();
  }

  private static Property property(RawStat raw) {
    return Property.of(needed(raw.property(), "Stat", "property"));
  }

  static List<Stat> stats(Message message) {
    List<Stat> stats = new ArrayList<>(message.stats.size());
    for (RawStat raw : message.stats) {
      stats.add(new Stat(property(raw), raw.value()));
    }
    return stats;
  }

  static List<Property> properties(Message message) {
    List<Property> properties = new ArrayList<>(message.stats.size());
    for (RawStat raw : message.stats) {
      properties.add(property(raw));
    }
    return properties;
  }

  static List<Requirement> requirements(Message message) {
    List<Requirement> requirements = new ArrayList<>(message.stats.size());
    for (RawStat raw : message.stats) {
      Property property = property(raw);
      Match match = match(raw.match(), property);
      requirements.add(new Requirement(property, match, raw.value()));
    }
    return requirements;
  }

  private static Match match(@Nullable String text, Property property) {
    if (text == null) {
      return property.defaultMatch();
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "min" -> Match.MIN;
      case "max" -> Match.MAX;
      case "equal" -> Match.EQUAL;
      case "prefer" -> Match.PREFER;
      default ->
          throw new IllegalArgumentException(
              "Stat " + property + ": match must be min, max, equal or prefer");
    };
  }

  static List<PeerAddress> addresses(List<RawAddress> raw) {
    List<PeerAddress> addresses = new ArrayList<>(raw.size());
    for (RawAddress address : raw) {
      addresses.add(address(address));
    }
    return addresses;
  }

  private static PeerAddress address(RawAddress raw) {
    String ip = needed(raw.ip(), "PeerAddress", "ip");
    String port = needed(raw.port(), "PeerAddress", "port");
    try {
      return new PeerAddress(
          IpAddress.parse(ip),
          intNumber("port", port),
          addressType(raw.type()),
          raw.priority() == null ? 0 : intNumber("priority", raw.priority()),
          connection(raw.connection()),
          raw.asn() == null ? 0 : number("asn", raw.asn()),
          raw.protocol());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("PeerAddress: " + e.getMessage(), e);
    }
  }

  private static AddressType addressType(@Nullable String text) {
    return switch (text) {
      case null -> AddressType.HOST;
      case "HOST" -> AddressType.HOST;
      case "REFLEXIVE" -> AddressType.REFLEXIVE;
      case "PROXY" -> AddressType.PROXY;
      default -> throw new IllegalArgumentException("type must be HOST, REFLEXIVE or PROXY");
    };
  }

  private static @Nullable ConnectionType connection(@Nullable String text) {
    return switch (text) {
      case null -> null;
      case "wired" -> ConnectionType.WIRED;
      case "wireless" -> ConnectionType.WIRELESS;
      default -> throw new IllegalArgumentException("connection must be wired or wireless");
    };
  }

  /// The conditions this project knows; others may be new ones.
  static List<Condition> conditions(Message message) {
    List<Condition> conditions = new ArrayList<>(message.conditions.size());
    for (RawCondition raw : message.conditions) {
      String wanted = needed(raw.type(), "Condition", "type");
      for (Condition.Type type : Condition.Type.values()) {
        if (type.text().equals(wanted)) {
          conditions.add(new Condition(type, raw.hasChallenge() ? challenge(raw) : null));
        }
      }
    }
    return conditions;
  }

  private static Condition.Challenge challenge(RawCondition raw) {
    String nonce = needed(raw.nonce(), "Challenge", "nonce");
    String algorithm = needed(raw.algorithm(), "Challenge", "algorithm");
    String expires = needed(raw.expires(), "Challenge", "expires");
    try {
      return new Condition.Challenge(nonce, algorithm, Instant.parse(expires));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Challenge: expires must be a UTC time such as 2026-05-01T12:30:00Z", e);
    }
  }

  static Status status(Message message) {
    String code = message.statusCode;
    String name = message.text(Element.STATUS);
    if (code != null) {
      return Status.of(intNumber("Status: code", code));
    }
    if (name == null) {
      return Status.SUCCESSFUL; // a client that knows only the seed sends none
    }
    for (Status status : Status.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    throw new IllegalArgumentException("unknown Status " + MessageReader.clip(name));
  }
}

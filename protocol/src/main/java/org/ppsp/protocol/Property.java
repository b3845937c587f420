package org.ppsp.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The name of a statistic of a peer. The names of the specification's section 6 are constants here
/// and have rules; any other name is text.
///
/// Immutable; equal by name. Names are told apart by case.
public final class Property {
  /// What the values of a property are.
  public enum Kind {
    /// A decimal number, 0 to 9,223,372,036,854,775,807.
    NUMBER,
    /// One of [NatAbility].
    NAT,
    /// Text of 1 to 4,096 characters.
    TEXT,
    /// A PeerID; can be reported, not required.
    REPORT
  }

  /// The most characters a name may have.
  public static final int MAX_LENGTH = 64;

  private static final Map<String, Property> KNOWN = new LinkedHashMap<>();

  /// What the peer can send, in kbit/s.
  public static final Property UPLOAD_BANDWIDTH = number("UploadBandwidth", Match.MIN);

  /// What the peer can receive, in kbit/s.
  public static final Property DOWNLOAD_BANDWIDTH = number("DownloadBandwidth", Match.MIN);

  /// What the peer has left to send, in kbit/s.
  public static final Property AVAILABLE_BANDWIDTH = number("AvailableBandwidth", Match.MIN);

  /// How long the peer has been connected, in seconds; the tracker computes it if the peer is
  /// silent.
  public static final Property ONLINE_TIME = number("OnlineTime", Match.MIN);

  /// How many links the peer serves at once.
  public static final Property CONCURRENT_LINKS = number("ConcurrentLinks", Match.MAX);

  /// What the peer can do about NATs.
  public static final Property NAT = rule("NAT", Kind.NAT, Match.COMPATIBLE);

  /// The autonomous system the peer is in.
  public static final Property ASN = rule("ASN", Kind.TEXT, Match.EQUAL);

  /// The kind of access, `wired` or `wireless`.
  public static final Property CONNECTION = rule("Connection", Kind.TEXT, Match.EQUAL);

  /// `SEEDER` or `LEECH`; from the membership.
  public static final Property PEER_MODE = rule("PeerMode", Kind.TEXT, Match.EQUAL);

  /// The country the peer is in.
  public static final Property COUNTRY = rule("Country", Kind.TEXT, Match.EQUAL);

  /// Bytes sent to peers since CONNECT.
  public static final Property UPLOADED_BYTES = number("UploadedBytes", Match.MIN);

  /// Bytes received from peers since CONNECT.
  public static final Property DOWNLOADED_BYTES = number("DownloadedBytes", Match.MIN);

  /// Bytes received from the origin servers since CONNECT.
  public static final Property ORIGIN_BYTES = number("OriginBytes", Match.MIN);

  /// How long playing stood still, in ms.
  public static final Property STALL_TIME = number("StallTime", Match.MAX);

  /// How long it took until playing began, in ms.
  public static final Property STARTUP_TIME = number("StartupTime", Match.MAX);

  /// How much is buffered, in ms.
  public static final Property BUFFER_LEVEL = number("BufferLevel", Match.MIN);

  /// A peer that served bad content; may be repeated.
  public static final Property POLLUTED_PEER = rule("PollutedPeer", Kind.REPORT, Match.EQUAL);

  private final String name;
  private final Kind kind;
  private final Match match;

  private Property(String name, Kind kind, Match match) {
    this.name = name;
    this.kind = kind;
    this.match = match;
  }

  private static Property number(String name, Match match) {
    return rule(name, Kind.NUMBER, match);
  }

  private static Property rule(String name, Kind kind, Match match) {
    Property property = new Property(name, kind, match);
    KNOWN.put(name, property);
    return property;
  }

  /// The property of this name.
  ///
  /// @throws IllegalArgumentException if it is not 1 to 64 characters without white space
  public static Property of(String name) {
    Property known = KNOWN.get(name);
    return known != null
        ? known
        : new Property(Identifiers.word("property", name, MAX_LENGTH), Kind.TEXT, Match.EQUAL);
  }

  /// The property of this name if it is one of the specification; null otherwise.
  public static @Nullable Property known(String name) {
    return KNOWN.get(name);
  }

  /// The name on the wire.
  public String name() {
    return name;
  }

  /// What its values are.
  public Kind kind() {
    return kind;
  }

  /// How it is matched when the asker does not say.
  public Match defaultMatch() {
    return match;
  }

  /// Checks a value of this property.
  ///
  /// @throws IllegalArgumentException if it is not of the property's kind
  void check(String value) {
    Identifiers.text(name, value, Stat.MAX_LENGTH);
    switch (kind) {
      case NUMBER -> {
        if (Stat.number(value) < 0) {
          throw new IllegalArgumentException(
              name + " must be a decimal number from 0 to 9223372036854775807");
        }
      }
      case NAT -> {
        try {
          var _ = NatAbility.valueOf(value);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + " must be NO_NAT, STUN or TURN", e);
        }
      }
      case REPORT -> Identifiers.word(name, value, PeerId.MAX_LENGTH);
      case TEXT -> {}
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Property other && name.equals(other.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}

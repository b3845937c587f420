package org.ppsp.cli.enrol;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;

/// Whom a certificate is for.
public sealed interface Subject {
  /// The name in the index: a word without blanks.
  String name();

  /// The word for its kind in the index.
  String kind();

  /// Reads both again.
  ///
  /// @throws IllegalArgumentException if they are none
  static Subject of(String kind, String name) {
    return switch (kind) {
      case Peer.KIND -> new Peer(new PeerId(name));
      case Tracker.KIND -> new Tracker(Stream.of(name.split(",", -1)).map(Host::parse).toList());
      default -> throw new IllegalArgumentException("there is no kind " + kind);
    };
  }

  /// A peer, as a client.
  ///
  /// @param id its PeerID
  record Peer(PeerId id) implements Subject {
    private static final String KIND = "peer";

    @Override
    public String name() {
      return id.value();
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /// A tracker, as a server.
  ///
  /// @param hosts by which clients reach it, at least one
  record Tracker(List<Host> hosts) implements Subject {
    private static final String KIND = "tracker";

    /// Keeps a copy.
    ///
    /// @throws IllegalArgumentException if there is none
    public Tracker {
      hosts = List.copyOf(hosts);
      if (hosts.isEmpty()) {
        throw new IllegalArgumentException("a tracker needs a host");
      }
    }

    @Override
    public String name() {
      return String.join(",", hosts.stream().map(Host::text).toList());
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /// A host, as it stands in a URL.
  ///
  /// @param text a name of the DNS in ASCII and small letters, or an IP address without brackets
  /// @param isAddress whether it is an IP address
  record Host(String text, boolean isAddress) {
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME =
        Pattern.compile("(\\*\\.)?(" + LABEL + "\\.)*(?![0-9]+$)" + LABEL);
    private static final int MAX_LENGTH = 253;

    /// Reads a host.
    ///
    /// @throws IllegalArgumentException if it is neither a name nor an address
    public static Host parse(String text) {
      boolean isBracketed = text.startsWith("[") && text.endsWith("]");
      try {
        String address = isBracketed ? text.substring(1, text.length() - 1) : text;
        return new Host(IpAddress.parse(address).toString(), true);
      } catch (IllegalArgumentException e) {
        // A name, then.
      }
      String name = ascii(text);
      if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'%s' must be a host name or an IP address, without scheme and port".formatted(text));
      }
      return new Host(name, false);
    }

    private static String ascii(String text) {
      try {
        return IDN.toASCII(text).toLowerCase(Locale.ROOT);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
  }
}

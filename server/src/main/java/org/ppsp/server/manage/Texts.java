package org.ppsp.server.manage;

import java.util.List;
import java.util.Locale;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Stat;

/// How values of the protocol stand in JSON.
final class Texts {
  private static final int SHOWN = 200;

  private Texts() {}

  /// A statistic.
  record Statistic(String property, String value) {}

  static List<Statistic> statistics(List<Stat> stats) {
    return stats.stream().map(s -> new Statistic(s.property().name(), s.value())).toList();
  }

  static List<String> addresses(List<PeerAddress> addresses) {
    return addresses.stream().map(a -> address(a.ip(), a.port())).toList();
  }

  private static String address(IpAddress ip, int port) {
    return (ip.isV4() ? ip.toString() : "[" + ip + "]") + ":" + port;
  }

  /// The form on the wire, cut off where it is long.
  static String chunks(ChunkSet chunks) {
    String text = chunks.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  static String small(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

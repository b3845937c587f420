package org.ppsp.tracker;

import java.util.List;
import org.ppsp.protocol.IpNetwork;

/// Under which of the addresses that a peer names it is listed to others. Peers whose requests come
/// from loopback may name any, if [Defences#exemptLoopback] is set.
///
/// @param foreign what holds for public addresses that the peer has not shown to be its own
/// @param relays networks of relays: addresses of type PROXY there are as good as a peer's own
/// @param minPort the lowest port that is listed, 1 to 65,535
public record AddressSettings(Foreign foreign, List<IpNetwork> relays, int minPort) {
  /// What holds when nothing is configured.
  public static final AddressSettings DEFAULT =
      new AddressSettings(Foreign.SAME_NETWORK, List.of(), 1024);

  /// Which public addresses are listed, besides those that the peer's requests come from.
  public enum Foreign {
    /// No others.
    NEVER,
    /// Those of the same network (/24 of IPv4, /56 of IPv6).
    SAME_NETWORK,
    /// All.
    ALWAYS
  }

  /// Checks the range and copies the list.
  ///
  /// @throws IllegalArgumentException if the range is left
  public AddressSettings {
    relays = List.copyOf(relays);
    Range.check("minListedPort", minPort, 1, 0xffff);
  }
}

package org.ppsp.server.limit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ppsp.protocol.IpNetwork;

/// How often whom is served. What is empty is not limited.
///
/// @param address each address
/// @param network each /24 of IPv4 and each /56 of IPv6
/// @param credential each peer that has proved who it is
/// @param burst what may come at once is what may come in this time
/// @param exempt addresses that are not limited
public record RateSettings(
    Rates address, Rates network, Rates credential, Duration burst, List<IpNetwork> exempt) {
  /// Copies the list.
  public RateSettings {
    exempt = List.copyOf(exempt);
  }

  /// What one of these may ask.
  ///
  /// @param connects CONNECTs, which make sessions and have signatures checked
  /// @param requests all requests, CONNECTs among them
  public record Rates(Optional<Rate> connects, Optional<Rate> requests) {}
}

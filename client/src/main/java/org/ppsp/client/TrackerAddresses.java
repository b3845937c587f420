package org.ppsp.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Tells whether an address is one of those that the trackers' URIs name or resolve to. Resolves
/// each time, as an address may change; the JDK remembers for a while. Every thread may call.
record TrackerAddresses(Set<String> hosts) implements Predicate<InetAddress> {
  static TrackerAddresses of(List<URI> trackers) {
    return new TrackerAddresses(trackers.stream().map(URI::getHost).collect(Collectors.toSet()));
  }

  @Override
  public boolean test(InetAddress address) {
    return hosts.stream().anyMatch(host -> resolve(host).contains(address));
  }

  private static List<InetAddress> resolve(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}

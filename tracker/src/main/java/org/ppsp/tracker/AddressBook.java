package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.PeerAddress;

/// Decides under which addresses peers are listed. A peer may name any, but nobody is sent to one
/// that it has not shown to be its own (see [AddressSettings]), to a port that belongs to other
/// services, or, under many names, to the same address and port again and again.
///
/// Private addresses are nobody's own: they are shown only to those behind the same address as the
/// peer. Every thread may call.
final class AddressBook {
  private final boolean exemptLoopback;
  private final ListedAddresses taken;
  private final Refusals refusals;

  AddressBook(boolean exemptLoopback, long key0, long key1, Refusals refusals) {
    this.exemptLoopback = exemptLoopback;
    this.refusals = refusals;
    taken = new ListedAddresses(key0, key1);
  }

  /// Finds out which addresses a peer is listed under, and takes their places until they are
  /// released.
  ///
  /// @param ip where its requests come from
  /// @param other an address of the other family that they have come from, or null
  /// @param observed what it is listed under if it names no address that is, at most one
  /// @param problems takes the first address of each kind that is not listed, and why
  Whereabouts take(
      AddressSettings rules,
      List<PeerAddress> given,
      IpAddress ip,
      @Nullable IpAddress other,
      List<PeerAddress> observed,
      Map<Refusal, PeerAddress> problems) {
    if (isExempt(ip)) {
      return new Whereabouts(ip, other, given, given, observed);
    }
    List<PeerAddress> listed = new ArrayList<>(given.size());
    boolean isOpen = false;
    for (PeerAddress address : given) {
      Refusal problem = problem(rules, address, ip, other);
      if (problem == null && !taken.add(address, ip)) {
        problem = Refusal.SHARED_ADDRESS;
      }
      if (problem == null) {
        listed.add(address);
        isOpen |= !address.ip().isPrivate();
      } else {
        refusals.count(problem);
        problems.putIfAbsent(problem, address);
      }
    }
    boolean isObserved =
        !isOpen
            && !observed.isEmpty()
            && observed.getFirst().port() >= rules.minPort()
            && taken.add(observed.getFirst(), ip);
    return new Whereabouts(
        ip,
        other,
        given,
        listed.size() == given.size() ? given : List.copyOf(listed),
        isObserved ? observed : List.of());
  }

  /// Gives back the places of a session, before it is moved or once it has ended. Under its lock.
  void release(Session session) {
    IpAddress ip = session.ip();
    if (!isExempt(ip)) {
      for (PeerAddress address : session.shown()) {
        taken.remove(address, ip);
      }
    }
  }

  private boolean isExempt(IpAddress ip) {
    return exemptLoopback && ip.isLoopback();
  }

  private static @Nullable Refusal problem(
      AddressSettings rules, PeerAddress address, IpAddress ip, @Nullable IpAddress other) {
    if (address.port() < rules.minPort()) {
      return Refusal.LOW_PORT;
    }
    IpAddress named = address.ip();
    boolean mayBeListed =
        named.isPrivate()
            || rules.foreign() == AddressSettings.Foreign.ALWAYS
            || isOwn(rules, named, ip)
            || other != null && isOwn(rules, named, other)
            || address.type() == AddressType.PROXY && IpNetwork.anyContains(rules.relays(), named);
    return mayBeListed ? null : Refusal.FOREIGN_ADDRESS;
  }

  private static boolean isOwn(AddressSettings rules, IpAddress named, IpAddress seen) {
    return named.equals(seen)
        || rules.foreign() == AddressSettings.Foreign.SAME_NETWORK
            && named.isV4() == seen.isV4()
            && named.network() == seen.network();
  }

  /// What to tell a peer about the addresses that it is not listed under; null if there are none.
  static @Nullable String warning(
      AddressSettings rules, IpAddress ip, Map<Refusal, PeerAddress> problems) {
    if (problems.isEmpty()) {
      return null;
    }
    List<String> sentences = new ArrayList<>();
    new EnumMap<>(problems)
        .forEach((problem, address) -> sentences.add(sentence(rules, ip, problem, address)));
    return String.join("; ", sentences);
  }

  private static String sentence(
      AddressSettings rules, IpAddress ip, Refusal problem, PeerAddress address) {
    String where = address.ip() + " port " + address.port();
    return switch (problem) {
      case LOW_PORT ->
          where
              + " is not listed, for the port is lower than tracker.minListedPort: serve at "
              + rules.minPort()
              + " or above";
      case SHARED_ADDRESS ->
          where
              + " is not listed, for "
              + ListedAddresses.MOST
              + " peers are listed there already: serve at a port of your own";
      default ->
          address.type() == AddressType.PROXY
              ? where
                  + " is not listed: ask the tracker's operator to name the relay in"
                  + " tracker.relayNetworks"
              : where
                  + " is not listed, for your requests come from "
                  + (ip.isKnown() ? ip : "an address that the tracker does not know")
                  + ": send a request with your token from there";
    };
  }
}

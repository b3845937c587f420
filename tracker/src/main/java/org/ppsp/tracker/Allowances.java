package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;

/// How many addresses peers are told in a minute, whoever begins its sessions anew: by address (of
/// IPv6, by /64), by network and by credential. Every thread may call; it takes no lock.
final class Allowances {
  /// Bytes of all memory for a counter of sessions: fewer than two sessions fit into them.
  private static final int MEMORY_OF_COUNTER = 512;

  /// The part of all memory that owners of one kind take, with a KiB for each.
  private static final int SHARE = 64;

  private final long key0;
  private final long key1;
  private final Allowance addresses;
  private final Allowance networks;
  private final Allowance credentials;

  /// @param memory of all peers
  /// @param key0 secret as the other one, or strangers could choose owners that share counters
  Allowances(long memory, long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
    int counters = powerOfTwo(memory / MEMORY_OF_COUNTER, 1 << 12, 1 << 22);
    int owners = powerOfTwo(memory / SHARE >> 10, 1 << 6, 1 << 14);
    addresses = new Allowance(Allowance.Kind.ADDRESS, counters, owners);
    networks = new Allowance(Allowance.Kind.NETWORK, counters / 4, owners);
    credentials = new Allowance(Allowance.Kind.CREDENTIAL, counters / 4, owners);
  }

  private static int powerOfTwo(long size, int least, int most) {
    return Integer.highestOneBit(Math.clamp(size, least, most));
  }

  private long address(IpAddress ip) {
    return Sketch.hash(Sketch.owner(ip), key0, key1);
  }

  private long network(IpAddress ip) {
    return Sketch.hash(ip.network(), key1, key0);
  }

  private long credential(Session session) {
    return Sketch.hash(session.hash, key0, key1);
  }

  /// A session has begun.
  void begin(Session session, int minute) {
    IpAddress ip = session.ip();
    addresses.begin(address(ip), minute);
    networks.begin(network(ip), minute);
    if (session.credential() != null) {
      credentials.begin(credential(session), minute);
      credentials.leave(credential(session)); // one at a time: only those begun anew count
    }
  }

  /// A session has moved.
  void move(IpAddress from, IpAddress to) {
    if (!from.equals(to)) {
      addresses.leave(address(from));
      networks.leave(network(from));
      addresses.enter(address(to));
      networks.enter(network(to));
    }
  }

  /// A session has ended.
  void end(Session session) {
    addresses.leave(address(session.ip()));
    networks.leave(network(session.ip()));
  }

  /// What a list for a session has to hold to.
  ///
  /// @param one how many addresses one session may be told in a minute
  /// @return null if the session has to be looked at by itself only
  @Nullable Share share(Session session, int one, int minute) {
    IpAddress ip = session.ip();
    Share share = addresses.share(address(ip), one, minute, null);
    share = networks.share(network(ip), one, minute, share);
    return session.credential() == null
        ? share
        : credentials.share(credential(session), one, minute, share);
  }
}

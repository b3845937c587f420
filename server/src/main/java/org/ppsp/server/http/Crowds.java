package org.ppsp.server.http;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.server.http.HttpFront.Entry;

/// The connections of each address and of each network: how many there are, and which gives way
/// when a new one finds all places taken. Entering, leaving and choosing cost the same however many
/// there are, and requests cost nothing. Thread-safe.
final class Crowds {
  /// Clients over a limit that are told so; those beyond are turned away.
  private static final int REFUSED_POLITELY = 16;

  /// Connections that are looked at to find one that is idle.
  private static final int LOOKED_AT = 32;

  /// The place of a connection that is counted.
  static final class Place {
    private final IpAddress address;
    private final Executor loop;
    private volatile BooleanSupplier holder;

    /// Since when it is idle, or 0 while it is not; read by others as a hint.
    private final AtomicLong idleSince = new AtomicLong();

    /// Since when it stands where it does in its crowd; guarded by the crowds.
    private long queued;

    /// @param loop of the connection
    /// @param holder has the connection give way, in that loop, and tells whether it did: one that
    ///   is amid a request does not
    Place(IpAddress address, Executor loop, BooleanSupplier holder, long now) {
      this.address = address;
      this.loop = loop;
      this.holder = holder;
      idle(now);
    }

    IpAddress address() {
      return address;
    }

    Executor loop() {
      return loop;
    }

    BooleanSupplier holder() {
      return holder;
    }

    void holder(BooleanSupplier next) {
      holder = next;
    }

    void idle(long now) {
      idleSince.lazySet(now == 0 ? 1 : now);
    }

    /// Whether it has been idle since it was queued.
    private boolean isIdleAsQueued() {
      long since = idleSince.get();
      return since != 0 && since - queued <= 0;
    }

    /// Queues it anew: it was used meanwhile.
    private void queue(long now) {
      long since = idleSince.get();
      queued = since == 0 ? now : since;
    }

    void busy() {
      idleSince.lazySet(0);
    }
  }

  /// What becomes of a connection.
  ///
  /// @param ofNetwork whether it is the network that has too many, and not the address
  record Outcome(Entry entry, boolean ofNetwork) {}

  /// The connections of a network: of each address, those that were idle for longest first, as far
  /// as is known.
  private static final class Network {
    final Sizes<IpAddress> sizes = new Sizes<>();
    final Map<IpAddress, SequencedSet<Place>> places = new HashMap<>();
  }

  private final int mostOfAddress;
  private final int mostOfNetwork;
  private final Sizes<Long> sizes = new Sizes<>();
  private final Map<Long, Network> networks = new HashMap<>();

  Crowds(int mostOfAddress, int mostOfNetwork) {
    this.mostOfAddress = mostOfAddress;
    this.mostOfNetwork = mostOfNetwork;
  }

  /// Counts a connection in; [#leave] counts it out, whatever became of it.
  synchronized Outcome enter(Place place, long now) {
    place.queued = now;
    long key = place.address.network();
    Network network = networks.computeIfAbsent(key, any -> new Network());
    network.places.computeIfAbsent(place.address, address -> new LinkedHashSet<>()).addLast(place);
    int overAddress = network.sizes.add(place.address) - mostOfAddress;
    int overNetwork = sizes.add(key) - mostOfNetwork;
    boolean ofNetwork = overNetwork > overAddress;
    int over = Math.max(overAddress, overNetwork);
    Entry entry =
        over <= 0 ? Entry.WELCOME : over <= REFUSED_POLITELY ? Entry.FULL : Entry.TURN_AWAY;
    return new Outcome(entry, ofNetwork);
  }

  /// Counts a connection out; does nothing if it is not counted.
  synchronized void leave(Place place) {
    long key = place.address.network();
    Network network = networks.get(key);
    SequencedSet<Place> places = network == null ? null : network.places.get(place.address);
    if (network == null || places == null || !places.remove(place)) {
      return;
    }
    network.sizes.remove(place.address);
    sizes.remove(key);
    if (places.isEmpty()) {
      network.places.remove(place.address);
      if (network.places.isEmpty()) {
        networks.remove(key);
      }
    }
  }

  /// Counts out the connection that has been idle for longest, of the address that has most in the
  /// network that has most, or of the next; null if none of those looked at is idle.
  synchronized @Nullable Place removeLongestIdle(long now) {
    int looks = LOOKED_AT;
    for (Long key : sizes.largest(LOOKED_AT)) {
      Network network = Objects.requireNonNull(networks.get(key));
      for (IpAddress address : network.sizes.largest(LOOKED_AT)) {
        SequencedSet<Place> places = Objects.requireNonNull(network.places.get(address));
        int looked = Math.min(looks, places.size());
        Place chosen = longestIdle(places, looked, now);
        if (chosen != null) {
          leave(chosen);
          return chosen;
        }
        looks -= looked;
        if (looks == 0) {
          return null;
        }
      }
    }
    return null;
  }

  /// Looks at the first places of a crowd; those that were used since they were queued go to its
  /// end.
  private static @Nullable Place longestIdle(SequencedSet<Place> places, int looks, long now) {
    Place longest = null;
    for (int i = 0; i < looks; i++) {
      Place first = places.getFirst();
      if (first.isIdleAsQueued()) {
        return first;
      }
      first.queue(now);
      places.addLast(first); // from the beginning to the end
      if (first.isIdleAsQueued() && (longest == null || first.queued - longest.queued < 0)) {
        longest = first;
      }
    }
    return longest;
  }

  /// Whether there are no connections.
  synchronized boolean isEmpty() {
    return networks.isEmpty() && sizes.isEmpty();
  }
}

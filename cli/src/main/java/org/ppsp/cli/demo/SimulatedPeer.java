package org.ppsp.cli.demo;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;

/// A peer of the [World]: who it is, which chunks it has, what it can carry. If it watches, its
/// [Viewer] does the rest.
///
/// For the thread of the world; [#statistics] and what never changes are for every thread.
final class SimulatedPeer {
  private static final int BYTES = 1000 / 8; // of a kbit

  private final PeerId id;
  private final SimulatedSwarm swarm;
  private final Network network;
  private final PeerAddress address;
  private final Bandwidth up;
  private final Bandwidth down;
  private final BitSet held = new BitSet();
  private @Nullable Viewer viewer;
  private boolean seeder;
  private boolean left;
  private long sent;
  private long received;
  private long receivedFromOrigin;
  private volatile List<Stat> statistics = List.of();

  /// A peer without chunks.
  SimulatedPeer(
      PeerId id, SimulatedSwarm swarm, Network network, int number, Bandwidth up, Bandwidth down) {
    this.id = id;
    this.swarm = swarm;
    this.network = network;
    this.up = up;
    this.down = down;
    address = network.address(number);
    report();
  }

  /// Has it watch.
  void watch(Viewer with) {
    viewer = with;
  }

  @Nullable Viewer viewer() {
    return viewer;
  }

  PeerId id() {
    return id;
  }

  SimulatedSwarm swarm() {
    return swarm;
  }

  Network network() {
    return network;
  }

  PeerAddress address() {
    return address;
  }

  Bandwidth up() {
    return up;
  }

  Bandwidth down() {
    return down;
  }

  /// The chunks it has; of a live content's origin they are not told one by one.
  BitSet held() {
    return held;
  }

  boolean isOrigin() {
    return this == swarm.origin();
  }

  PeerMode mode() {
    return seeder ? PeerMode.SEEDER : PeerMode.LEECH;
  }

  /// It has all there is from now on.
  void becomeSeeder() {
    seeder = true;
    held.set(0, swarm.content().live() ? 0 : swarm.content().chunks());
  }

  boolean holds(int chunk) {
    return held.get(chunk) || isOrigin() && swarm.exists(chunk);
  }

  boolean hasLeft() {
    return left;
  }

  void leave() {
    left = true;
  }

  /// Lets time pass for the lines.
  void refill(long millis) {
    up.refill(millis, swarm.content().kbits());
    down.refill(millis, swarm.content().kbits());
  }

  /// Takes a chunk from another peer.
  void fetch(int chunk, SimulatedPeer from) {
    int kbits = swarm.content().kbits();
    from.up.use(kbits);
    from.sent += kbits;
    down.use(kbits);
    held.set(chunk);
    if (from.isOrigin()) {
      receivedFromOrigin += kbits;
    } else {
      received += kbits;
    }
    swarm.traffic().moved(from.isOrigin(), from.network == network);
  }

  /// Makes the statistics anew from what is now.
  void report() {
    List<Stat> stats =
        new ArrayList<>(
            List.of(
                Stat.of("UploadBandwidth", up.rate()),
                Stat.of("DownloadBandwidth", down.rate()),
                Stat.of("AvailableBandwidth", Math.max(0, Math.min(up.rate(), up.left()))),
                Stat.of("NAT", network.nat),
                Stat.of("ASN", network.asn),
                Stat.of("Country", network.country),
                Stat.of("Connection", network.connection.text()),
                Stat.of("UploadedBytes", sent * BYTES),
                Stat.of("DownloadedBytes", received * BYTES),
                Stat.of("OriginBytes", receivedFromOrigin * BYTES)));
    if (viewer != null) {
      stats.add(new Stat(Property.STALL_TIME, Long.toString(viewer.player().stalled())));
      stats.add(new Stat(Property.BUFFER_LEVEL, 1000 * viewer.player().buffered(held) + ""));
      if (viewer.player().startup() >= 0) {
        stats.add(new Stat(Property.STARTUP_TIME, Long.toString(viewer.player().startup())));
      }
    }
    statistics = List.copyOf(stats);
  }

  /// What it tells the tracker of itself.
  List<Stat> statistics() {
    return statistics;
  }
}

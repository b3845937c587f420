package org.ppsp.bench;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.tracker.AccessPolicy;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Ticker;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// A tracker with one swarm of many members: `peer-0`, `peer-1` and so on, each with a public IPv4
/// address of its own.
public final class Population {
  /// The swarm they are in.
  public static final SwarmId SWARM = new SwarmId("live-event");

  private static final TransactionId TRANSACTION = new TransactionId("t");

  private Population() {}

  /// An empty tracker with nothing but time standing still, so that nobody expires.
  public static Tracker emptyTracker(TrackerSettings settings) {
    return emptyTracker(settings, () -> 0);
  }

  /// An empty tracker with that time.
  static Tracker emptyTracker(TrackerSettings settings, Ticker ticker) {
    return new Tracker(settings, ticker, InstantSource.system(), new Random(1), AccessPolicy.OPEN);
  }

  /// Connects peers `from` to `to - 1` and lets them join.
  ///
  /// @param everyThOffersChunk7 of how many members one offers chunk 7; 0: none
  /// @param everyThIsFast of how many members one has 10 Mbit/s and a good NAT; 0: none reports
  public static void fill(
      Tracker tracker, int from, int to, int everyThOffersChunk7, int everyThIsFast) {
    for (int i = from; i < to; i++) {
      PeerId peer = peer(i);
      Caller caller = caller(i);
      PeerAddress address = PeerAddress.of(caller.ip(), 6778, AddressType.HOST);
      List<Stat> stats = everyThIsFast > 0 ? stats(i % everyThIsFast == 0) : List.of();
      check(
          tracker.handle(
              new Request.Connect(
                  TRANSACTION, peer, null, List.of(address), OptionalInt.empty(), stats, null),
              caller));
      boolean offers = everyThOffersChunk7 > 0 && i % everyThOffersChunk7 == 0;
      ChunkSet chunks = offers ? ChunkSet.range(7, 7) : ChunkSet.EMPTY;
      check(
          tracker.handle(
              new Request.Join(
                  TRANSACTION, peer, SWARM, null, null, OptionalInt.empty(), chunks, List.of()),
              caller));
    }
  }

  /// What a peer says of itself.
  static List<Stat> stats(boolean fast) {
    return List.of(
        Stat.of("UploadBandwidth", fast ? 10_000 : 500), Stat.of("NAT", fast ? "NO_NAT" : "TURN"));
  }

  /// The name of a peer.
  public static PeerId peer(int i) {
    return new PeerId(String.format(Locale.ROOT, "peer-%08d", i));
  }

  /// Where a peer's requests come from: an address of its own below 11.0.0.0/8, and as few as can
  /// be of one network.
  public static Caller caller(int i) {
    return new Caller(IpAddress.v4(0x0b00_0000 | Integer.reverse(i) >>> Byte.SIZE), 40_000, null);
  }

  private static void check(Response response) {
    if (response.status() != Status.SUCCESSFUL) {
      throw new IllegalStateException(response.toString());
    }
  }
}

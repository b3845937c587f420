package org.ppsp.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.TransactionId;
import org.ppsp.tracker.Defences;
import org.ppsp.tracker.Shares;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// What a request costs the registry and the selection, without encoding and network: one swarm, of
/// which one member in a hundred offers chunk 7 and one in five is fast.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx6g", "-XX:+UseCompactObjectHeaders"})
public class TrackerBenchmark {
  /// So many addresses that time standing still lets nobody's lists get shorter.
  private static final Defences DEFENCES =
      new Defences(
          Shares.DEFAULT,
          100_000,
          10_000,
          true,
          true,
          5,
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  private static final TransactionId TRANSACTION = new TransactionId("t-1");

  /// How many members the swarm has.
  @Param({"1000", "1000000"})
  int members;

  /// How peers are chosen.
  @Param({"QOS", "RANDOM"})
  TrackerSettings.Strategy strategy = TrackerSettings.Strategy.QOS;

  private PeerId[] peers = {};
  private Tracker tracker = Population.emptyTracker(TrackerSettings.DEFAULT);

  /// Fills the swarm.
  @Setup
  public void fill() {
    TrackerSettings d = TrackerSettings.DEFAULT;
    tracker =
        Population.emptyTracker(
            new TrackerSettings(
                d.keepaliveInterval(),
                d.defaultExpire(),
                d.maxExpire(),
                d.defaultPeernum(),
                d.maxPeernum(),
                d.privateAddresses(),
                d.addresses(),
                d.findNeedsMembership(),
                strategy,
                d.scanLimit(),
                d.maxMemberships(),
                d.maxChunkEntries(),
                d.maxStats(),
                d.strictRfc7846(),
                d.memory(),
                DEFENCES));
    Population.fill(tracker, 0, members, 100, 5);
    peers = new PeerId[members];
    Arrays.setAll(peers, Population::peer);
  }

  /// A list of 30.
  @Benchmark
  public Response find() {
    return find(ChunkSet.EMPTY, List.of());
  }

  /// A list of 30 that offer a chunk that one member in a hundred has.
  @Benchmark
  public Response findChunk() {
    return find(ChunkSet.range(7, 7), List.of());
  }

  /// A list of 30 that meet two requirements that one member in five meets.
  @Benchmark
  public Response findRequired() {
    return find(
        ChunkSet.EMPTY,
        List.of(
            Requirement.of(Property.UPLOAD_BANDWIDTH, "5000"),
            Requirement.of(Property.NAT, "STUN")));
  }

  /// A requirement that nobody meets, which four in five members seem to meet until they are looked
  /// at: as expensive as a FIND can be.
  @Benchmark
  public Response findUnmet() {
    return find(
        ChunkSet.EMPTY, List.of(new Requirement(Property.UPLOAD_BANDWIDTH, Match.EQUAL, "501")));
  }

  private Response find(ChunkSet chunks, List<Requirement> requirements) {
    int i = ThreadLocalRandom.current().nextInt(members);
    return tracker.handle(
        new Request.Find(
            TRANSACTION, peers[i], Population.SWARM, chunks, OptionalInt.of(30), requirements),
        Population.caller(i));
  }

  /// A peer is still there.
  @Benchmark
  public Response keepAlive() {
    int i = ThreadLocalRandom.current().nextInt(members);
    return tracker.handle(new Request.KeepAlive(TRANSACTION, peers[i]), Population.caller(i));
  }

  /// A member leaves and comes back.
  @Benchmark
  public Response leaveAndJoin() {
    int i = ThreadLocalRandom.current().nextInt(members);
    Response left =
        tracker.handle(
            new Request.Leave(TRANSACTION, peers[i], Population.SWARM, ChunkSet.EMPTY),
            Population.caller(i));
    Response joined =
        tracker.handle(
            new Request.Join(
                TRANSACTION,
                peers[i],
                Population.SWARM,
                null,
                null,
                OptionalInt.empty(),
                ChunkSet.EMPTY,
                List.of()),
            Population.caller(i));
    return left.status().compareTo(joined.status()) > 0 ? left : joined;
  }
}

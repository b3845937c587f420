package org.ppsp.bench;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Tracker;
import org.ppsp.tracker.TrackerSettings;

/// How long the DISCONNECT of the largest session that a tracker allows holds its event loop: the
/// peer is in as many swarms as may be, with as many separate chunks as it may keep, one by one.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 6)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx2g", "-XX:+UseCompactObjectHeaders", "-XX:+UseShenandoahGC"})
public class DisconnectBenchmark {
  private static final TransactionId TRANSACTION = new TransactionId("t-1");
  private static final PeerId PEER = new PeerId("hoarder");
  private static final Caller CALLER = Population.caller(1);

  private final Tracker tracker = Population.emptyTracker(TrackerSettings.DEFAULT);

  /// Makes the session as large as it may be.
  @Setup(Level.Invocation)
  public void grow() {
    Response connected =
        tracker.handle(
            new Request.Connect(
                TRANSACTION, PEER, null, List.of(), OptionalInt.empty(), List.of(), null),
            CALLER);
    if (connected.status() != Status.SUCCESSFUL) {
      throw new IllegalStateException(connected.toString());
    }
    for (int swarm = 0; swarm < TrackerSettings.DEFAULT.maxMemberships(); swarm++) {
      for (int chunks = TrackerSettings.DEFAULT.maxChunkEntries(); chunks > 0; chunks /= 2) {
        if (join("swarm-" + swarm, chunks) == Status.SUCCESSFUL) {
          break;
        }
      }
    }
  }

  private Status join(String swarm, int chunks) {
    ChunkSet.Builder each = new ChunkSet.Builder(chunks);
    for (int chunk = 0; chunk < chunks; chunk++) {
      each.range(2L * chunk, 2L * chunk);
    }
    return tracker
        .handle(
            new Request.Join(
                TRANSACTION,
                PEER,
                new SwarmId(swarm),
                null,
                null,
                OptionalInt.empty(),
                each.build(),
                List.of()),
            CALLER)
        .status();
  }

  /// Ends it.
  @Benchmark
  public Response disconnect() {
    return tracker.handle(new Request.Disconnect(TRANSACTION, PEER, null), CALLER);
  }
}

package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;

/// What the tracker counts as used is about what the heap has less: where peers take the most, and
/// where there are the most of them.
class FootprintTest {
  private static final MemoryBounds WIDE = new MemoryBounds(1L << 30, 100, 100, 16 << 20);

  /// What each of some peers does.
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  enum Peers {
    /// Nothing.
    CONNECTED(30_000, (tracker, i) -> connect(tracker, i)),
    /// Joins one large swarm.
    VIEWERS(
        30_000,
        (tracker, i) -> {
          connect(tracker, i);
          join(tracker, i, "swarm", "");
        }),
    /// Each a swarm of its own.
    LONELY(
        10_000,
        (tracker, i) -> {
          connect(tracker, i);
          join(tracker, i, "swarm" + i, "");
        }),
    /// Each a seeder in swarms of its own.
    SEEDERS(
        500,
        (tracker, i) -> {
          connect(tracker, i);
          for (int swarm = 0; swarm < 20; swarm++) {
            join(tracker, i, "swarm" + i + "-" + swarm, PeerMode.SEEDER, "");
          }
        }),
    /// As many pieces as there can be, each in swarms of its own.
    PIECES(
        40,
        (tracker, i) -> {
          connect(tracker, i);
          for (int swarm = 0; swarm < 10; swarm++) {
            join(tracker, i, "swarm" + i + "-" + swarm, even(512));
          }
        }),
    /// The same pieces as all others.
    SHARED_PIECES(
        200,
        (tracker, i) -> {
          connect(tracker, i);
          join(tracker, i, "swarm", even(512));
        }),
    /// Pieces that are no numbers.
    TOKENS(
        40,
        (tracker, i) -> {
          connect(tracker, i);
          String tokens =
              String.join(
                  " ", IntStream.range(0, 500).mapToObj(n -> "t" + "x".repeat(60) + n).toList());
          join(tracker, i, "swarm" + i, tokens);
        }),
    /// What most peers do not say.
    ADDRESSES(
        5000,
        (tracker, i) -> {
          IpAddress ip = new IpAddress(0x2a00_0000_0000_0000L + ((long) i << 16), 1);
          List<PeerAddress> given = new ArrayList<>();
          for (int n = 1; n < 9; n++) {
            given.add(TestTracker.host("10.0.0." + n));
            given.add(TestTracker.reflexive("2a00::" + n));
          }
          send(tracker, TestTracker.connectRequest("peer" + i, given), ip);
          send(
              tracker,
              new Request.Join(
                  TestTracker.TRANSACTION,
                  new PeerId("peer" + i),
                  new SwarmId("swarm"),
                  null,
                  null,
                  OptionalInt.empty(),
                  ChunkSet.EMPTY,
                  List.of()),
              ip);
        }),
    /// Numbers.
    NUMBERS(
        5000,
        (tracker, i) -> {
          connect(tracker, i);
          join(tracker, i, "swarm", "");
          report(tracker, i, Stat.of("UploadBandwidth", 1), Stat.of("UploadedBytes", 2));
        }),
    /// Texts.
    TEXTS(
        300,
        (tracker, i) -> {
          connect(tracker, i);
          join(tracker, i, "swarm", "");
          for (int n = 0; n < 100; n++) {
            report(tracker, i, Stat.of("x" + n, new String(new char[40]).replace('\0', 'y')));
          }
        }),
    /// Has left swarms.
    PAST(
        1000,
        (tracker, i) -> {
          connect(tracker, i);
          for (int n = 0; n < 16; n++) {
            join(tracker, i, "swarm" + i + "-" + n, "");
            report(tracker, i, Stat.of("UploadedBytes", 2));
            send(
                tracker,
                new Request.Leave(
                    TestTracker.TRANSACTION,
                    new PeerId("peer" + i),
                    new SwarmId("swarm" + i + "-" + n),
                    ChunkSet.EMPTY),
                ip(i));
          }
        });

    private final int count;
    private final ObjIntConsumer<Tracker> life;

    Peers(int count, ObjIntConsumer<Tracker> life) {
      this.count = count;
      this.life = life;
    }
  }

  /// In a thread of its own: what this thread remembers for trackers of other tests might be freed
  /// meanwhile.
  @ParameterizedTest
  @EnumSource
  void whatIsCounted_isNeitherFarBelowNorFarAboveWhatTheHeapHas(Peers peers) throws Exception {
    try (ExecutorService own = Executors.newSingleThreadExecutor()) {
      own.submit(() -> compare(peers)).get();
    }
  }

  private static void compare(Peers peers) {
    Tracker tracker =
        new TestTracker(TestTracker.Settings.DEFAULT.limits(64, 600, 600).build(WIDE)).tracker;
    long before = heap();
    for (int i = 0; i < peers.count; i++) {
      peers.life.accept(tracker, i);
    }
    double real = heap() - before;
    double counted = tracker.memory().used();
    assertThat(counted / real).as("%.0f for %.0f bytes", counted, real).isBetween(0.98, 2.2);
    assertThat(tracker.sessions()).isEqualTo(peers.count);
  }

  @SuppressWarnings("SystemGc") // the point
  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String even(int count) {
    return String.join(" ", IntStream.range(0, count).mapToObj(n -> "" + 2 * n).toList());
  }

  private static IpAddress ip(int i) {
    return IpAddress.v4(0x3200_0000 + i);
  }

  private static void connect(Tracker tracker, int i) {
    send(tracker, TestTracker.connectRequest("peer" + i, List.of()), ip(i));
  }

  private static void join(Tracker tracker, int i, String swarm, String chunks) {
    join(tracker, i, swarm, PeerMode.LEECH, chunks);
  }

  private static void join(Tracker tracker, int i, String swarm, PeerMode mode, String chunks) {
    var peer = new PeerId("peer" + i);
    var id = new SwarmId(swarm);
    var set = TestTracker.chunks(chunks);
    var none = OptionalInt.empty();
    var same = TestTracker.TRANSACTION;
    send(
        tracker,
        set.isEmpty()
            ? new Request.Join(same, peer, id, null, mode, none, set, List.of())
            : new Request.JoinChunk(same, peer, id, null, mode, none, set, List.of()),
        ip(i));
  }

  private static void report(Tracker tracker, int i, Stat... stats) {
    send(
        tracker,
        new Request.StatReport(
            TestTracker.TRANSACTION, new PeerId("peer" + i), null, List.of(stats)),
        ip(i));
  }

  private static void send(Tracker tracker, Request request, IpAddress ip) {
    Response response = tracker.handle(request, new Caller(ip, 6000, null));
    assertEquals(Status.SUCCESSFUL, response.status(), response::toString);
  }
}

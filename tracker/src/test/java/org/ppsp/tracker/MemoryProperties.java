package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// What the [MemoryBudget] counts is at any time what peers have, and nothing once they have gone.
class MemoryProperties {
  private static final MemoryBounds WIDE = new MemoryBounds(1 << 30, 100, 100, 1 << 20);

  /// Where about half of what is asked for is refused.
  private static final MemoryBounds TIGHT = new MemoryBounds(1 << 20, 5, 8, 5 << 10);

  @Property(tries = 15)
  void whatIsCounted_isWhatThereIs(@ForAll long seed) {
    assertThat(refusedIn(WIDE, seed)).isZero();
  }

  @Property(tries = 15)
  void whatIsCounted_isWhatThereIs_whereMuchIsRefused(@ForAll long seed) {
    assertThat(refusedIn(TIGHT, seed)).isPositive();
  }

  /// @return how often memory was refused
  private static long refusedIn(MemoryBounds bounds, long seed) {
    TestTracker tracker =
        new TestTracker(TestTracker.Settings.DEFAULT.limits(5, 60, 6).build(bounds));
    Random random = new Random(seed);
    for (int step = 0; step < 400; step++) {
      act(tracker, random);
      if (step % 10 == 0) {
        assertThat(tracker.tracker.memory().used()).isEqualTo(counted(tracker.tracker));
      }
    }
    assertThat(tracker.tracker.memory().used()).isPositive();
    for (int i = 0; i < 12; i++) {
      tracker.tracker.query(new PeerId("p" + i), List.of());
    }
    tracker.passSeconds(1000);
    tracker.sweepAll();
    assertThat(tracker.tracker.sessions()).isZero();
    assertThat(tracker.tracker.memory().used()).isZero();
    return tracker.tracker.refusals().entrySet().stream()
        .filter(refusal -> refusal.getKey().name().startsWith("MEMORY"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// The sessions, and once each what they share.
  private static long counted(Tracker tracker) {
    long sum = 0;
    Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Session session : tracker.all()) {
      sum += session.memory();
      for (Membership membership : session.memberships()) {
        if (shared.add(membership.swarm())) {
          sum += membership.swarm().memory();
        }
        for (ChunkIndex.Entry entry : membership.entries()) {
          if (entry.offer().block >= 0 || entry.offer().token != null) {
            sum += shared.add(entry.offer()) ? entry.offer().memory() : 0;
          }
        }
      }
    }
    return sum;
  }

  private static void act(TestTracker tracker, Random random) {
    PeerId peer = new PeerId("p" + random.nextInt(12));
    SwarmId swarm = new SwarmId("swarm-of-" + random.nextInt(7));
    TransactionId transaction = new TransactionId("t" + random.nextInt(1000));
    switch (random.nextInt(10)) {
      case 0, 1 -> connect(tracker, peer, random);
      case 2, 3 ->
          send(
              tracker,
              new Request.Join(
                  transaction,
                  peer,
                  swarm,
                  new ExpireTime.After(1 + random.nextInt(600)),
                  random.nextBoolean() ? null : PeerMode.values()[random.nextInt(2)],
                  OptionalInt.empty(),
                  ChunkSet.EMPTY,
                  stats(random)),
              "50.0.1.1");
      case 4, 5 ->
          send(
              tracker,
              new Request.JoinChunk(
                  transaction,
                  peer,
                  swarm,
                  null,
                  random.nextInt(4) > 0 ? null : PeerMode.values()[random.nextInt(2)],
                  OptionalInt.empty(),
                  chunks(random),
                  List.of()),
              "50.0.1.1");
      case 6 ->
          send(
              tracker,
              new Request.Leave(
                  transaction, peer, swarm, random.nextBoolean() ? ChunkSet.EMPTY : chunks(random)),
              "50.0.1.1");
      case 7, 8 ->
          send(
              tracker,
              new Request.StatReport(
                  transaction, peer, random.nextBoolean() ? null : swarm, stats(random)),
              "50.0.1.1");
      default -> {
        switch (random.nextInt(8)) {
          case 0 -> tracker.tracker.kick(peer);
          case 1 -> tracker.sweepAll();
          default -> tracker.passSeconds(5);
        }
      }
    }
  }

  private static void connect(TestTracker tracker, PeerId peer, Random random) {
    PeerAddress[] addresses = {
      TestTracker.host("10.1.2." + random.nextInt(250)),
      TestTracker.reflexive("203.0.113.7"),
      TestTracker.host("2a00::" + random.nextInt(100))
    };
    List<PeerAddress> given = List.of(addresses).subList(0, random.nextInt(4));
    String ip =
        random.nextBoolean() ? "50.0.1." + random.nextInt(3) : "2a01:1::" + random.nextInt(3);
    send(
        tracker,
        TestTracker.connectRequest(peer.value(), given, stats(random).toArray(Stat[]::new)),
        ip);
  }

  /// With the token of its session, if it has one.
  private static void send(TestTracker tracker, Request request, String ip) {
    SessionToken token = null;
    for (Session session : tracker.tracker.all()) {
      if (session.isOf(request.peerId()) && !session.isClosed()) {
        token = session.token();
      }
    }
    tracker.send(request, new Caller(IpAddress.parse(ip), 6000, token));
  }

  private static List<Stat> stats(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> List.of(Stat.of("UploadedBytes", random.nextInt(1000)));
      case 1 -> List.of(Stat.of("X-Note", "x".repeat(1 + random.nextInt(150))));
      case 2 -> List.of(Stat.of("Country", "Ελλάδα"), Stat.of("UploadBandwidth", 5));
      default -> List.of();
    };
  }

  private static ChunkSet chunks(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      int first = random.nextInt(60);
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> first + "-" + (first + random.nextInt(30));
            case 1 -> "token-" + random.nextInt(9);
            default -> "" + first;
          });
      text.append(' ');
    }
    return TestTracker.chunks(text.toString());
  }
}

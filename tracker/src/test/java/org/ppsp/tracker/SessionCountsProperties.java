package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// The counts of sessions against a map of who is connected from where, whatever happens.
class SessionCountsProperties {
  private static final int LIMIT = 3;
  private static final List<IpAddress> ADDRESSES =
      List.of(
          IpAddress.parse("198.51.100.1"),
          IpAddress.parse("198.51.100.2"),
          IpAddress.parse("10.0.0.1"),
          IpAddress.parse("2001:db8::1"),
          IpAddress.parse("2001:db8::2"), // of the same /64
          IpAddress.parse("2001:db8:0:1::1"),
          IpAddress.parse("127.0.0.1"));
  private static final int LOOPBACK = 6;

  /// A peer does something at an address.
  ///
  /// @param kind 0 to 3 CONNECT, 4 that of RFC 7846 to a swarm that lets in nobody, 5 DISCONNECT, 6
  ///   time passes, 7 the sweep comes by
  record Step(int kind, int peer, int address) {
    static Step of(int number) {
      return new Step(number % 8, number / 8 % 9, number / 72 % ADDRESSES.size());
    }
  }

  /// A session as the model has it.
  private record Known(int address, SessionToken token, long heard) {
    /// A peer that has missed an interval, time passes in longer ones, gives way.
    boolean givesWay(long now) {
      return heard < now;
    }

    boolean isLive(long now) {
      return heard + 90 > now;
    }
  }

  private static String owner(int address) {
    return address == 4 ? owner(3) : ADDRESSES.get(address).toString();
  }

  private static Request connect(int peer) {
    return TestTracker.connectRequest("p" + peer, List.of());
  }

  private static Request joining(int peer) {
    var join = new SwarmAction(new SwarmId("closed"), SwarmAction.Action.JOIN, PeerMode.SEEDER);
    return new Request.SwarmActions(
        TestTracker.TRANSACTION,
        new PeerId("p" + peer),
        List.of(TestTracker.reflexive("192.0.2.1")),
        List.of(join),
        false,
        OptionalInt.empty(),
        List.of());
  }

  private static TestTracker tracker(boolean exemptLoopback) {
    return new TestTracker(
        TestTracker.Settings.DEFAULT.maxSessionsPerAddress(LIMIT, exemptLoopback).build(),
        (peer, swarm) -> !swarm.value().equals("closed"));
  }

  @Property(tries = 300)
  void countsAreThoseOfTheModel(
      @ForAll @Size(max = 200) List<@IntRange(max = 503) Integer> history,
      @ForAll boolean exemptLoopback) {
    TestTracker tracker = tracker(exemptLoopback);
    Map<Integer, Known> model = new HashMap<>();
    long now = 0;
    for (int number : history) {
      Step step = Step.of(number);
      Known known = model.get(step.peer);
      boolean isLive = known != null && known.isLive(now);
      SessionToken token = isLive && known != null ? known.token : null;
      Caller caller = new Caller(ADDRESSES.get(step.address), 6000, token);
      switch (step.kind) {
        case 0, 1, 2, 3 -> {
          if (!isLive) {
            model.remove(step.peer); // and the tracker ends it, too
          }
          boolean isFull =
              !(isLive && known != null && owner(known.address).equals(owner(step.address)))
                  && !(step.address == LOOPBACK && exemptLoopback)
                  && count(model, step.address) == LIMIT;
          boolean fits = !isFull || someoneGivesWay(model, step.address, now);
          Response response = tracker.send(connect(step.peer), caller);
          assertThat(response.status())
              .isEqualTo(fits ? Status.SUCCESSFUL : Status.FORBIDDEN_ACTION);
          if (response instanceof Response.Connect done) {
            SessionToken given = done.session();
            assertThat(given).isNotNull();
            model.put(step.peer, new Known(step.address, given, now));
            if (isFull) {
              forgetWhoGaveWay(tracker, model, now);
            }
          }
        }
        case 4 -> {
          if (!isLive) {
            model.remove(step.peer);
            assertThat(tracker.send(joining(step.peer), caller).status())
                .isEqualTo(Status.FORBIDDEN_ACTION);
            if (count(model, step.address) == LIMIT) { // somebody may have given way to it
              forgetWhoGaveWay(tracker, model, now);
            }
          }
        }
        case 5 -> {
          if (isLive) {
            Response response =
                tracker.send(
                    new Request.Disconnect(
                        TestTracker.TRANSACTION, new PeerId("p" + step.peer), null),
                    caller);
            assertThat(response.status()).isEqualTo(Status.SUCCESSFUL);
            model.remove(step.peer);
          }
        }
        case 6 -> {
          tracker.passSeconds(40);
          now += 40;
        }
        default -> {
          long then = now;
          tracker.sweepAll();
          model.values().removeIf(one -> !one.isLive(then));
        }
      }
      for (int i = 0; i < ADDRESSES.size(); i++) {
        int expected = i == LOOPBACK && exemptLoopback ? 0 : count(model, i);
        assertThat(tracker.tracker.sessionsOf(ADDRESSES.get(i))).isEqualTo(expected);
      }
    }
  }

  private static int count(Map<Integer, Known> model, int address) {
    return (int)
        model.values().stream().filter(s -> owner(s.address).equals(owner(address))).count();
  }

  private static boolean someoneGivesWay(Map<Integer, Known> model, int address, long now) {
    return model.values().stream()
        .anyMatch(one -> owner(one.address).equals(owner(address)) && one.givesWay(now));
  }

  /// Takes over which session the tracker has ended; one at most, and one that may give way.
  private static void forgetWhoGaveWay(TestTracker tracker, Map<Integer, Known> model, long now) {
    tracker.sweepAll();
    model.values().removeIf(one -> !one.isLive(now));
    List<Integer> gone =
        model.keySet().stream()
            .filter(peer -> tracker.tracker.statistics(new PeerId("p" + peer)).isEmpty())
            .toList();
    assertThat(gone).hasSizeLessThan(2);
    for (Integer peer : gone) {
      Known ended = model.remove(peer);
      assertThat(ended != null && ended.givesWay(now)).isTrue();
    }
  }

  @Example
  void refusal_namesCauseAndCure_inBothEncodings() {
    TestTracker tracker = tracker(true);
    Caller caller = new Caller(ADDRESSES.getFirst(), 6000, null);
    for (int i = 0; i < LIMIT; i++) {
      assertThat(tracker.send(connect(i), caller).status()).isEqualTo(Status.SUCCESSFUL);
    }
    for (Request request : List.of(connect(8), joining(8))) {
      var refusal = (Response.Refusal) tracker.send(request, caller);
      assertThat(refusal.status()).isEqualTo(Status.FORBIDDEN_ACTION);
      assertThat(refusal.reason())
          .isEqualTo(
              "3 peers are connected from your address, the limit of this tracker"
                  + " (tracker.maxSessionsPerAddress): DISCONNECT one, or try again in 30 s, for"
                  + " peers that fall silent give way");
      assertThat(refusal.retryAfter()).isEqualTo(30);
    }
  }

  @Example
  void noLimit_countsNobody() {
    TestTracker tracker =
        new TestTracker(TestTracker.Settings.DEFAULT.maxSessionsPerAddress(0, false).build());
    Caller caller = new Caller(ADDRESSES.getFirst(), 6000, null);
    for (int i = 0; i < 2000; i++) {
      assertThat(tracker.send(connect(i), caller).status()).isEqualTo(Status.SUCCESSFUL);
    }
    assertThat(tracker.tracker.sessionsOf(caller.ip())).isZero();
  }

  /// A million addresses with a session each: nobody is taken for one that has many.
  @Example
  void manyAddresses_areToldApart() {
    SessionCounts counts = new SessionCounts(Defences.DEFAULT, 1, 2);
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(counts.add(IpAddress.v4(0x0b00_0000 + i))).isTrue();
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(counts.count(IpAddress.v4(0x0b00_0000 + i))).isBetween(1, 200);
    }
    for (int i = 0; i < 1_000_000; i++) {
      counts.remove(IpAddress.v4(0x0b00_0000 + i));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(counts.count(IpAddress.v4(0x0b00_0000 + i))).isZero();
    }
  }

  /// Four threads connect, move and disconnect the same few peers, and time ends sessions.
  @Example
  void concurrentHistories_leaveNoDrift() throws Exception {
    TestTracker tracker = tracker(false);
    CyclicBarrier start = new CyclicBarrier(4);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new java.util.ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        all.add(
            threads.submit(
                () -> {
                  Random random = new Random(4711 + thread);
                  start.await();
                  for (int i = 0; i < 20_000; i++) {
                    int peer = random.nextInt(6);
                    Caller caller =
                        new Caller(ADDRESSES.get(random.nextInt(ADDRESSES.size())), 6000, null);
                    switch (random.nextInt(5)) {
                      case 0, 1, 2 -> tracker.send(connect(peer), caller);
                      case 3 ->
                          tracker.send(
                              new Request.Disconnect(
                                  TestTracker.TRANSACTION, new PeerId("p" + peer), null),
                              caller);
                      default -> {
                        if (thread == 0) {
                          tracker.passSeconds(10);
                          tracker.tracker.sweep(3);
                        }
                      }
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    tracker.passSeconds(100);
    tracker.sweepAll();
    assertThat(tracker.tracker.sessions()).isZero();
    for (IpAddress ip : ADDRESSES) {
      assertThat(tracker.tracker.sessionsOf(ip)).isZero();
    }
  }
}

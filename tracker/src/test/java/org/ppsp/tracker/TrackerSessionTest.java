package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.TRANSACTION;
import static org.ppsp.tracker.TestTracker.callerAt;
import static org.ppsp.tracker.TestTracker.connectRequest;
import static org.ppsp.tracker.TestTracker.host;
import static org.ppsp.tracker.TestTracker.status;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// CONNECT, DISCONNECT, KEEPALIVE, who owns a session and how long it lasts (specification,
/// sections 4, 8 and 9).
class TrackerSessionTest {
  private final TestTracker tracker = new TestTracker();

  /// Each request but CONNECT, from `peer-a` and valid for a member.
  static List<Request> requests() {
    PeerId peer = new PeerId("peer-a");
    SwarmId swarm = new SwarmId(SWARM);
    ChunkSet chunk = ChunkSet.range(1, 1);
    OptionalInt absent = OptionalInt.empty();
    return List.of(
        new Request.Join(TRANSACTION, peer, swarm, null, null, absent, ChunkSet.EMPTY, List.of()),
        new Request.JoinChunk(TRANSACTION, peer, swarm, null, null, absent, chunk, List.of()),
        new Request.Leave(TRANSACTION, peer, swarm, chunk),
        new Request.Leave(TRANSACTION, peer, swarm, ChunkSet.EMPTY),
        new Request.Find(TRANSACTION, peer, swarm, ChunkSet.EMPTY, absent, List.of()),
        new Request.FindChunk(TRANSACTION, peer, swarm, chunk, absent, List.of()),
        new Request.KeepAlive(TRANSACTION, peer),
        new Request.StatReport(TRANSACTION, peer, null, List.of(Stat.of("NAT", "STUN"))),
        new Request.StatReport(TRANSACTION, peer, swarm, List.of(Stat.of("NAT", "STUN"))),
        new Request.StatReport(TRANSACTION, peer, null, List.of()),
        new Request.Disconnect(TRANSACTION, peer, null));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_withoutConnect_isForbidden(Request request) {
    Response response = tracker.send(request);
    assertThat(status(response)).isEqualTo(FORBIDDEN_ACTION);
    assertThat(response.transactionId()).isEqualTo(TRANSACTION);
    assertThat(response.method()).isEqualTo(request.method());
    assertThat(((Response.Refusal) response).reason()).contains("not connected");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_afterConnectAndJoin_isDone(Request request) {
    tracker.enter("peer-a");
    Response response = tracker.send(request);
    assertThat(status(response)).isEqualTo(SUCCESSFUL);
    assertThat(response.transactionId()).isEqualTo(TRANSACTION);
    assertThat(response.method()).isEqualTo(request.method());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_afterDisconnect_isForbidden(Request request) {
    tracker.enter("peer-a");
    tracker.disconnect("peer-a");
    assertThat(status(tracker.send(request))).isEqualTo(FORBIDDEN_ACTION);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_restartsTheTimer(Request request) {
    if (request instanceof Request.Disconnect) {
      return; // there is no timer any more
    }
    tracker.enter("peer-a");
    tracker.passSeconds(80);
    tracker.send(request);
    tracker.passSeconds(80);
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void refusedRequest_restartsTheTimer_exceptConnect() {
    tracker.enter("peer-a");
    tracker.passSeconds(80);
    assertThat(status(tracker.leave("peer-a", "elsewhere", ""))).isEqualTo(FORBIDDEN_ACTION);
    tracker.passSeconds(80);
    assertThat(status(tracker.send(tooManyStats()))).isEqualTo(FORBIDDEN_ACTION);
    tracker.passSeconds(10);
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
  }

  private static Request tooManyStats() {
    return connectRequest(
        "peer-a",
        List.of(),
        IntStream.rangeClosed(0, TrackerSettings.DEFAULT.maxStats())
            .mapToObj(i -> Stat.of("s" + i, 1))
            .toArray(Stat[]::new));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_ofAnotherAddressWithoutToken_isForbidden_andChangesNothing(Request request) {
    tracker.enter("peer-a", "peer-b");
    tracker.passSeconds(80);
    tracker.keepAlive("peer-b");
    assertThat(status(tracker.send(request, callerAt("203.0.113.9")))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(tracker.find("peer-b", 10)).containsExactly("peer-a");
    tracker.passSeconds(10); // the stranger's request did not restart the timer
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_withTheToken_isDoneFromAnywhere(Request request) {
    SessionToken token = tracker.connect("peer-a").session();
    tracker.join("peer-a");
    Caller caller = new Caller(IpAddress.parse("203.0.113.9"), 1, token);
    assertThat(status(tracker.send(request, caller))).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void anyRequest_withAnotherToken_isForbidden_evenFromThePeersAddress(Request request) {
    SessionToken token = tracker.connect("peer-a").session();
    SessionToken other = tracker.connect("peer-b").session();
    for (SessionToken wrong :
        List.of(
            other,
            new SessionToken(token.high() ^ 1, token.low()),
            new SessionToken(token.high(), token.low() ^ 1))) {
      Caller caller = new Caller(tracker.addressOf("peer-a"), 6000, wrong);
      assertThat(status(tracker.send(request, caller))).isEqualTo(FORBIDDEN_ACTION);
    }
  }

  @Test
  void connect_answersWithTheObservedAddressTheIntervalAndAToken() {
    Response.Connect response =
        (Response.Connect)
            tracker.send(
                connectRequest("peer-a", List.of()),
                new Caller(IpAddress.parse("2001:db8::2"), 4711, null));
    assertThat(response.transactionId()).isEqualTo(TRANSACTION);
    assertThat(response.observed())
        .isEqualTo(PeerAddress.of(IpAddress.parse("2001:db8::2"), 4711, AddressType.REFLEXIVE));
    assertThat(response.keepaliveInterval()).isEqualTo(30);
    assertThat(response.session()).isNotNull();
    assertThat(tracker.tracker.sessions()).isEqualTo(1);
  }

  @Test
  void connect_givesEverySessionATokenOfItsOwn() {
    SessionToken first = tracker.connect("peer-a").session();
    assertThat(tracker.connect("peer-b").session()).isNotEqualTo(first);
    tracker.disconnect("peer-a");
    assertThat(tracker.connect("peer-a").session()).isNotEqualTo(first);
  }

  @Test
  void connect_again_keepsTheMembershipsAndReplacesTheAddresses() {
    tracker.connectFrom("198.51.100.1", "peer-a", host("198.51.100.22"));
    tracker.join("peer-a");
    tracker.enter("peer-b");
    assertThat(tracker.findPeers("peer-b").getFirst().addresses())
        .containsExactly(host("198.51.100.22"));
    tracker.connectFrom("198.51.100.1", "peer-a", host("198.51.100.33"), host("198.51.100.44"));
    assertThat(tracker.findPeers("peer-b").getFirst().addresses())
        .containsExactly(host("198.51.100.33"), host("198.51.100.44"));
    tracker.connectFrom("198.51.100.1", "peer-a");
    assertThat(tracker.findPeers("peer-b").getFirst().addresses())
        .containsExactly(
            PeerAddress.of(IpAddress.parse("198.51.100.1"), 6000, AddressType.REFLEXIVE));
    assertThat(tracker.tracker.sessions()).isEqualTo(2);
  }

  @Test
  void connect_again_keepsTheToken() {
    SessionToken token = tracker.connect("peer-a").session();
    Caller owner = new Caller(tracker.addressOf("peer-a"), 6000, token);
    Response again = tracker.send(connectRequest("peer-a", List.of()), owner);
    assertThat(again.session()).isEqualTo(token);
  }

  @Test
  void connect_bySomeoneElse_isForbidden_andChangesNothing() {
    tracker.connectFrom("198.51.100.1", "peer-a", host("198.51.100.22"));
    tracker.join("peer-a");
    tracker.enter("peer-b");
    Response response =
        tracker.send(
            connectRequest("peer-a", List.of(host("203.0.113.9"))), callerAt("203.0.113.9"));
    assertThat(status(response)).isEqualTo(FORBIDDEN_ACTION);
    assertThat(tracker.findPeers("peer-b").getFirst().addresses())
        .containsExactly(host("198.51.100.22"));
  }

  @Test
  void connect_withTheToken_movesThePeerToAnotherAddress() {
    SessionToken token = tracker.connectFrom("198.51.100.1", "peer-a").session();
    tracker.join("peer-a");
    Caller moved = new Caller(IpAddress.parse("203.0.113.9"), 6000, token);
    assertThat(status(tracker.send(connectRequest("peer-a", List.of()), moved)))
        .isEqualTo(SUCCESSFUL);
    Request keepAlive = new Request.KeepAlive(TRANSACTION, new PeerId("peer-a"));
    assertThat(status(tracker.send(keepAlive, moved))).isEqualTo(SUCCESSFUL);
    for (String ip : List.of("198.51.100.1", "203.0.113.9")) {
      assertThat(status(tracker.send(keepAlive, callerAt(ip)))).isEqualTo(FORBIDDEN_ACTION);
    }
  }

  @Test
  void disconnect_removesEverythingAtOnce() {
    tracker.enter("peer-a", "peer-b");
    tracker.join("peer-a", "other");
    tracker.joinChunk("peer-a", "3");
    tracker.seed("peer-b");
    assertThat(status(tracker.disconnect("peer-a"))).isEqualTo(SUCCESSFUL);
    assertThat(tracker.find("peer-b", 10)).isEmpty();
    assertThat(tracker.find("peer-b", "other", 10, "")).isEmpty();
    assertThat(tracker.findChunk("peer-b", 10, "3")).isEmpty();
    assertThat(tracker.tracker.sessions()).isEqualTo(1);
    assertThat(tracker.tracker.swarms()).isEqualTo(1);
    assertThat(tracker.totals(SWARM).members()).isEqualTo(1);
  }

  @Test
  void disconnect_forgetsTheMemberships() {
    tracker.enter("peer-a", "peer-b");
    tracker.disconnect("peer-a");
    tracker.connect("peer-a");
    assertThat(tracker.find("peer-b", 10)).isEmpty();
    assertThat(status(tracker.leave("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void afterDisconnect_anyoneMayConnectUnderThatName() {
    tracker.connectFrom("198.51.100.1", "peer-a");
    tracker.disconnect("peer-a");
    assertThat(tracker.connectFrom("203.0.113.9", "peer-a").status()).isEqualTo(SUCCESSFUL);
  }

  @Test
  void session_endsAtExactlyThreeIntervals() {
    tracker.pass(Duration.ofNanos(123_456_789)); // in the middle of a tick
    tracker.enter("peer-a", "peer-b");
    tracker.pass(Duration.ofSeconds(90).minusNanos(1));
    tracker.keepAlive("peer-b");
    assertThat(tracker.find("peer-b", 10)).containsExactly("peer-a");
    assertThat(tracker.tracker.statistics(new PeerId("peer-a"))).isPresent();
    // a tick is a tenth of a second: never earlier, and no more than one tick later
    tracker.pass(Duration.ofMillis(100));
    assertThat(tracker.find("peer-b", 10)).isEmpty();
    assertThat(tracker.tracker.statistics(new PeerId("peer-a"))).isEmpty();
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void session_endsAtExactlyThreeIntervals_onATick() {
    tracker.enter("peer-a");
    tracker.pass(Duration.ofSeconds(90));
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void session_lastsWithoutEndWhileItIsHeardOf() {
    tracker.enter("peer-a");
    for (int i = 0; i < 100; i++) {
      tracker.passSeconds(89);
      assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(SUCCESSFUL);
    }
  }

  @Test
  void session_thatTimedOut_isNobodysAndComesBackWithoutMemberships() {
    SessionToken token = tracker.connectFrom("198.51.100.1", "peer-a").session();
    tracker.join("peer-a");
    tracker.passSeconds(90);
    Response.Connect again = tracker.connectFrom("203.0.113.9", "peer-a");
    assertThat(again.session()).isNotEqualTo(token);
    assertThat(status(tracker.leave("peer-a"))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(tracker.tracker.swarms()).isZero();
    assertThat(tracker.tracker.sessions()).isEqualTo(1);
  }

  @Test
  void sweep_reclaimsInBoundedSteps() {
    String[] peers = TestTracker.named("peer-", 100);
    tracker.enter(peers);
    tracker.passSeconds(80);
    for (int i = 0; i < 50; i++) {
      tracker.keepAlive("peer-" + i);
    }
    tracker.passSeconds(10);
    assertThat(tracker.tracker.sessions()).isEqualTo(100);
    int looked = 0;
    int step;
    int before = 100;
    do {
      step = tracker.tracker.sweep(7);
      assertThat(step).isBetween(0, 7);
      assertThat(tracker.tracker.sessions()).isGreaterThanOrEqualTo(before - 7);
      before = tracker.tracker.sessions();
      looked += step;
    } while (step == 7);
    assertThat(looked).isEqualTo(100);
    assertThat(tracker.tracker.sessions()).isEqualTo(50);
    assertThat(tracker.totals(SWARM).members()).isEqualTo(50);
    tracker.passSeconds(80);
    tracker.sweepAll();
    assertThat(tracker.tracker.sessions()).isZero();
    assertThat(tracker.tracker.swarms()).isZero();
  }

  @Test
  void sweep_ofNothing() {
    assertThat(tracker.tracker.sweep(10)).isZero();
    assertThat(tracker.tracker.sweep(0)).isZero();
  }

  @Test
  void aRepeatedRequest_isAnsweredAgain() {
    tracker.enter("peer-b");
    List<Consumer<TestTracker>> each =
        List.of(
            t -> assertThat(t.connect("peer-a").withSession(null)).isEqualTo(t.connect("peer-a")),
            t -> assertThat(t.join("peer-a")).isEqualTo(t.join("peer-a")),
            t -> assertThat(t.joinChunk("peer-a", "1-9")).isEqualTo(t.joinChunk("peer-a", "1-9")),
            t -> assertThat(t.find("peer-a", 9)).isEqualTo(t.find("peer-a", 9)),
            t -> assertThat(t.findChunk("peer-b", 9, "1")).isEqualTo(t.findChunk("peer-b", 9, "1")),
            t -> assertThat(t.keepAlive("peer-a")).isEqualTo(t.keepAlive("peer-a")),
            t ->
                assertThat(t.reportIn(SWARM, "peer-a", Stat.of("UploadedBytes", 5)))
                    .isEqualTo(t.reportIn(SWARM, "peer-a", Stat.of("UploadedBytes", 5))));
    each.forEach(check -> check.accept(tracker));
    assertThat(tracker.totals(SWARM).uploaded()).isEqualTo(5);
    assertThat(tracker.totals(SWARM).members()).isEqualTo(2);
  }

  @Test
  void statQuery_fromAPeer_isForbidden() {
    tracker.connect("peer-a");
    assertThat(
            status(
                tracker.send(new Request.StatQuery(TRANSACTION, new PeerId("peer-a"), List.of()))))
        .isEqualTo(FORBIDDEN_ACTION);
  }
}

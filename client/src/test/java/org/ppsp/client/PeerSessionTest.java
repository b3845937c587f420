package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.Reply;

/// What a session does by itself, step by step in fake time, over real sockets.
class PeerSessionTest {
  private static final PeerId ID = Requests.PEER;
  private static final SwarmId NEWS = new SwarmId("news");
  private static final SwarmId SPORT = new SwarmId("sport");
  private static final PeerAddress ADDRESS =
      PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST);
  private static final Peer OTHER =
      new Peer(new PeerId("other"), PeerMode.SEEDER, List.of(ADDRESS));
  private static final Stat STALL = Stat.of("StallTime", 40);
  private static final Stat BUFFER = Stat.of("BufferLevel", 2000);
  private static final Duration SOON = Duration.ZERO;

  private final FakeTime time = new FakeTime();
  private final FakeTracker tracker = FakeTracker.start();
  private final FakeTracker second = FakeTracker.start();
  private final Heard heard = new Heard();
  private final TrackerClient client =
      TrackerClient.builder()
          .tier(tracker.uri())
          .tier(second.uri())
          .attempts(1)
          .time(time)
          .random(new SplittableRandom(1))
          .build();
  private PeerSession session;

  private PeerSessionBuilder builder() {
    return PeerSession.builder(client, ID).listener(heard);
  }

  private void connect(PeerSessionBuilder builder) throws Exception {
    session = builder.idle();
    step();
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    tracker.await(Method.CONNECT);
  }

  private Duration step() throws InterruptedException {
    return Duration.ofNanos(session.upkeep().step());
  }

  /// Lets time pass in small steps, as the session's thread would.
  private void pass(int seconds) throws InterruptedException {
    for (int i = 0; i < seconds * 4; i++) {
      time.advance(Duration.ofMillis(250));
      step();
    }
  }

  private static List<Method> methods(FakeTracker of) {
    return of.received().stream().map(Received::request).map(Request::method).toList();
  }

  @AfterEach
  void close() {
    if (session != null) {
      session.close();
    }
    client.close();
    tracker.close();
    second.close();
  }

  @Test
  void connect_tellsWhatThePeerIs() throws Exception {
    connect(builder().addresses(ADDRESS).statistics(Duration.ofMinutes(1), () -> List.of(STALL)));
    Request.Connect request =
        (Request.Connect) tracker.received(Method.CONNECT).getFirst().request();
    assertThat(request.peerId()).isEqualTo(ID).isEqualTo(session.id());
    assertThat(request.addresses()).containsExactly(ADDRESS);
    assertThat(request.stats()).containsExactly(STALL);
    assertThat(request.controlPort()).isEmpty();
    assertThat(session.controlPort()).isEmpty();
    assertThat(session.tracker()).isEqualTo(tracker.uri());
    assertThat(heard.all()).containsExactly("tracker null " + tracker.uri(), "CONNECTED");
  }

  @Test
  void keepAlive_isSentWellWithinTheTrackersInterval() throws Exception {
    tracker.timing(Duration.ofSeconds(20), Duration.ofHours(1));
    connect(builder());
    assertThat(step()).isBetween(Duration.ofMillis(12_500), Duration.ofSeconds(15));
    pass(12);
    assertThat(tracker.received(Method.KEEPALIVE)).isEmpty();
    pass(48);
    assertThat(tracker.received(Method.KEEPALIVE)).hasSize(4);
    assertThat(tracker.received(Method.KEEPALIVE).getFirst().token()).isNotNull();
  }

  @Test
  void keepAlive_isSkippedAfterOtherTraffic() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    for (int i = 0; i < 5; i++) {
      pass(18);
      swarm.find(5);
    }
    assertThat(tracker.received(Method.KEEPALIVE)).isEmpty();
    pass(23);
    assertThat(tracker.received(Method.KEEPALIVE)).hasSize(1);
  }

  @Test
  void keepAlive_ofASilentTracker_isWithinHalfAMinute() throws Exception {
    tracker.timing(Duration.ZERO, Duration.ofHours(1));
    connect(builder());
    assertThat(step()).isBetween(Duration.ofMillis(18_750), Duration.ofMillis(22_500));
  }

  @Test
  void join_isRenewedBeforeItExpires() throws Exception {
    tracker.timing(Duration.ofHours(2), Duration.ofSeconds(100));
    connect(builder().expireTime(Duration.ofMinutes(5)).peersOnJoin(7));
    session.join(NEWS, PeerMode.SEEDER);
    pass(49);
    assertThat(tracker.received(Method.JOIN)).hasSize(1);
    pass(27);
    assertThat(tracker.received(Method.JOIN)).hasSize(2);
    Request.Join renewal = (Request.Join) tracker.received(Method.JOIN).getLast().request();
    assertThat(renewal.mode()).isEqualTo(PeerMode.SEEDER);
    assertThat(renewal.expireTime()).hasToString("300");
    assertThat(renewal.peernum()).hasValue(7);
  }

  @Test
  void join_again_changesOnlyTheMode() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    session.join(NEWS, PeerMode.LEECH);
    assertThat(tracker.received(Method.JOIN)).hasSize(1);
    swarm.complete();
    assertThat(tracker.received(Method.JOIN)).hasSize(2);
    assertThat(swarm.mode()).isEqualTo(PeerMode.SEEDER);
    assertThat(swarm.id()).isEqualTo(NEWS);
  }

  @Test
  void announcements_goTogetherAsRanges() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    for (int i = 0; i < 40; i++) {
      swarm.announce(ChunkSet.range(i, i));
    }
    swarm.announce(ChunkSet.parse("intro", 1));
    swarm.withdraw(ChunkSet.range(10, 10));
    assertThat(step()).isEqualTo(Duration.ofSeconds(2));
    assertThat(tracker.received(Method.JOIN_CHUNK)).isEmpty();
    pass(2);
    assertThat(tracker.received(Method.JOIN_CHUNK)).hasSize(1);
    assertThat(tracker.chunks(NEWS, ID)).hasToString("0-9 11-39 intro");
    assertThat(tracker.received(Method.LEAVE)).isEmpty();
    swarm.announce(ChunkSet.range(1, 2)); // known already
    pass(10);
    assertThat(tracker.received(Method.JOIN_CHUNK)).hasSize(1);
  }

  @Test
  void withdrawals_goTogether() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    swarm.announce(ChunkSet.range(0, 99));
    pass(2);
    swarm.withdraw(ChunkSet.range(0, 9));
    swarm.withdraw(ChunkSet.range(20, 29));
    swarm.announce(ChunkSet.range(5, 9));
    pass(2);
    assertThat(tracker.received(Method.LEAVE)).hasSize(1);
    assertThat(tracker.chunks(NEWS, ID)).hasToString("5-19 30-99");
  }

  @Test
  void announcements_tooLargeForAMessage_areParted() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    ChunkSet.Builder builder = new ChunkSet.Builder(1300);
    for (int i = 0; i < 1200; i++) {
      builder.range(2L * i, 2L * i);
    }
    for (int i = 0; i < 100; i++) {
      builder.token(i + "é".repeat(120));
    }
    ChunkSet chunks = builder.build();
    swarm.announce(chunks);
    pass(30);
    assertThat(tracker.chunks(NEWS, ID)).isEqualTo(chunks);
    assertThat(tracker.received(Method.JOIN_CHUNK)).hasSizeBetween(3, 5);
  }

  @Test
  void forgottenPeer_comesBackWithAllSwarmsAndChunks() throws Exception {
    connect(builder());
    Swarm news = session.join(NEWS, PeerMode.LEECH);
    session.join(SPORT, PeerMode.SEEDER);
    news.announce(ChunkSet.range(0, 99));
    pass(2);
    tracker.forgetAll();
    heard.events.clear();
    time.advance(Duration.ofSeconds(30));
    assertThat(step()).isBetween(Duration.ofNanos(1), Duration.ofMillis(7500));
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTING);
    pass(10);
    assertThat(tracker.members(NEWS)).containsExactly(ID);
    assertThat(tracker.members(SPORT)).containsExactly(ID);
    assertThat(tracker.chunks(NEWS, ID)).hasToString("0-99");
    assertThat(tracker.received(Method.CONNECT)).hasSize(2);
    assertThat(heard.all()).containsExactly("CONNECTING Refused", "CONNECTED");
  }

  @Test
  void forgottenPeers_doNotComeBackTogether() throws Exception {
    connect(builder());
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 20; i++) {
      tracker.forgetAll();
      time.advance(Duration.ofSeconds(30));
      long wait = step().toMillis();
      least = Math.min(least, wait);
      most = Math.max(most, wait);
      pass(10);
      assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    }
    assertThat(most - least).isBetween(3750L, 7500L);
  }

  @Test
  void lostPeers_areBackWithinOneInterval() throws Exception {
    tracker.timing(Duration.ofSeconds(8), Duration.ofHours(1));
    connect(builder());
    Swarm news = session.join(NEWS, PeerMode.LEECH);
    news.announce(ChunkSet.range(0, 9));
    pass(2);
    for (int down = 1; down < 600; down *= 3) {
      tracker.down(true);
      second.down(true);
      pass(down);
      tracker.forgetAll();
      tracker.down(false);
      pass(8);
      assertThat(tracker.members(NEWS)).as("after %s s", down).containsExactly(ID);
      assertThat(tracker.chunks(NEWS, ID)).hasToString("0-9");
    }
  }

  @Test
  void forgottenPeer_isKnownByKeepAliveWhateverTheWords() throws Exception {
    connect(builder().spread(Duration.ZERO));
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.enqueue(Method.JOIN_CHUNK, Reply.refusal(Status.FORBIDDEN_ACTION, "unbekannt"));
    tracker.enqueue(Method.KEEPALIVE, Reply.refusal(Status.FORBIDDEN_ACTION, "unbekannt"));
    swarm.announce(ChunkSet.range(0, 9));
    pass(3);
    assertThat(tracker.received(Method.CONNECT)).hasSize(2);
    assertThat(tracker.chunks(NEWS, ID)).hasToString("0-9");
  }

  @Test
  void find_byAForgottenPeer_bringsItBackAtOnce() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.forgetAll();
    tracker.add(NEWS, OTHER, ChunkSet.EMPTY);
    assertThat(swarm.find(5)).containsExactly(OTHER);
    assertThat(swarm.findChunks(ChunkSet.range(3, 3), 5)).containsExactly(OTHER);
    assertThat(tracker.members(NEWS)).contains(ID);
  }

  @Test
  void find_byAPeerForgottenTwice_bringsItBackTwice() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    Reply forgotten = Reply.refusal(Status.FORBIDDEN_ACTION, "not connected: send CONNECT first");
    tracker.enqueue(Method.FIND, forgotten, forgotten);
    assertThat(swarm.find(5)).isEmpty();
    assertThat(tracker.received(Method.CONNECT)).hasSize(3);
    tracker.enqueue(Method.FIND, forgotten, forgotten, forgotten);
    assertThatThrownBy(() -> swarm.find(5))
        .isInstanceOf(TrackerException.class)
        .hasMessageContaining("another peer has the same PeerID");
  }

  @Test
  void find_byAForgottenPeerThatCannotComeBack_tellsWhy() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.forgetAll();
    Reply taken = Reply.refusal(Status.FORBIDDEN_ACTION, "PeerID is taken");
    tracker.enqueue(Method.CONNECT, taken, taken); // with the old token, and without
    assertThatThrownBy(() -> swarm.find(5)).hasMessageContaining("PeerID is taken");
    pass(10);
    assertThat(tracker.members(NEWS)).containsExactly(ID);
  }

  /// Its earlier run crashed with the token; the tracker demands it until that session has ended.
  @Test
  void connectThatIsRefusedForAWhile_isTriedAgainAfterThatTime() throws Exception {
    connect(builder());
    tracker.forgetAll();
    Reply used =
        Reply.refusal(Status.FORBIDDEN_ACTION, "the session is used with its token")
            .retryAfter("85");
    tracker.enqueue(Method.CONNECT, used, used); // with the old token, and without
    pass(40);
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTING);
    assertThat(heard.all()).contains("CONNECTING Refused");
    int connects = tracker.received(Method.CONNECT).size();
    pass(44);
    assertThat(tracker.received(Method.CONNECT)).hasSize(connects);
    pass(90);
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
  }

  @Test
  void find_whileTheSessionIsClosed_doesNotReviveIt() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.enqueue(
        Method.FIND,
        Reply.message(
            request -> {
              session.close();
              return Response.Refusal.of(request, Status.FORBIDDEN_ACTION, "not connected");
            }));
    assertThatThrownBy(() -> swarm.find(5)).isInstanceOf(IllegalStateException.class);
    assertThat(session.state()).isEqualTo(PeerSession.State.CLOSED);
    assertThat(tracker.isConnected(ID)).isFalse();
  }

  @Test
  void join_byAForgottenPeer_bringsItBackAtOnce() throws Exception {
    connect(builder());
    session.join(NEWS, PeerMode.LEECH);
    tracker.forgetAll();
    session.join(SPORT, PeerMode.LEECH);
    assertThat(tracker.members(SPORT)).containsExactly(ID);
    step();
    assertThat(tracker.members(NEWS)).containsExactly(ID);
  }

  @Test
  void anotherTracker_takesOverWithAllSwarms() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    swarm.announce(ChunkSet.range(0, 9));
    pass(2);
    tracker.down(true);
    pass(41);
    assertThat(session.tracker()).isEqualTo(second.uri());
    assertThat(second.chunks(NEWS, ID)).hasToString("0-9");
    assertThat(heard.all()).contains("tracker " + tracker.uri() + " " + second.uri());

    tracker.down(false); // and back, when the better tier is tried again
    tracker.forgetAll();
    pass(60);
    assertThat(session.tracker()).isEqualTo(tracker.uri());
    assertThat(tracker.chunks(NEWS, ID)).hasToString("0-9");
    second.await(Method.DISCONNECT);
  }

  @Test
  void formerTracker_isToldAsSoonAsItCanBe() throws Exception {
    connect(builder().spread(SOON));
    session.join(NEWS, PeerMode.LEECH);
    tracker.down(true);
    pass(25);
    assertThat(session.tracker()).isEqualTo(second.uri());
    tracker.down(false);
    time.advance(Duration.ofSeconds(10));
    step();
    tracker.await(Method.DISCONNECT);
  }

  @Test
  void formerTracker_isToldAtTheClose() throws Exception {
    connect(builder().spread(SOON));
    tracker.down(true);
    pass(25);
    assertThat(session.tracker()).isEqualTo(second.uri());
    tracker.down(false);
    session.close();
    assertThat(tracker.isConnected(ID)).isFalse();
    assertThat(second.isConnected(ID)).isFalse();
  }

  @Test
  void formerTracker_thatStaysAway_isGivenUpWhenItMustHaveForgotten() throws Exception {
    connect(builder().spread(SOON));
    tracker.down(true);
    pass(25);
    assertThat(longestWait()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    pass(60);
    assertThat(longestWait()).isGreaterThan(Duration.ofSeconds(10));
  }

  private Duration longestWait() throws InterruptedException {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 30; i++) {
      time.advance(Duration.ofSeconds(1));
      Duration wait = step();
      longest = wait.compareTo(longest) > 0 ? wait : longest;
    }
    return longest;
  }

  @Test
  void warning_isHeard() throws Exception {
    tracker.enqueue(
        Method.CONNECT,
        Reply.message(
            request ->
                new Response.Connect(request.transactionId(), null, 30, null, "not listed")));
    connect(builder());
    heard.await("warned not listed");
    assertThat(session.observed()).isNull();
  }

  @Test
  void newAddress_isTakenFromKeepalive() throws Exception {
    PeerAddress moved = PeerAddress.of(IpAddress.parse("203.0.113.9"), 4711, AddressType.REFLEXIVE);
    connect(builder());
    assertThat(session.observed()).isNotNull();
    tracker.enqueue(
        Method.KEEPALIVE,
        Reply.message(request -> new Response.KeepAlive(request.transactionId(), null, moved)));
    pass(31);
    assertThat(session.observed()).isEqualTo(moved);
  }

  @Test
  void anotherTracker_thatKnowsThePeer_isToldAllAgain() throws Exception {
    connect(builder().spread(Duration.ZERO));
    session.join(NEWS, PeerMode.LEECH);
    second.enqueue(
        Method.KEEPALIVE,
        Reply.message(request -> new Response.KeepAlive(request.transactionId(), null)));
    tracker.down(true);
    pass(31);
    assertThat(methods(second)).containsExactly(Method.KEEPALIVE, Method.CONNECT, Method.JOIN);
  }

  @Test
  void unreachableTrackers_areTriedAgainLaterAndLater() throws Exception {
    connect(builder().backoff(new Backoff(Duration.ofSeconds(4), Duration.ofMinutes(1))));
    session.join(NEWS, PeerMode.LEECH);
    heard.events.clear();
    tracker.down(true);
    second.down(true);
    time.advance(Duration.ofSeconds(30));
    assertThat(step()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    time.advance(Duration.ofSeconds(4));
    assertThat(step()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    assertThat(session.join(SPORT, PeerMode.LEECH).isMember()).isTrue(); // as soon as it can be
    tracker.down(false);
    pass(8);
    assertThat(tracker.members(SPORT)).containsExactly(ID);
    assertThat(heard.all())
        .containsExactly("CONNECTING Unreachable", "CONNECTING Unreachable", "CONNECTED");
  }

  @Test
  void busyTracker_isLeftAlone() throws Exception {
    second.down(true);
    connect(builder());
    tracker.enqueue(
        Method.KEEPALIVE, Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy").retryAfter("25"));
    time.advance(Duration.ofSeconds(30));
    assertThat(step()).isEqualTo(Duration.ofSeconds(25));
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    pass(26);
    assertThat(methods(tracker))
        .containsExactly(Method.CONNECT, Method.KEEPALIVE, Method.KEEPALIVE);
  }

  @Test
  void statistics_areReportedAtTheirInterval() throws Exception {
    AtomicInteger times = new AtomicInteger();
    connect(
        builder()
            .statistics(
                Duration.ofSeconds(10),
                () -> List.of(Stat.of("StallTime", times.incrementAndGet()))));
    pass(30);
    assertThat(tracker.received(Method.STAT_REPORT)).hasSize(3);
    assertThat(tracker.stats(ID)).containsExactly(Stat.of("StallTime", 4));
    assertThat(tracker.received(Method.KEEPALIVE)).isEmpty();
  }

  @Test
  void statistics_ofASwarm_areReportedWithThose() throws Exception {
    connect(builder().statistics(Duration.ofSeconds(10), () -> List.of(STALL)).spread(SOON));
    Swarm news = session.join(NEWS, PeerMode.LEECH);
    session.join(SPORT, PeerMode.LEECH);
    news.statistics(() -> List.of(BUFFER));
    pass(10);
    assertThat(reports()).containsExactly("null " + List.of(STALL), "news " + List.of(BUFFER));
    tracker.forgetAll();
    pass(11);
    assertThat(reports()).hasSize(3); // the third is refused
    assertThat(tracker.received(Method.JOIN).stream().map(Received::request).skip(2))
        .extracting(join -> ((Request.Join) join).swarmId() + " " + ((Request.Join) join).stats())
        .containsExactlyInAnyOrder("news " + List.of(BUFFER), "sport []");
    news.leave();
    pass(10);
    assertThat(reports()).doesNotContain("sport []").endsWith("null " + List.of(STALL));
  }

  private List<String> reports() {
    return tracker.received(Method.STAT_REPORT).stream()
        .map(received -> (Request.StatReport) received.request())
        .map(report -> report.swarmId() + " " + report.stats())
        .toList();
  }

  @Test
  void statistics_ofASwarmOnly_areReported() throws Exception {
    connect(builder());
    session.join(NEWS, PeerMode.LEECH).statistics(() -> List.of(BUFFER));
    pass(60);
    assertThat(reports()).containsExactly("news " + List.of(BUFFER));
  }

  @Test
  void statistics_thatAreNone_areNotReported() throws Exception {
    connect(builder().statistics(Duration.ofSeconds(1), List::of));
    pass(30);
    assertThat(methods(tracker)).containsExactly(Method.CONNECT, Method.KEEPALIVE);
  }

  @Test
  void statQuery_inAKeepAlive_isAnsweredWithStatReport() throws Exception {
    connect(builder().statistics(Duration.ofHours(1), () -> List.of(STALL, BUFFER)));
    tracker.query(ID, Property.BUFFER_LEVEL);
    pass(30);
    Request.StatReport report =
        (Request.StatReport) tracker.received(Method.STAT_REPORT).getFirst().request();
    assertThat(report.stats()).containsExactly(BUFFER);
  }

  @Test
  void statQuery_atTheControlPort_isAnswered() throws Exception {
    connect(builder().controlPort(0).statistics(Duration.ofHours(1), () -> List.of(STALL, BUFFER)));
    assertThat(session.controlPort()).isPresent();
    TransactionId transaction = new TransactionId("q-1");
    assertThat(tracker.ask(new Request.StatQuery(transaction, ID, List.of(Property.STALL_TIME))))
        .isEqualTo(new Response.StatQuery(transaction, ID, List.of(STALL)));
    assertThat(tracker.ask(new Request.StatQuery(transaction, ID, List.of())))
        .isEqualTo(new Response.StatQuery(transaction, ID, List.of(STALL, BUFFER)));
  }

  @Test
  void statQuery_ofAStranger_isRefused() throws Exception {
    List<InetAddress> strangers = new ArrayList<>();
    connect(builder().controlPort(0).askers(from -> !strangers.add(from)));
    TransactionId transaction = new TransactionId("q-1");
    assertThat(tracker.ask(new Request.StatQuery(transaction, ID, List.of())))
        .isInstanceOfSatisfying(
            Response.Refusal.class,
            refusal -> assertThat(refusal.reason()).contains("only the trackers of this peer"));
    assertThat(strangers).allMatch(InetAddress::isLoopbackAddress).hasSize(1);
  }

  @Test
  void swarm_thatIsRefused_isNotJoined() throws Exception {
    connect(builder());
    tracker.enqueue(Method.JOIN, Reply.refusal(Status.FORBIDDEN_ACTION, "not allowed"));
    assertThatThrownBy(() -> session.join(NEWS, PeerMode.LEECH))
        .isInstanceOf(TrackerException.class)
        .hasMessageContaining("not allowed");
    pass(10);
    assertThat(tracker.received(Method.JOIN)).hasSize(1);
    assertThat(session.join(NEWS, PeerMode.LEECH).isMember()).isTrue();
  }

  @Test
  void swarm_thatIsRefusedLater_isLost() throws Exception {
    tracker.timing(Duration.ofHours(1), Duration.ofSeconds(40));
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.enqueue(Method.JOIN, Reply.refusal(Status.FORBIDDEN_ACTION, "not allowed any more"));
    pass(31);
    assertThat(swarm.isMember()).isFalse();
    assertThat(heard.all()).contains("refused news not allowed any more true");
    assertThatThrownBy(() -> swarm.announce(ChunkSet.range(1, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void chunks_thatAreRefused_areNotOfferedAgain() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.enqueue(Method.JOIN_CHUNK, Reply.refusal(Status.BAD_REQUEST, "too many pieces"));
    swarm.announce(ChunkSet.range(1, 9));
    pass(10);
    assertThat(tracker.received(Method.JOIN_CHUNK)).hasSize(1);
    assertThat(heard.all()).contains("refused news too many pieces false");
    swarm.announce(ChunkSet.range(20, 29));
    pass(2);
    assertThat(tracker.chunks(NEWS, ID)).hasToString("20-29");
  }

  @Test
  void peers_areHeardOfOnce() throws Exception {
    tracker.add(NEWS, OTHER, ChunkSet.EMPTY);
    connect(builder());
    heard.events.clear();
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    swarm.find(5);
    Peer third = new Peer(new PeerId("third"), PeerMode.LEECH, List.of(ADDRESS));
    tracker.add(NEWS, third, ChunkSet.EMPTY);
    assertThat(swarm.find(5)).containsExactly(OTHER, third);
    assertThat(heard.all()).containsExactly("found news [other]", "found news [third]");
  }

  @Test
  void listener_thatFails_disturbsNothing() throws Exception {
    connect(
        builder()
            .listener(
                new PeerListener() {
                  @Override
                  public void stateChanged(PeerSession.State state, Result<?> cause) {
                    throw new IllegalStateException("on purpose");
                  }
                }));
    assertThat(heard.all()).contains("CONNECTED");
  }

  @Test
  void find_thatFails_tellsWhy() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    tracker.enqueue(Method.FIND, Reply.refusal(Status.FORBIDDEN_ACTION, "swarm not allowed"));
    assertThatThrownBy(() -> swarm.find(5)).hasMessageContaining("swarm not allowed");
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    tracker.down(true);
    second.down(true);
    assertThatThrownBy(() -> swarm.find(5)).isInstanceOf(TrackerException.class);
  }

  @Test
  void report_ofASwarm_isSentAtOnce() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    swarm.report(STALL);
    Request.StatReport report =
        (Request.StatReport) tracker.received(Method.STAT_REPORT).getFirst().request();
    assertThat(report.swarmId()).isEqualTo(NEWS);
    tracker.enqueue(Method.STAT_REPORT, Reply.refusal(Status.BAD_REQUEST, "no"));
    assertThatThrownBy(() -> swarm.report(STALL)).isInstanceOf(TrackerException.class);
  }

  @Test
  void leave_endsThePart() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    swarm.leave();
    swarm.leave();
    assertThat(tracker.members(NEWS)).isEmpty();
    assertThat(tracker.received(Method.LEAVE)).hasSize(1);
    assertThatThrownBy(() -> swarm.report(STALL)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void credentials_satisfyTheTracker() throws Exception {
    Condition condition =
        new Condition(
            Condition.Type.CERTIFICATE,
            new Condition.Challenge("n0", "Ed25519", Instant.parse("2026-05-01T12:30:00Z")));
    tracker.enqueue(Method.CONNECT, Reply.authenticationRequired(List.of(condition)));
    session =
        builder()
            .certificate(new Certificate("MIIB"))
            .credentials(
                (refused, conditions) ->
                    new Request.Connect(
                        refused.transactionId(),
                        refused.peerId(),
                        refused.certificate(),
                        refused.addresses(),
                        refused.controlPort(),
                        refused.stats(),
                        new Signature("Ed25519", conditions.getFirst().challenge().nonce())))
            .idle();
    step();
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    Request.Connect sent = (Request.Connect) tracker.received(Method.CONNECT).getLast().request();
    assertThat(sent.signature()).isEqualTo(new Signature("Ed25519", "n0"));
  }

  @Test
  void close_disconnects() throws Exception {
    connect(builder());
    Swarm swarm = session.join(NEWS, PeerMode.LEECH);
    session.close();
    session.close();
    assertThat(tracker.received(Method.DISCONNECT)).hasSize(1);
    assertThat(tracker.isConnected(ID)).isFalse();
    assertThat(session.state()).isEqualTo(PeerSession.State.CLOSED);
    assertThat(step()).isGreaterThan(Duration.ofDays(365));
    assertThatThrownBy(() -> session.join(SPORT, PeerMode.LEECH))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> swarm.find(1)).isInstanceOf(IllegalStateException.class);
    assertThat(heard.all()).endsWith("CLOSED");
  }

  @Test
  void close_byAnInterruptedThread_disconnects() throws Exception {
    connect(builder());
    Thread.currentThread().interrupt();
    session.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(tracker.isConnected(ID)).isFalse();
  }

  @Test
  void close_ofAnUnreachableTracker_isQuick() throws Exception {
    connect(builder());
    tracker.down(true);
    session.close();
    assertThat(time.sleeps()).isEmpty();
    assertThat(second.received()).isEmpty();
  }

  @Test
  void builder_checksWhatItIsGiven() {
    assertThatThrownBy(() -> builder().controlPort(80)).hasMessageContaining("80");
    assertThatThrownBy(() -> builder().peersOnJoin(-1)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> builder().spread(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().expireTime(Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().statistics(Duration.ZERO, List::of))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

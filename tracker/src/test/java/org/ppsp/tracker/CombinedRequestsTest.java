package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.host;
import static org.ppsp.tracker.TestTracker.reflexive;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;
import org.ppsp.tracker.TestTracker.Settings;

/// RFC 7846, sections 2.3 and 4.1.
class CombinedRequestsTest {
  private final TestTracker relaxed = new TestTracker();
  private final TestTracker strict = new TestTracker(Settings.DEFAULT.strictRfc7846(true).build());
  private TestTracker tracker = relaxed;
  private int transactions;

  // Requests in short: "LJ a" is JOIN of swarm a as LEECH, "SJ" as SEEDER, "L" is LEAVE.

  private static SwarmAction action(String text) {
    String[] parts = text.strip().split(" ", -1);
    return new SwarmAction(
        new SwarmId(parts[1]),
        parts[0].equals("L") ? Action.LEAVE : Action.JOIN,
        parts[0].equals("SJ") ? PeerMode.SEEDER : PeerMode.LEECH);
  }

  private static List<SwarmAction> actions(String texts) {
    return texts.isEmpty()
        ? List.of()
        : Arrays.stream(texts.split(",", -1)).map(CombinedRequestsTest::action).toList();
  }

  private TransactionId another() {
    return new TransactionId("r-" + ++transactions);
  }

  private Request.SwarmActions request(String peer, String actions, PeerAddress... addresses) {
    return new Request.SwarmActions(
        another(),
        new PeerId(peer),
        List.of(addresses),
        actions(actions),
        false,
        OptionalInt.empty(),
        List.of());
  }

  private Response send(String peer, String actions, PeerAddress... addresses) {
    return tracker.send(request(peer, actions, addresses));
  }

  private Response.SwarmActions act(String peer, String actions, PeerAddress... addresses) {
    return (Response.SwarmActions) send(peer, actions, addresses);
  }

  private static Response.SwarmActions done(Response response) {
    return (Response.SwarmActions) response;
  }

  private static String results(Response response) {
    StringBuilder text = new StringBuilder();
    for (SwarmResult result : done(response).results()) {
      text.append(result.swarmId()).append(result.successful() ? "+" : "-");
    }
    return text.toString();
  }

  private static List<String> listed(SwarmResult result) {
    return TestTracker.names(Objects.requireNonNull(result.peers()));
  }

  private Response find(String peer, String swarm) {
    return tracker.send(
        new Request.FindMembers(
            another(), new PeerId(peer), new SwarmId(swarm), OptionalInt.empty(), List.of()));
  }

  private Response report(String peer, SwarmStats... reports) {
    return tracker.send(new Request.SwarmReports(another(), new PeerId(peer), List.of(reports)));
  }

  private static SwarmStats stats(String swarm, Stat... stats) {
    return new SwarmStats(new SwarmId(swarm), List.of(stats));
  }

  private boolean isConnected(String peer) {
    return tracker.tracker.live(new PeerId(peer)) != null;
  }

  // Lists

  @Test
  void leechJoin_getsAList_seederJoinNone() {
    Response.SwarmActions seeder = act("s", "SJ a, SJ b");
    assertThat(seeder.results()).extracting(SwarmResult::peers).containsExactly(null, null);
    Response.SwarmActions leech = act("l", "LJ a");
    assertThat(listed(leech.results().getFirst())).containsExactly("s");
    assertThat(leech.keepaliveInterval()).isEqualTo(30);
    assertThat(leech.session()).isNotNull();
  }

  @Test
  void seederJoinWithPeerNum_getsAListOfThatSize() {
    IntStream.range(0, 9).forEach(i -> act("l" + i, "LJ a"));
    Response answer =
        tracker.send(
            new Request.SwarmActions(
                another(),
                new PeerId("s"),
                List.of(),
                actions("SJ a"),
                true,
                OptionalInt.of(4),
                List.of()));
    assertThat(listed(done(answer).results().getFirst())).hasSize(4).doesNotContain("s");
  }

  /// Four of 40 fit; without the wish a list of ten would have one of them.
  @Test
  void preferences_comeFirst() {
    for (int i = 0; i < 40; i++) {
      act("l" + i, "LJ a");
      var _ = report("l" + i, stats("a", Stat.of("OnlineTime", i)));
    }
    Request wish = wishing("asker", "LJ a", 10, prefer(Property.ONLINE_TIME, 36));
    for (int i = 0; i < 100; i++) {
      assertThat(listed(done(tracker.send(wish)).results().getFirst()).subList(0, 4))
          .containsExactlyInAnyOrder("l36", "l37", "l38", "l39");
    }
  }

  // What a peer says of itself in its preferences

  private static Requirement prefer(Property property, Object value) {
    return new Requirement(property, Match.PREFER, value.toString());
  }

  private Request wishing(String peer, String actions, int peernum, Requirement... preferences) {
    return new Request.SwarmActions(
        another(),
        new PeerId(peer),
        List.of(),
        actions(actions),
        true,
        OptionalInt.of(peernum),
        List.of(preferences));
  }

  private Request findingWith(String peer, Requirement... preferences) {
    return new Request.FindMembers(
        another(), new PeerId(peer), new SwarmId("a"), OptionalInt.empty(), List.of(preferences));
  }

  /// Whom another peer finds that requires something.
  private List<String> meeting(Requirement... required) {
    return tracker.find("other", "a", 30, "", required);
  }

  @Test
  void preferences_areOfThePeerItself_whereNothingElseIsKnown() {
    tracker.connect("other");
    act("silent", "LJ a");
    done(
        tracker.send(
            wishing(
                "p",
                "LJ a",
                5,
                prefer(Property.NAT, "STUN"),
                prefer(Property.CONCURRENT_LINKS, 7),
                prefer(Property.ONLINE_TIME, 5000),
                prefer(Property.UPLOAD_BANDWIDTH, 600))));
    assertThat(meeting(TestTracker.require(Property.NAT, "NO_NAT"))).containsExactly("p");
    assertThat(meeting(TestTracker.require(Property.CONCURRENT_LINKS, 7))).containsExactly("p");
    assertThat(meeting(TestTracker.require(Property.ONLINE_TIME, 5000))).containsExactly("p");
    assertThat(meeting(TestTracker.require(Property.UPLOAD_BANDWIDTH, 600))).containsExactly("p");
    assertThat(meeting(TestTracker.require(Property.UPLOAD_BANDWIDTH, 601))).isEmpty();
    tracker.passSeconds(10);
    assertThat(meeting(TestTracker.require(Property.ONLINE_TIME, 10)))
        .containsExactlyInAnyOrder("p", "silent");
  }

  @Test
  void onlineTimeOfAPreference_endsWhereTheTrackerHasCountedMore() {
    tracker.connect("other");
    done(tracker.send(wishing("p", "LJ a", 5, prefer(Property.ONLINE_TIME, 20))));
    tracker.passSeconds(60);
    assertThat(meeting(TestTracker.require(Property.ONLINE_TIME, 60))).containsExactly("p");
    var _ = report("p", stats("a", Stat.of("OnlineTime", 30)));
    assertThat(meeting(TestTracker.require(Property.ONLINE_TIME, 60))).isEmpty();
  }

  @Test
  void laterPreference_replacesAnEarlierOne_butNeverAReport() {
    tracker.connect("other");
    Requirement fast = TestTracker.require(Property.UPLOAD_BANDWIDTH, 1000);
    done(tracker.send(wishing("p", "LJ a", 5, prefer(Property.UPLOAD_BANDWIDTH, 500))));
    assertThat(meeting(fast)).isEmpty();
    var _ = tracker.send(findingWith("p", prefer(Property.UPLOAD_BANDWIDTH, 2000)));
    assertThat(meeting(fast)).containsExactly("p");
    var _ = report("p", stats("a", Stat.of("UploadBandwidth", 700)));
    assertThat(meeting(fast)).isEmpty();
    var _ = tracker.send(findingWith("p", prefer(Property.UPLOAD_BANDWIDTH, 2000)));
    done(tracker.send(wishing("p", "LJ a", 5, prefer(Property.UPLOAD_BANDWIDTH, 3000))));
    assertThat(meeting(fast)).isEmpty();
    assertThat(meeting(TestTracker.require(Property.UPLOAD_BANDWIDTH, 700))).containsExactly("p");
  }

  @Test
  void reportBeforeAPreference_stays() {
    tracker.connect("other");
    tracker.connect("p", Stat.of("NAT", "TURN"));
    done(tracker.send(wishing("p", "LJ a", 5, prefer(Property.NAT, "NO_NAT"))));
    assertThat(meeting(TestTracker.require(Property.NAT, "STUN"))).isEmpty();
    assertThat(meeting(TestTracker.require(Property.NAT, "TURN"))).containsExactly("p");
  }

  /// FIND is read without a lock as long as it says nothing new, and costs as much more as a report
  /// when it does.
  @Test
  void findThatSaysSomethingNew_costsAsMuchAsAReport() {
    act("p", "LJ a");
    Work work = new Work();
    Request find = findingWith("p", prefer(Property.NAT, "STUN"));
    tracker.tracker.handle(find, tracker.callerOf("p"), work);
    assertThat(TestTracker.take(work)).isEqualTo(1);
    tracker.tracker.handle(find, tracker.callerOf("p"), work);
    assertThat(TestTracker.take(work)).isZero();
  }

  /// A claim counts for the rank only as far as others' claims make it likely, however it was made.
  @Test
  void bandwidthOfAPreference_countsNoMoreThanAReportedOne() {
    for (String peer : List.of("said", "reported")) {
      act(peer, "LJ a");
    }
    var _ = report("reported", stats("a", Stat.of("UploadBandwidth", 1_000_000_000L)));
    var _ = tracker.send(findingWith("said", prefer(Property.UPLOAD_BANDWIDTH, 1_000_000_000L)));
    float[] quality = new float[2];
    for (int i = 0; i < 2; i++) {
      var session =
          Objects.requireNonNull(
              tracker.tracker.live(new PeerId(List.of("said", "reported").get(i))));
      quality[i] = MemberArray.quality(session.memberships()[0].summary(0));
    }
    assertThat(quality[0]).isEqualTo(quality[1]);
  }

  @Test
  void peerCountBeyondTheLimit_isClamped() {
    IntStream.range(0, 60).forEach(i -> act("l" + i, "LJ a"));
    Response answer =
        tracker.send(
            new Request.FindMembers(
                another(),
                new PeerId("l0"),
                new SwarmId("a"),
                OptionalInt.of(Integer.MAX_VALUE),
                List.of()));
    assertThat(((Response.Find) answer).peers()).hasSize(50);
  }

  @Test
  void asker_isNeverInItsList() {
    act("l", "LJ a");
    assertThat(((Response.Find) find("l", "a")).peers()).isEmpty();
    assertThat(listed(act("l", "LJ a").results().getFirst())).isEmpty();
  }

  // Table 6

  @ParameterizedTest
  @CsvSource({
    // initial | message | relaxed | strict; x: refused as a whole
    "'', LJ a, a+, a+",
    "'', 'SJ a, SJ b', a+b+, a+b+",
    "'', L a, x, x",
    "'', 'LJ a, L a', x, x",
    "'', 'L a, LJ a', x, x",
    "'', 'L a, LJ b', a-b+, x",
    "LJ a, LJ b, b+, b+",
    "LJ a, LJ a, a+, a+",
    "LJ a, L a, a+, a+",
    "LJ a, L b, x, x",
    "LJ a, 'L a, LJ b', a+b+, a+b+",
    "LJ a, 'LJ b, L a', b+a+, b+a+",
    "LJ a, 'LJ a, L a', a+a+, a+a+",
    "LJ a, 'L b, LJ c', b-c+, b-c+",
    "LJ a, SJ a, a+, x",
    "LJ a, SJ b, b+, x",
    "LJ a, 'SJ b, LJ c', b+c+, b-c+",
    "SJ a, SJ a, a+, a+",
    "SJ a, LJ a, a+, a+",
    "'SJ a, SJ b', 'L a, L b', a+b+, a+b+",
    "SJ a, L a, a+, a+"
  })
  void action_isValidAsTable6Says(String before, String message, String loose, String letter) {
    for (TestTracker each : List.of(relaxed, strict)) {
      tracker = each;
      if (!before.isEmpty()) {
        act("p", before);
      }
      Response answer = send("p", message);
      String expected = each == relaxed ? loose : letter;
      if (expected.equals("x")) {
        assertThat(answer.status()).isEqualTo(Status.FORBIDDEN_ACTION);
        assertThat(isConnected("p")).isEqualTo(!before.isEmpty());
      } else {
        assertThat(results(answer)).isEqualTo(expected);
      }
    }
  }

  @Test
  void leechThatHasAll_becomesSeeder() {
    act("p", "LJ a");
    act("p", "SJ a");
    act("q", "LJ a");
    assertThat(((Response.Find) find("q", "a")).peers())
        .extracting(Peer::mode)
        .containsExactly(PeerMode.SEEDER);
  }

  @Test
  void refusalInStrictMode_namesTheSwitchOver() {
    tracker = strict;
    act("p", "LJ a");
    assertThat(((Response.Refusal) send("p", "SJ a")).reason())
        .contains("cannot JOIN as SEEDER", "table 6", "LEAVE");
  }

  @Test
  void newPeerWithOnlyInvalidActions_isNotRegistered() {
    assertThat(((Response.Refusal) send("p", "L a")).reason())
        .contains("not connected", "send JOIN");
    assertThat(tracker.tracker.sessions()).isZero();
  }

  @Test
  void newPeerRefusedByLimits_isNotRegistered() {
    tracker =
        new TestTracker(Settings.DEFAULT.build(), (peer, swarm) -> !swarm.value().equals("closed"));
    assertThat(send("p", "LJ closed").status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(tracker.tracker.sessions()).isZero();
    assertThat(results(send("p", "LJ closed, LJ a"))).isEqualTo("closed-a+");
    assertThat(send("p", "LJ closed").status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(isConnected("p")).isTrue();
  }

  @Test
  void connectWithoutActions_registers() {
    for (TestTracker each : List.of(relaxed, strict)) {
      tracker = each;
      assertThat(results(send("p", ""))).isEmpty();
      assertThat(isConnected("p")).isTrue();
      assertThat(results(send("p", "SJ a, SJ b"))).isEqualTo("a+b+"); // not in TRACKING yet
    }
  }

  @Test
  void lastLeaveAmongExpiredMemberships_endsTheSession() {
    tracker.connect("p");
    var _ = tracker.joinFor(10, "p", "b");
    act("p", "LJ a");
    tracker.passSeconds(11);
    act("p", "L a");
    assertThat(isConnected("p")).isFalse();
  }

  @Test
  void joinAndLeaveAtTheEnd_isAnsweredAgain() {
    act("p", "LJ x");
    Request.SwarmActions request = request("p", "LJ x, L x");
    assertThat(results(tracker.send(request))).isEqualTo("x+x+");
    assertThat(isConnected("p")).isFalse();
    assertThat(results(tracker.send(request))).isEqualTo("x+x+");
  }

  @Test
  void tooManySwarmsInAMessage_areRefused() {
    String joins = "LJ s0" + ", L s0, LJ s0".repeat(64);
    assertThat(((Response.Refusal) send("p", joins)).reason())
        .isEqualTo("a message may name 128 swarms, not 129: send several");
    assertThat(tracker.tracker.sessions()).isZero();
    SwarmStats[] reports = new SwarmStats[129];
    Arrays.fill(reports, stats("s"));
    assertThat(report("p", reports).status()).isEqualTo(Status.BAD_REQUEST);
  }

  // The end

  @Test
  void lastLeave_endsTheSession() {
    act("p", "LJ a, LJ b");
    act("p", "L a");
    assertThat(isConnected("p")).isTrue();
    act("p", "L b");
    assertThat(isConnected("p")).isFalse();
    assertThat(find("p", "a").status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(tracker.tracker.swarms()).isZero();
  }

  @Test
  void membership_lastsAsLongAsTheSession() {
    act("p", "LJ a");
    act("q", "LJ a");
    for (int day = 0; day < 3 * 24 * 60; day++) {
      tracker.pass(Duration.ofSeconds(60));
      assertThat(tracker.send(new Request.KeepAlive(another(), new PeerId("p"))).status())
          .isEqualTo(Status.SUCCESSFUL);
      assertThat(tracker.send(new Request.KeepAlive(another(), new PeerId("q"))).status())
          .isEqualTo(Status.SUCCESSFUL);
    }
    tracker.sweepAll();
    assertThat(TestTracker.names(((Response.Find) find("p", "a")).peers())).containsExactly("q");
    tracker.pass(Duration.ofSeconds(90));
    assertThat(find("p", "a").status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  // Repetitions (section 4.3)

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LJ a",
        "SJ a, SJ b",
        "L x",
        "L x, LJ b",
        "L x, L y",
        "L x, L y, L z",
        "LJ x, L x"
      })
  void repeatedRequest_isAnsweredAgain(String message) {
    for (TestTracker each : List.of(relaxed, strict)) {
      tracker = each;
      if (message.contains("x")) {
        act("p", "LJ x, LJ y, LJ z");
      }
      Request.SwarmActions request = request("p", message);
      String first = results(each.send(request));
      assertThat(first).doesNotContain("-");
      assertThat(results(each.send(request))).isEqualTo(first);
    }
  }

  @Test
  void lastLeaveAgainWithAnotherTransaction_isRefused() {
    act("p", "LJ a");
    act("p", "L a");
    assertThat(send("p", "L a").status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void lastLeaveAgainByAnother_isRefused() {
    act("p", "LJ a");
    Request.SwarmActions leave = request("p", "L a");
    assertThat(results(tracker.send(leave))).isEqualTo("a+");
    assertThat(tracker.send(leave, TestTracker.callerAt("203.0.113.99")).status())
        .isEqualTo(Status.FORBIDDEN_ACTION);
  }

  // Addresses

  @Test
  void observedAddress_isToldToThoseWhoDoNotKnow() {
    assertThat(Objects.requireNonNull(act("p", "LJ a").observed()).type())
        .isEqualTo(AddressType.REFLEXIVE);
    assertThat(act("q", "LJ a", host("198.51.100.7")).observed()).isNotNull();
    assertThat(act("r", "LJ a", reflexive("198.51.100.8")).observed()).isNull();
    PeerAddress relay = PeerAddress.of(IpAddress.parse("198.51.100.9"), 7000, AddressType.PROXY);
    assertThat(act("s", "LJ a", relay).observed()).isNull();
  }

  @Test
  void addresses_areKeptByAMessageWithoutAny() {
    PeerAddress own = host(tracker.addressOf("p").toString());
    act("p", "LJ a", own);
    act("p", "L a, LJ b");
    act("q", "LJ b");
    assertThat(((Response.Find) find("q", "b")).peers().getFirst().addresses())
        .containsExactly(own);
    PeerAddress neighbour = host(IpAddress.v4(own.ip().v4Bits() + 1).toString());
    act("p", "LJ b", neighbour);
    assertThat(((Response.Find) find("q", "b")).peers().getFirst().addresses())
        .containsExactly(neighbour);
  }

  @Test
  void peers_meetAcrossEncodings() {
    PeerAddress address =
        new PeerAddress(
            tracker.addressOf("json"),
            6778,
            AddressType.REFLEXIVE,
            7,
            ConnectionType.WIRED,
            64496,
            "PPSP-PP");
    act("json", "SJ movie", address);
    var _ = report("json", stats("movie", Stat.of("UploadedBytes", 512)));
    tracker.connectFrom(address.ip().toString(), "xml", address);
    var _ = tracker.join("xml", "movie");

    PeerList toXml =
        ((Response.Find)
                tracker.send(
                    new Request.Find(
                        another(),
                        new PeerId("xml"),
                        new SwarmId("movie"),
                        ChunkSet.EMPTY,
                        OptionalInt.empty(),
                        List.of(TestTracker.require(Property.UPLOADED_BYTES, 512)))))
            .peers();
    assertThat(toXml)
        .containsExactly(new Peer(new PeerId("json"), PeerMode.SEEDER, List.of(address)));
    assertThat(((Response.Find) find("json", "movie")).peers())
        .containsExactly(new Peer(new PeerId("xml"), PeerMode.LEECH, List.of(address)));
  }

  // Ownership

  @Test
  void anotherAddress_cannotActForAPeer() {
    Response.SwarmActions mine = act("p", "LJ a");
    Caller thief = TestTracker.callerAt("203.0.113.66");
    for (Request request :
        List.of(
            request("p", "L a"), request("p", "LJ b", host("203.0.113.66")), request("p", ""))) {
      assertThat(tracker.send(request, thief).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    }
    SessionToken token = Objects.requireNonNull(mine.session());
    Caller moved = new Caller(thief.ip(), 6000, token);
    assertThat(results(tracker.send(request("p", "LJ b"), moved))).isEqualTo("b+");
  }

  @Test
  void tokenOfASessionThatIsGone_doesNoHarmToANewOne() {
    Caller stale = new Caller(tracker.addressOf("p"), 6000, new SessionToken(1, 2));
    assertThat(results(tracker.send(request("p", "LJ a"), stale))).isEqualTo("a+");
  }

  // FIND and STAT_REPORT

  @Test
  void findOfAnUnknownSwarm_isRefused() {
    act("p", "LJ a");
    assertThat(((Response.Refusal) find("p", "nowhere")).reason()).contains("nobody is in");
    assertThat(find("stranger", "a").status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void find_needsNoMembership() {
    act("p", "LJ a");
    act("q", "LJ b");
    assertThat(TestTracker.names(((Response.Find) find("q", "a")).peers())).containsExactly("p");
  }

  @Test
  void report_givesAResultForEachSwarm() {
    act("p", "LJ a, LJ b");
    Response answer = report("p", stats("a", Stat.of("UploadedBytes", 5)), stats("b"), stats("c"));
    assertThat(((Response.SwarmReports) answer).results())
        .containsExactly(
            new SwarmResult(new SwarmId("a"), true, null),
            new SwarmResult(new SwarmId("b"), true, null),
            new SwarmResult(new SwarmId("c"), false, null));
    assertThat(tracker.tracker.totals(new SwarmId("a")).orElseThrow().uploaded()).isEqualTo(5);
    assertThat(report("p", stats("c")).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(report("stranger", stats("a")).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(isConnected("p")).isTrue();
  }

  @Test
  void everyValidMessage_restartsTheTrackTimer() {
    act("p", "LJ a");
    for (int i = 0; i < 9; i++) {
      tracker.passSeconds(80);
      assertThat(
              switch (i % 3) {
                case 0 -> find("p", "a");
                case 1 -> report("p", stats("a"));
                default -> send("p", "LJ a");
              })
          .extracting(Response::status)
          .isEqualTo(Status.SUCCESSFUL);
    }
    tracker.passSeconds(91);
    assertThat(isConnected("p")).isFalse();
  }

  /// RFC 7846, section 2.3.1: valid ones do.
  @Test
  void invalidMessages_doNotRestartTheTrackTimer() {
    for (boolean isConnect : List.of(true, false)) {
      for (PeerAddress[] addresses : new PeerAddress[][] {{}, {host("192.0.2.1")}}) {
        act("p", "LJ a");
        tracker.passSeconds(80);
        assertThat(isConnect ? send("p", "L b, L c", addresses) : report("p", stats("b")))
            .extracting(Response::status)
            .isEqualTo(Status.FORBIDDEN_ACTION);
        assertThat(isConnected("p")).isTrue();
        tracker.passSeconds(11);
        assertThat(isConnected("p")).isFalse();
      }
    }
  }

  @Test
  void refresh_isForConnectedPeers() {
    for (PeerAddress[] addresses : new PeerAddress[][] {{}, {host("192.0.2.1")}}) {
      Response.Refusal refusal = (Response.Refusal) tracker.send(refresh("p", addresses));
      assertThat(refusal.status()).isEqualTo(Status.BAD_REQUEST);
      assertThat(refusal.reason()).contains("swarm_action is missing", "JOIN");
      assertThat(tracker.tracker.sessions()).isZero();
    }
    act("p", "LJ a");
    act("q", "LJ a");
    tracker.passSeconds(80);
    PeerAddress other = PeerAddress.of(tracker.addressOf("p"), 4711, AddressType.HOST);

    assertThat(results(tracker.send(refresh("p", other)))).isEmpty();
    tracker.passSeconds(11);

    assertThat(isConnected("p")).isTrue();
    act("q", "LJ a");
    assertThat(((Response.Find) find("q", "a")).peers())
        .flatExtracting(Peer::addresses)
        .extracting(PeerAddress::port)
        .containsExactly(4711);
  }

  private Request.SwarmActions refresh(String peer, PeerAddress... addresses) {
    return new Request.SwarmActions(
        another(),
        new PeerId(peer),
        List.of(addresses),
        List.of(),
        false,
        OptionalInt.empty(),
        List.of(),
        true);
  }
}

package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.host;
import static org.ppsp.tracker.TestTracker.reflexive;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.tracker.AddressSettings.Foreign;

/// Under which of the addresses that it names, or comes from, a peer is listed.
class AddressesTest {
  private static final String HOME = "198.51.100.7";
  private static final String V6 = "2001:db8:1:2::7";

  private TestTracker tracker = new TestTracker();

  private void start(AddressSettings addresses) {
    tracker = new TestTracker(TestTracker.Settings.DEFAULT.build(addresses));
  }

  private static AddressSettings foreign(Foreign rule) {
    return new AddressSettings(rule, List.of(), 1024);
  }

  private static PeerAddress at(String ip, int port, AddressType type) {
    return PeerAddress.of(IpAddress.parse(ip), port, type);
  }

  private static PeerAddress observed(String ip, int port) {
    return at(ip, port, AddressType.REFLEXIVE);
  }

  /// The addresses under which a stranger is told of the peer; none if it is not told of it.
  private List<PeerAddress> listed(String peer) {
    tracker.join(peer); // unless it has moved, and has joined before
    tracker.connectFrom("203.0.113.200", "stranger");
    return tracker.findPeers("stranger").stream()
        .filter(found -> found.id().value().equals(peer))
        .map(Peer::addresses)
        .findFirst()
        .orElse(List.of());
  }

  private Response keepAlive(String peer, Caller caller) {
    Request request = new Request.KeepAlive(TestTracker.TRANSACTION, new PeerId(peer));
    return tracker.send(request, caller);
  }

  private static Request join(String peer) {
    return new Request.Join(
        TestTracker.TRANSACTION,
        new PeerId(peer),
        new SwarmId(TestTracker.SWARM),
        null,
        null,
        OptionalInt.empty(),
        ChunkSet.EMPTY,
        List.of());
  }

  private static Caller from(String ip, int port, SessionToken token) {
    return new Caller(IpAddress.parse(ip), port, token);
  }

  // ---- foreign addresses

  @ParameterizedTest
  @CsvSource({
    "NEVER, 198.51.100.7, true",
    "NEVER, 198.51.100.8, false",
    "SAME_NETWORK, 198.51.100.8, true",
    "SAME_NETWORK, 198.51.101.7, false",
    "SAME_NETWORK, 2001:db8::1, false",
    "SAME_NETWORK, 64:ff9b::198.51.100.7, false",
    "ALWAYS, 203.0.113.9, true"
  })
  void address_isListedByTheRule(Foreign rule, String named, boolean isListed) {
    start(foreign(rule));
    for (AddressType type : AddressType.values()) {
      PeerAddress given = at(named, 7000, type);
      Response.Connect answer = tracker.connectFrom(HOME, "peer", given);
      assertThat(answer.status()).isEqualTo(Status.SUCCESSFUL);
      assertThat(listed("peer")).containsExactly(isListed ? given : observed(HOME, 6000));
      if (isListed) {
        assertThat(answer.warning()).isNull();
      } else {
        assertThat(answer.warning()).contains(given.ip().toString(), "not listed");
      }
    }
  }

  @Test
  void ownAddress_isListed_withoutTheForeignOnesBesideIt() {
    Response.Connect answer =
        tracker.connectFrom(
            HOME, "peer", host("203.0.113.9"), host(HOME), host("10.0.0.1"), host(V6));
    assertThat(listed("peer")).containsExactly(host(HOME));
    assertThat(answer.warning())
        .isEqualTo(
            "203.0.113.9 port 7000 is not listed, for your requests come from 198.51.100.7: send a"
                + " request with your token from there");
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.FOREIGN_ADDRESS, 2L);
  }

  @Test
  void privateAddressThatIsCarriedByIpv6_isPrivate() {
    tracker.connectFrom(HOME, "peer", host("64:ff9b::192.168.1.1"));
    tracker.connectFrom(HOME, "near");
    tracker.join("peer");
    assertThat(tracker.findPeers("near").getFirst().addresses())
        .containsExactly(host("64:ff9b::192.168.1.1"));
    assertThat(listed("peer")).containsExactly(observed(HOME, 6000));
  }

  @Test
  void relay_isListed_ifItsNetworkIsNamed() {
    start(new AddressSettings(Foreign.NEVER, List.of(IpNetwork.parse("203.0.113.0/24")), 1024));
    PeerAddress relay = at("203.0.113.5", 3478, AddressType.PROXY);
    PeerAddress other = at("192.0.2.5", 3478, AddressType.PROXY);
    PeerAddress host = at("203.0.113.6", 3478, AddressType.HOST);
    Response.Connect answer = tracker.connectFrom(HOME, "peer", relay, other, host);
    assertThat(listed("peer")).containsExactly(relay);
    assertThat(answer.warning()).startsWith("192.0.2.5").endsWith("tracker.relayNetworks");
  }

  @Test
  void lowPort_isTakenWithAWarning_andNotListed() {
    Response.Connect answer =
        tracker.connectFrom(HOME, "peer", at(HOME, 80, AddressType.HOST), host(HOME));
    assertThat(listed("peer")).containsExactly(host(HOME));
    assertThat(answer.warning())
        .isEqualTo(
            "198.51.100.7 port 80 is not listed, for the port is lower than tracker.minListedPort:"
                + " serve at 1024 or above");
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.LOW_PORT, 1L);
  }

  @Test
  void addressAndPort_isListedForFourPeers_untilOneGoes() {
    String[] warnings = new String[6];
    for (int i = 0; i < 6; i++) {
      warnings[i] = tracker.connectFrom(HOME, "peer" + i, host("198.51.100.9")).warning();
      tracker.join("peer" + i);
    }
    assertThat(warnings).startsWith(null, null, null, null);
    assertThat(warnings[4])
        .isEqualTo(
            "198.51.100.9 port 7000 is not listed, for 4 peers are listed there already: serve at a"
                + " port of your own");
    assertThat(times(host("198.51.100.9"))).isEqualTo(4);
    tracker.disconnect("peer0");
    assertThat(times(host("198.51.100.9"))).isEqualTo(3);
    assertThat(tracker.connectFrom(HOME, "peer5", host("198.51.100.9")).warning()).isNull();
    assertThat(times(host("198.51.100.9"))).isEqualTo(4);
    // each keeps its own, however often it connects
    for (int i = 1; i < 4; i++) {
      assertThat(tracker.connectFrom(HOME, "peer" + i, host("198.51.100.9")).warning()).isNull();
    }
    tracker.passSeconds(100);
    tracker.sweepAll();
    assertThat(tracker.connectFrom(HOME, "peer4", host("198.51.100.9")).warning()).isNull();
  }

  private long times(PeerAddress address) {
    tracker.connectFrom("203.0.113.200", "stranger");
    return tracker.findPeers("stranger").stream()
        .filter(peer -> peer.addresses().contains(address))
        .count();
  }

  @ParameterizedTest
  @EnumSource(Foreign.class)
  void loopback_mayNameAnything(Foreign rule) {
    start(foreign(rule));
    PeerAddress any = at("203.0.113.9", 80, AddressType.HOST);
    for (int i = 0; i < 6; i++) {
      assertThat(tracker.connectFrom("127.0.0.1", "peer" + i, any).warning()).isNull();
      tracker.join("peer" + i);
    }
    assertThat(times(any)).isEqualTo(6);
  }

  @Test
  void strictTracker_doesNotWarn() {
    tracker = new TestTracker(TestTracker.Settings.DEFAULT.strictRfc7846(true).build());
    assertThat(tracker.connectFrom(HOME, "peer", host("203.0.113.9")).warning()).isNull();
    assertThat(listed("peer")).containsExactly(observed(HOME, 6000));
  }

  @Test
  void combinedRequest_isWarnedToo() {
    Request request =
        new Request.SwarmActions(
            TestTracker.TRANSACTION,
            new PeerId("peer"),
            List.of(host("203.0.113.9")),
            List.of(
                new SwarmAction(
                    new SwarmId(TestTracker.SWARM), SwarmAction.Action.JOIN, PeerMode.LEECH)),
            false,
            OptionalInt.empty(),
            List.of());
    Response answer = tracker.send(request, TestTracker.callerAt(HOME));
    assertThat(answer.warning()).startsWith("203.0.113.9 port 7000 is not listed");
  }

  // ---- where requests come from

  @Test
  void peerThatRoamsWithItsToken_isListedThere_andTold() {
    SessionToken token = tracker.connectFrom(HOME, "peer").session();
    tracker.join("peer");
    Response same = keepAlive("peer", from(HOME, 7777, token));
    assertThat(((Response.KeepAlive) same).observed()).isNull();
    for (int i = 0; i < 2; i++) { // again, for an answer may be lost
      Response moved = keepAlive("peer", from("192.0.2.9", 4711, token));
      assertThat(((Response.KeepAlive) moved).observed()).isEqualTo(observed("192.0.2.9", 4711));
    }
    assertThat(listed("peer")).containsExactly(observed("192.0.2.9", 4711));
    assertThat(keepAlive("peer", from(HOME, 6000, null)).status())
        .isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void combinedRequest_movesThePeer_asOthersDo() {
    SessionToken token = tracker.connectFrom(HOME, "peer").session();
    Request request =
        new Request.SwarmActions(
            TestTracker.TRANSACTION,
            new PeerId("peer"),
            List.of(),
            List.of(
                new SwarmAction(
                    new SwarmId(TestTracker.SWARM), SwarmAction.Action.JOIN, PeerMode.LEECH)),
            false,
            OptionalInt.empty(),
            List.of());
    assertThat(tracker.send(request, from("192.0.2.9", 4711, token)).status())
        .isEqualTo(Status.SUCCESSFUL);
    assertThat(listed("peer")).containsExactly(observed("192.0.2.9", 4711));
  }

  @Test
  void addressOfTheOldPlace_isNotListedAnyMore() {
    SessionToken token = tracker.connectFrom(HOME, "peer", host(HOME)).session();
    tracker.join("peer");
    keepAlive("peer", from("192.0.2.9", 4711, token));
    assertThat(listed("peer")).containsExactly(observed("192.0.2.9", 4711));
    tracker.passSeconds(2);
    keepAlive("peer", from(HOME, 4711, token));
    assertThat(listed("peer")).containsExactly(host(HOME));
  }

  @Test
  void whoHasNoToken_movesNobody() {
    SessionToken token = tracker.connectFrom(HOME, "peer").session();
    tracker.join("peer");
    keepAlive("peer", from("192.0.2.9", 4711, null));
    keepAlive("peer", from("192.0.2.9", 4711, new SessionToken(1, token.low())));
    assertThat(listed("peer")).containsExactly(observed(HOME, 6000));
  }

  @Test
  void peerThatMovesToAndFro_isMovedOnceASecond() {
    SessionToken token = tracker.connectFrom(HOME, "peer").session();
    tracker.join("peer");
    keepAlive("peer", from("192.0.2.9", 4711, token));
    keepAlive("peer", from(HOME, 4711, token));
    assertThat(listed("peer")).containsExactly(observed("192.0.2.9", 4711));
  }

  @Test
  void addressOfTheOtherFamily_isListed_onceARequestHasComeFromThere() {
    Response.Connect connected = tracker.connectFrom(HOME, "peer", host(HOME), host(V6));
    assertThat(connected.warning()).startsWith(V6);
    assertThat(listed("peer")).containsExactly(host(HOME));
    Response answer = keepAlive("peer", from(V6, 4711, connected.session()));
    assertThat(((Response.KeepAlive) answer).observed()).isNull();
    assertThat(listed("peer")).containsExactly(host(HOME), host(V6));
    // and stays so
    tracker.passSeconds(20);
    keepAlive("peer", from(HOME, 6000, connected.session()));
    Response again =
        tracker.send(
            TestTracker.connectRequest("peer", List.of(host(V6))),
            from(HOME, 6000, connected.session()));
    assertThat(again.status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(again.warning()).isNull();
    assertThat(listed("peer")).containsExactly(host(V6));
  }

  @Test
  void peersThatShareTheOtherFamilysAddress_areBehindTheSameOne() {
    SessionToken token = tracker.connectFrom(V6, "peer", host("192.168.1.2")).session();
    tracker.join("peer");
    keepAlive("peer", from(HOME, 4711, token));
    tracker.connectFrom(HOME, "near");
    assertThat(tracker.findPeers("near").getFirst().addresses())
        .containsExactly(host("192.168.1.2"));
    assertThat(listed("peer")).containsExactly(observed(V6, 6000));
  }

  @Test
  void otherFamily_takesTheFirstOnesPlace_whenNothingComesFromThereAnyMore() {
    Duration interval = TrackerSettings.DEFAULT.keepaliveInterval();
    SessionToken token = tracker.connectFrom(HOME, "peer").session();
    tracker.join("peer");
    for (int i = 0; i < 4; i++) { // both
      keepAlive("peer", from(V6, 4711, token));
      keepAlive("peer", from(HOME, 6000, token));
      tracker.pass(interval);
    }
    assertThat(listed("peer")).containsExactly(observed(HOME, 6000));
    keepAlive("peer", from(V6, 4711, token));
    tracker.pass(interval);
    keepAlive("peer", from(V6, 4711, token));
    assertThat(listed("peer")).containsExactly(observed(V6, 4711));
  }

  // ---- what a proxy does not tell

  @Test
  void peerWhosePortIsNotKnown_isListedUnderNamedAddressesOnly() {
    Caller portless = new Caller(IpAddress.parse(HOME), 0, null);
    Request.Connect request = TestTracker.connectRequest("peer", List.of());
    Response.Connect answer = (Response.Connect) tracker.send(request, portless);
    assertThat(answer.observed()).isNull();
    tracker.connectFrom("203.0.113.201", "stranger");
    assertThat(tracker.send(join("peer"), portless).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(tracker.findPeers("stranger")).isEmpty();
    assertThat(why("peer", "stranger")).startsWith("none of its addresses may be listed");
    tracker.send(TestTracker.connectRequest("peer", List.of(host(HOME))), portless);
    assertThat(tracker.findPeers("stranger").getFirst().addresses()).containsExactly(host(HOME));
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.UNKNOWN_ADDRESS, 2L);
  }

  private String why(String peer, String asker) {
    Explanation.About about =
        tracker
            .tracker
            .explain(
                new PeerId(asker),
                new SwarmId(TestTracker.SWARM),
                ChunkSet.EMPTY,
                List.of(),
                OptionalInt.empty(),
                new PeerId(peer))
            .orElseThrow()
            .about();
    return String.valueOf(about == null ? null : about.reason());
  }

  @Test
  void callerWhoseAddressIsNotKnown_ownsNothingWithoutToken() {
    Caller hidden = new Caller(IpAddress.UNKNOWN, 0, null);
    Request.Connect request = TestTracker.connectRequest("peer", List.of(host(HOME)));
    Response.Connect connected = (Response.Connect) tracker.send(request, hidden);
    assertThat(connected.status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(connected.observed()).isNull();
    assertThat(connected.warning()).contains("an address that the tracker does not know");
    assertThat(keepAlive("peer", hidden).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    Caller known = new Caller(IpAddress.UNKNOWN, 0, connected.session());
    assertThat(keepAlive("peer", known).status()).isEqualTo(Status.SUCCESSFUL);
    // known by its address from now on
    Caller open = from(HOME, 4711, connected.session());
    assertThat(((Response.KeepAlive) keepAlive("peer", open)).observed())
        .isEqualTo(observed(HOME, 4711));
    tracker.connectFrom(HOME, "near");
    tracker.send(join("peer"), open);
    assertThat(tracker.findPeers("near").getFirst().addresses()).containsExactly(host(HOME));
  }

  @Test
  void controlPortOfAPeerWhoseAddressIsNotKnown_isNotAsked() {
    tracker.send(TestTracker.connectRequest("peer", 9080), new Caller(IpAddress.UNKNOWN, 0, null));
    assertThat(tracker.tracker.query(new PeerId("peer"), List.of()))
        .isInstanceOf(QueryRoute.Waiting.class);
  }

  @Test
  void reflexiveAddress_thatIsClaimed_isForeignAsOthersAre() {
    tracker.connectFrom(HOME, "peer", reflexive("203.0.113.9"));
    assertThat(listed("peer")).containsExactly(observed(HOME, 6000));
  }
}

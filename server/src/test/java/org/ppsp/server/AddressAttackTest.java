package org.ppsp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.join;
import static org.ppsp.server.PeerClient.keepAlive;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.slf4j.LoggerFactory;

/// Peers that name addresses of others, or come by way of proxies that do not tell all, against a
/// real server behind a proxy, over sockets.
@Timeout(60)
class AddressAttackTest {
  private static final SwarmId MOVIE = new SwarmId("movie");
  private static final String ATTACKER = "203.0.113.66:4711";
  private static final IpAddress VICTIM = IpAddress.parse("192.0.2.55");

  private final List<AutoCloseable> open = new ArrayList<>();
  private PeerClient proxy;
  private String header = "X-Forwarded-For";

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void start(String... settings) throws Exception {
    ProxiedServer started = ProxiedServer.start(settings);
    open.add(started);
    proxy = started.proxy;
  }

  private PeerClient.Answer ask(String from, Request request) throws Exception {
    return proxy.send(request, header, from);
  }

  private PeerClient.Answer ask(String from, Request request, SessionToken token) throws Exception {
    return proxy.send(request, header, from, SessionToken.HEADER, token.text());
  }

  private static PeerAddress address(IpAddress ip, int port, AddressType type) {
    return PeerAddress.of(ip, port, type);
  }

  private static Request.Connect naming(String peer, PeerAddress... addresses) {
    return new Request.Connect(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        null,
        List.of(addresses),
        OptionalInt.empty(),
        List.of(),
        null);
  }

  private static Request joining(String peer, PeerAddress... addresses) {
    return new Request.SwarmActions(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        List.of(addresses),
        List.of(new SwarmAction(MOVIE, SwarmAction.Action.JOIN, PeerMode.SEEDER)),
        false,
        OptionalInt.empty(),
        List.of());
  }

  private List<Peer> found(String from, String peer) throws Exception {
    return peers(ask(from, find(peer)));
  }

  private static Request find(String peer) {
    return new Request.Find(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        MOVIE,
        ChunkSet.EMPTY,
        OptionalInt.of(50),
        List.of());
  }

  private static List<Peer> peers(PeerClient.Answer answer) {
    assertThat(answer.status()).as(answer.reason()).isEqualTo(SUCCESSFUL);
    return ((Response.Find) answer.response()).peers();
  }

  private SessionToken member(String peer, String from) throws Exception {
    SessionToken token = ask(from, connect(peer)).token();
    assertThat(ask(from, join(peer, "movie"), token).status()).isEqualTo(SUCCESSFUL);
    return token;
  }

  private List<PeerAddress> listed(String peer) throws Exception {
    assertThat(ask("198.51.100.200:9", connect("viewer")).status()).isEqualTo(SUCCESSFUL);
    return found("198.51.100.200:9", "viewer").stream()
        .filter(found -> found.id().value().equals(peer))
        .map(Peer::addresses)
        .findFirst()
        .orElse(List.of());
  }

  // ---- addresses of others

  /// Each name tells of the victim in another way, in either encoding.
  @Test
  void victim_isInNoList_howeverManyNamesTellOfIt() throws Exception {
    start("tracker.networkShare", "100");
    AddressType[] types = AddressType.values();
    for (int i = 0; i < 30; i++) {
      PeerAddress victim = address(VICTIM, 7000 + i % 3, types[i % types.length]);
      PeerAddress lan = address(IpAddress.parse("192.168.1.1"), 8080, AddressType.HOST);
      PeerAddress[] named =
          i % 5 == 0 ? new PeerAddress[] {victim, lan} : new PeerAddress[] {victim};
      String name = "sybil" + i;
      if (i % 2 == 0) {
        SessionToken token = ask(ATTACKER, naming(name, named)).token();
        assertThat(ask(ATTACKER, join(name, "movie"), token).status()).isEqualTo(SUCCESSFUL);
      } else {
        assertThat(ask(ATTACKER, joining(name, named)).status()).isEqualTo(SUCCESSFUL);
      }
    }
    for (int viewer = 0; viewer < 10; viewer++) {
      String from = "198.51." + viewer + ".7:4711";
      SessionToken token = member("viewer" + viewer, from);
      for (int i = 0; i < 5; i++) {
        assertThat(peers(ask(from, find("viewer" + viewer), token)))
            .flatExtracting(Peer::addresses)
            .extracting(PeerAddress::ip)
            .doesNotContain(VICTIM, IpAddress.parse("192.168.1.1"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "same-network", "always"})
  void foreignAddress_isListedOnlyWhereThatIsAllowed(String rule) throws Exception {
    start("tracker.foreignAddresses", rule);
    PeerAddress victim = address(VICTIM, 7000, AddressType.HOST);
    SessionToken token = ask(ATTACKER, naming("peer", victim)).token();
    assertThat(ask(ATTACKER, join("peer", "movie"), token).status()).isEqualTo(SUCCESSFUL);
    assertThat(listed("peer").contains(victim)).isEqualTo(rule.equals("always"));
  }

  @Test
  void warning_standsInTheAnswer_inBothEncodings() throws Exception {
    start();
    PeerAddress victim = address(VICTIM, 7000, AddressType.HOST);
    String xml = new String(proxy.raw(naming("a", victim), header, ATTACKER).body(), UTF_8);
    assertThat(xml)
        .contains(
            "<Status code=\"0\">SUCCESSFUL</Status><Warning>192.0.2.55 port 7000 is not listed");
    String json = new String(proxy.raw(joining("b", victim), header, ATTACKER).body(), UTF_8);
    assertThat(json).contains("\"warning\":\"192.0.2.55 port 7000 is not listed");
  }

  @Test
  void strictTracker_writesNoWarning() throws Exception {
    start("tracker.strictRfc7846", "true");
    PeerAddress victim = address(VICTIM, 7000, AddressType.HOST);
    String json = new String(proxy.raw(joining("b", victim), header, ATTACKER).body(), UTF_8);
    assertThat(json).contains("\"error_code\":0").doesNotContain("warning");
  }

  @Test
  void whoClaimsAnothersPublicAddress_isToldNoPrivateOne_andPlantsNone() throws Exception {
    start();
    PeerAddress lan = address(IpAddress.parse("192.168.1.7"), 7000, AddressType.HOST);
    PeerAddress planted = address(IpAddress.parse("192.168.1.1"), 8080, AddressType.HOST);
    PeerAddress claimed = address(VICTIM, 9, AddressType.REFLEXIVE);
    assertThat(ask("192.0.2.55:9000", joining("victim", lan)).status()).isEqualTo(SUCCESSFUL);
    assertThat(ask("192.0.2.55:9001", joining("neighbour", lan)).status()).isEqualTo(SUCCESSFUL);
    assertThat(ask(ATTACKER, joining("liar", claimed, planted)).status()).isEqualTo(SUCCESSFUL);
    assertThat(found("192.0.2.55:9001", "neighbour"))
        .flatExtracting(Peer::addresses)
        .contains(lan)
        .doesNotContain(planted);
    assertThat(found(ATTACKER, "liar")).flatExtracting(Peer::addresses).doesNotContain(lan);
  }

  // ---- what proxies tell

  @Test
  void hiddenClient_ownsNothing_andIsListedNowhere() throws Exception {
    header = "Forwarded";
    start("proxy.header", "forwarded");
    for (String hidden : List.of("for=_hidden", "for=unknown", "for=\"_a:_b\"", "by=_x")) {
      PeerClient.Answer connected = ask(hidden, connect("alice"));
      SessionToken token = connected.token();
      assertThat(((Response.Connect) connected.response()).observed()).isNull();
      assertThat(ask(hidden, join("alice", "movie")).status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(ask("for=_other", keepAlive("alice")).status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(proxy.send(keepAlive("alice")).status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(ask(hidden, join("alice", "movie"), token).status()).isEqualTo(SUCCESSFUL);
      assertThat(ask("for=\"198.51.100.200:9\"", connect("viewer")).status()).isEqualTo(SUCCESSFUL);
      assertThat(found("for=\"198.51.100.200:9\"", "viewer")).isEmpty();
      Request disconnect =
          new Request.Disconnect(PeerClient.TRANSACTION, new PeerId("alice"), null);
      assertThat(ask(hidden, disconnect, token).status()).isEqualTo(SUCCESSFUL);
    }
  }

  @Test
  void proxyThatTellsNoPort_lendsNobodyItsOwn() throws Exception {
    start();
    Logger log = (Logger) LoggerFactory.getLogger("org.ppsp.server.http.ProxyAdvice");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Level before = log.getLevel();
    log.setLevel(Level.WARN);
    log.addAppender(lines);
    open.add(
        () -> {
          log.detachAppender(lines);
          log.setLevel(before);
        });
    PeerClient.Answer connected = ask("203.0.113.9", connect("alice"));
    assertThat(((Response.Connect) connected.response()).observed()).isNull();
    assertThat(ask("203.0.113.9", join("alice", "movie"), connected.token()).status())
        .isEqualTo(SUCCESSFUL);
    assertThat(listed("alice")).isEmpty();
    PeerAddress own = address(IpAddress.parse("203.0.113.9"), 7000, AddressType.HOST);
    assertThat(ask("203.0.113.9", naming("alice", own), connected.token()).status())
        .isEqualTo(SUCCESSFUL);
    assertThat(listed("alice")).containsExactly(own);
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith("proxy 127.0.0.1 sends no port of clients in X-Forwarded-For");
  }

  @Test
  void jsonKeepAlive_tellsTheNewAddress_too() throws Exception {
    start();
    SessionToken token = member("alice", "203.0.113.9:4711");
    HttpResponse<byte[]> moved =
        proxy.raw(
            keepAlive("alice"),
            header,
            "198.51.100.9:4713",
            SessionToken.HEADER,
            token.text(),
            "Accept",
            "application/json");
    assertThat(new String(moved.body(), UTF_8))
        .contains("\"address\":\"198.51.100.9\"},\"port\":4713", "\"type\":\"REFLEXIVE\"");
  }

  @Test
  void peerThatRoams_isListedThere_andKeepaliveTellsIt() throws Exception {
    start();
    SessionToken token = member("alice", "203.0.113.9:4711");
    Response here = ask("203.0.113.9:4712", keepAlive("alice"), token).response();
    assertThat(((Response.KeepAlive) here).observed()).isNull();
    PeerAddress there = address(IpAddress.parse("198.51.100.9"), 4713, AddressType.REFLEXIVE);
    Response moved = ask("198.51.100.9:4713", keepAlive("alice"), token).response();
    assertThat(((Response.KeepAlive) moved).observed()).isEqualTo(there);
    assertThat(listed("alice")).containsExactly(there);
  }

  @Test
  void addressOfTheOtherFamily_isListed_onceAKeepaliveHasComeFromThere() throws Exception {
    start();
    PeerAddress v4 = address(IpAddress.parse("203.0.113.9"), 7000, AddressType.HOST);
    PeerAddress v6 = address(IpAddress.parse("2001:db8::9"), 7000, AddressType.HOST);
    SessionToken token = ask("203.0.113.9:4711", naming("alice", v4, v6)).token();
    assertThat(ask("203.0.113.9:4711", join("alice", "movie"), token).status())
        .isEqualTo(SUCCESSFUL);
    assertThat(listed("alice")).containsExactly(v4);
    assertThat(ask("[2001:db8::9]:4711", keepAlive("alice"), token).status()).isEqualTo(SUCCESSFUL);
    assertThat(listed("alice")).containsExactly(v4, v6);
  }
}

package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SERVICE_UNAVAILABLE;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.join;
import static org.ppsp.server.PeerClient.joining;
import static org.ppsp.server.PeerClient.keepAlive;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.server.audit.Refusals.Reason;

/// What one who has many names, and no more than one network or address, may try against a real
/// server behind a proxy, over sockets.
@Timeout(60)
class SybilAttackTest {
  private static final SwarmId MOVIE = new SwarmId("movie");
  private static final String ASKER = "198.51.100.7";

  private final List<AutoCloseable> open = new ArrayList<>();
  private PeerClient proxy;
  private Server server;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void start(String... settings) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("rate.exempt", "none", "tracker.exemptLoopback", "false"));
    all.addAll(List.of(settings));
    ProxiedServer started = ProxiedServer.start(all.toArray(String[]::new));
    open.add(started);
    server = started.server;
    proxy = started.proxy;
  }

  private PeerClient.Answer ask(String from, Request request) throws Exception {
    String origin = from.contains(":") ? "[" + from + "]:4711" : from + ":4711";
    return proxy.send(request, "X-Forwarded-For", origin);
  }

  private void member(String peer, String from) throws Exception {
    assertThat(ask(from, connect(peer)).status()).isEqualTo(SUCCESSFUL);
    assertThat(ask(from, join(peer, "movie")).status()).isEqualTo(SUCCESSFUL);
  }

  private void members(int count, String name, IntFunction<String> from) throws Exception {
    for (int i = 0; i < count; i++) {
      member(name + i, from.apply(i));
    }
  }

  private static Request find(String peer, int peernum) {
    return new Request.Find(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        MOVIE,
        ChunkSet.EMPTY,
        OptionalInt.of(peernum),
        List.of());
  }

  private List<Peer> found(String from, String peer, int peernum) throws Exception {
    PeerClient.Answer answer = ask(from, find(peer, peernum));
    assertThat(answer.status()).as(answer.reason()).isEqualTo(SUCCESSFUL);
    return ((Response.Find) answer.response()).peers();
  }

  private List<Peer> joined(String from, String peer, int peernum) throws Exception {
    Request join =
        new Request.Join(
            PeerClient.TRANSACTION,
            new PeerId(peer),
            MOVIE,
            null,
            PeerMode.LEECH,
            OptionalInt.of(peernum),
            ChunkSet.EMPTY,
            List.of());
    return ((Response.Join) ask(from, join).response()).peers();
  }

  private List<Peer> combined(String from, String peer, int peernum) throws Exception {
    Request actions =
        new Request.SwarmActions(
            PeerClient.TRANSACTION,
            new PeerId(peer),
            List.of(),
            List.of(new SwarmAction(MOVIE, SwarmAction.Action.JOIN, PeerMode.LEECH)),
            true,
            OptionalInt.of(peernum),
            List.of());
    Response.SwarmActions answer = (Response.SwarmActions) ask(from, actions).response();
    return answer.results().getFirst().peers();
  }

  // ---- many names in one network

  /// Nine of ten members are the attacker's. Each list has him once in four times at most, and the
  /// honest ones besides.
  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.%d", "2001:db8:6:%x::1"})
  void swarmFullOfOneNetwork_fillsNoList(String network) throws Exception {
    start("tracker.maxAddressesPerMinute", "0");
    members(90, "sybil", i -> String.format(Locale.ROOT, network, i + 1));
    members(30, "honest", i -> "%s.0.1.9".formatted(60 + i));
    member("asker", ASKER);
    for (int peernum : new int[] {4, 20, 40}) {
      for (int i = 0; i < 5; i++) {
        assertShare(found(ASKER, "asker", peernum), peernum);
        String one = "198.51.%s.1".formatted(i);
        assertThat(ask(one, connect("joins")).status()).isEqualTo(SUCCESSFUL);
        assertShare(joined(one, "joins", peernum), peernum);
        disconnect("joins", one);
        assertShare(combined(one, "combines", peernum), peernum);
        disconnect("combines", one);
      }
    }
  }

  /// The same from six networks of one prefix.
  @ParameterizedTest
  @ValueSource(strings = {"203.0.%d.%d", "2001:db8:%x:%x::1"})
  void swarmFullOfOnePrefix_fillsHalfOfAList(String network) throws Exception {
    start("tracker.maxAddressesPerMinute", "0");
    members(90, "sybil", i -> String.format(Locale.ROOT, network, i % 6, i / 6 + 1));
    members(30, "honest", i -> "%s.0.1.9".formatted(60 + i));
    member("asker", ASKER);
    for (int i = 0; i < 5; i++) {
      List<Peer> peers = found(ASKER, "asker", 30);
      assertThat(peers).hasSize(30);
      assertThat(peers.stream().filter(p -> p.id().value().startsWith("sybil")).count())
          .isLessThanOrEqualTo(15);
    }
  }

  // ---- requests that cost much

  /// A requirement that nobody meets counts as several requests, so that fewer are served.
  @Test
  void findThatNobodyMeets_countsAsSeveral() throws Exception {
    start(
        "rate.connectsPerAddress", "none",
        "rate.connectsPerNetwork", "none",
        "rate.requestsPerNetwork", "none",
        "rate.requestsPerAddress", "100/m",
        "rate.burst", "1m");
    members(100, "p", i -> "%s.0.1.9".formatted(60 + i));
    for (int i = 0; i < 100; i++) {
      Request report =
          new Request.StatReport(
              PeerClient.TRANSACTION,
              new PeerId("p" + i),
              null,
              List.of(new Stat(Property.COUNTRY, "DE")));
      assertThat(ask("%s.0.1.9".formatted(60 + i), report).status()).isEqualTo(SUCCESSFUL);
    }
    int served = 0;
    assertThat(ask("203.0.113.6", connect("greedy")).status()).isEqualTo(SUCCESSFUL);
    while (ask("203.0.113.6", unmet("greedy", "X" + served)).status() == SUCCESSFUL) {
      served++;
    }
    assertThat(served).isBetween(12, 40);
    assertThat(ask("203.0.113.6", unmet("greedy", "XX")).reason()).contains("count as several");
    assertThat(ask("203.0.113.7", connect("neighbour")).status()).isEqualTo(SUCCESSFUL);
    assertThat(found("203.0.113.7", "neighbour", 30)).hasSize(30);
  }

  private static Request unmet(String peer, String country) {
    return new Request.Find(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        MOVIE,
        ChunkSet.EMPTY,
        OptionalInt.of(30),
        List.of(Requirement.of(Property.COUNTRY, country)));
  }

  /// So does a long message, whether it can be read or not.
  @Test
  void longMessage_countsAsSeveral_alsoIfItCannotBeRead() throws Exception {
    start(
        "rate.requestsPerNetwork", "none",
        "rate.requestsPerAddress", "100/m",
        "rate.burst", "1m");
    String padding = " ".repeat(30_000);
    String good =
        "<PPSPTrackerProtocol version=\"1.0\"><Method>KEEPALIVE</Method><TransactionID>1"
            + "</TransactionID><PeerID>greedy</PeerID>"
            + padding
            + "</PPSPTrackerProtocol>";
    assertThat(ask("203.0.113.6", connect("greedy")).status()).isEqualTo(SUCCESSFUL);
    assertThat(served("203.0.113.6", good)).isBetween(5, 12);
    assertThat(served("203.0.113.8", "<no" + padding)).isBetween(5, 12);
    assertThat(ask("203.0.113.8", keepAlive("x")).status()).isEqualTo(SERVICE_UNAVAILABLE);
    assertThat(ask("203.0.113.7", connect("neighbour")).status()).isEqualTo(SUCCESSFUL);
  }

  /// How often a message is read.
  private int served(String from, String message) throws Exception {
    int served = 0;
    while (post(from, message) != 503) {
      served++;
    }
    return served;
  }

  private int post(String from, String message) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.url())
              .header("Content-Type", "application/xml")
              .header("X-Forwarded-For", from)
              .POST(HttpRequest.BodyPublishers.ofString(message))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private void disconnect(String peer, String from) throws Exception {
    Request request = new Request.Disconnect(PeerClient.TRANSACTION, new PeerId(peer), null);
    assertThat(ask(from, request).status()).isEqualTo(SUCCESSFUL);
  }

  private static void assertShare(List<Peer> peers, int peernum) {
    long sybils = peers.stream().filter(p -> p.id().value().startsWith("sybil")).count();
    assertThat(sybils).isLessThanOrEqualTo(peernum / 4);
    assertThat(peers).hasSize(peernum);
  }

  @Test
  void accusationsOfOneNetwork_areOneVoice() throws Exception {
    start("tracker.quarantineReporters", "3", "tracker.quarantineAge", "0s");
    member("victim", "192.0.10.9");
    member("asker", ASKER);
    members(40, "sybil", i -> "203.0.113." + (i + 1));
    members(2, "other", i -> "192.0.%s.1".formatted(20 + i));
    for (int i = 0; i < 40; i++) {
      accuse("sybil" + i, "203.0.113." + (i + 1));
    }
    accuse("other0", "192.0.20.1");
    for (int i = 0; i < 40; i++) {
      accuse("sybil" + i, "203.0.113." + (i + 1));
    }
    assertThat(found(ASKER, "asker", 50)).extracting(Peer::id).contains(new PeerId("victim"));
    accuse("other1", "192.0.21.1"); // the third network
    assertThat(found(ASKER, "asker", 50)).extracting(Peer::id).doesNotContain(new PeerId("victim"));
  }

  private void accuse(String peer, String from) throws Exception {
    Request report =
        new Request.StatReport(
            PeerClient.TRANSACTION,
            new PeerId(peer),
            MOVIE,
            List.of(
                new Stat(Property.UPLOADED_BYTES, "1000"),
                new Stat(Property.POLLUTED_PEER, "victim")));
    assertThat(ask(from, report).status()).isEqualTo(SUCCESSFUL);
  }

  // ---- many names at one address

  @Test
  void floodOfNamesFromOneAddress_isBounded_andOthersConnect() throws Exception {
    start(
        "tracker.maxSessionsPerAddress", "10",
        "tracker.maxMemberships", "5",
        "rate.connectsPerAddress", "100/m",
        "rate.connectsPerNetwork", "none",
        "rate.burst", "1m");
    Map<Status, Integer> connects = new HashMap<>();
    int memberships = 0;
    for (int i = 0; i < 150; i++) {
      Status status = ask("203.0.113.6", connect("sybil" + i)).status();
      connects.merge(status, 1, Integer::sum);
      for (int k = 0; k < 8 && i < 12; k++) {
        Status joined = ask("203.0.113.6", join("sybil" + i, "swarm" + i + "-" + k)).status();
        memberships += joined == SUCCESSFUL ? 1 : 0;
      }
    }
    assertThat(connects.get(SUCCESSFUL)).isEqualTo(10);
    assertThat(memberships).isEqualTo(50);
    // The rate gives a few more than a hundred while the test runs.
    assertThat(connects.get(FORBIDDEN_ACTION)).isBetween(90, 100);
    assertThat(connects.get(SERVICE_UNAVAILABLE)).isEqualTo(140 - connects.get(FORBIDDEN_ACTION));
    assertThat(server.refusals().of(Reason.CONNECTS_OF_ADDRESS))
        .isEqualTo((long) connects.get(SERVICE_UNAVAILABLE));
    assertThat(ask("203.0.113.6", keepAlive("sybil149")).reason()).contains("not connected");
    assertThat(ask("203.0.113.7", connect("neighbour")).status()).isEqualTo(SUCCESSFUL);
    assertThat(ask(ASKER, joining("honest", "movie")).status()).isEqualTo(SUCCESSFUL);
  }

  /// The message of RFC 7846 is a CONNECT, too.
  @Test
  void floodOfNamesInJson_isBoundedAlike() throws Exception {
    start("tracker.maxSessionsPerAddress", "10");
    Map<Status, Integer> answers = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      answers.merge(
          ask("203.0.113.6", joining("sybil" + i, "swarm" + i)).status(), 1, Integer::sum);
    }
    assertThat(answers).isEqualTo(Map.of(SUCCESSFUL, 10, FORBIDDEN_ACTION, 20));
    member("asker", ASKER);
    assertThat(found(ASKER, "asker", 10)).isEmpty();
  }

  /// Of IPv6, one subscriber has a /64.
  @Test
  void addressesOfOneSubscriber_areOneAddress() throws Exception {
    start("tracker.maxSessionsPerAddress", "10");
    int connected = 0;
    for (int i = 0; i < 30; i++) {
      Status status = ask("2001:db8:6:6::" + Integer.toHexString(i + 1), connect("s" + i)).status();
      connected += status == SUCCESSFUL ? 1 : 0;
    }
    assertThat(connected).isEqualTo(10);
    assertThat(ask("2001:db8:6:7::1", connect("honest")).status()).isEqualTo(SUCCESSFUL);
  }

  /// This machine is none of its peers' where a proxy stands before the tracker.
  @Test
  void loopback_isExemptFromNothing_whenSwitchedOff() throws Exception {
    start(
        "tracker.maxSessionsPerAddress", "3",
        "rate.requestsPerAddress", "5/m",
        "rate.burst", "1m");
    List<Status> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(proxy.send(connect("sybil" + i)).status());
    }
    assertThat(answers)
        .containsExactly(
            SUCCESSFUL,
            SUCCESSFUL,
            SUCCESSFUL,
            FORBIDDEN_ACTION,
            FORBIDDEN_ACTION,
            SERVICE_UNAVAILABLE);
  }

  // ---- who asks for all there are

  /// The clock's minute may turn while the test runs.
  @Test
  void harvester_isToldSoMany_howeverItAsks() throws Exception {
    start("tracker.maxAddressesPerMinute", "20", "tracker.networkShare", "100");
    members(80, "peer", i -> "192.0.%s.%s".formatted(i / 4, 1 + i % 4));
    assertThat(ask(ASKER, connect("harvester")).status()).isEqualTo(SUCCESSFUL);
    int told = 0;
    for (int i = 0; i < 20; i++) {
      told += found(ASKER, "harvester", 50).size();
      told += joined(ASKER, "harvester", 50).size();
      told += combined(ASKER, "harvester", 50).size();
      assertThat(ask(ASKER, connect("harvester")).status()).isEqualTo(SUCCESSFUL);
    }
    assertThat(told).isBetween(20, 40);
  }
}

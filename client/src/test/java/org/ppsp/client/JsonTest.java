package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;

/// The SDK in the encoding of RFC 7846, which has fewer words.
class JsonTest {
  private static final PeerId ID = new PeerId("alice");
  private static final SwarmId NEWS = new SwarmId("news");
  private static final SwarmId SPORT = new SwarmId("sport");
  private static final PeerAddress ADDRESS =
      PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST);
  private static final Stat UPLOADED = Stat.of("UploadedBytes", 512);
  private static final Stat LINKS = Stat.of("ConcurrentLinks", 3);

  private final FakeTime time = new FakeTime();
  private final FakeTracker tracker =
      FakeTracker.start(new JsonCodec(true)); // which refuses what is not by the grammar
  private final TrackerClient client =
      TrackerClient.builder()
          .tier(tracker.uri())
          .codec(new JsonCodec())
          .attempts(1)
          .time(time)
          .random(new SplittableRandom(1))
          .build();

  @AfterEach
  void close() {
    client.close();
    tracker.close();
  }

  private static TransactionId id(String text) {
    return new TransactionId(text);
  }

  private List<Request> requests() {
    return tracker.received().stream().map(Received::request).toList();
  }

  private static List<SwarmAction> actions(Request request) {
    return ((Request.SwarmActions) request).actions();
  }

  private PeerSession session(PeerSessionBuilder builder) throws Exception {
    PeerSession session = builder.withoutShutdownHook().idle();
    step(session);
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    return session;
  }

  private static void step(PeerSession session) throws InterruptedException {
    var _ = session.upkeep().step();
  }

  @Test
  void messagesOfTheRfc_areSentAndAnswered() throws Exception {
    tracker.add(
        NEWS, new Peer(new PeerId("bob"), PeerMode.SEEDER, List.of(ADDRESS)), ChunkSet.EMPTY);
    var actions =
        new Request.SwarmActions(
            id("1"),
            ID,
            List.of(ADDRESS),
            List.of(
                new SwarmAction(NEWS, Action.JOIN, PeerMode.LEECH),
                new SwarmAction(SPORT, Action.LEAVE, PeerMode.LEECH)),
            true,
            OptionalInt.of(5),
            List.of());
    Response.SwarmActions answer = client.swarmActions(actions).orElseThrow();
    assertThat(requests()).containsExactly(actions);
    assertThat(answer.session()).isNotNull();
    assertThat(answer.results()).extracting(SwarmResult::successful).containsExactly(true, false);
    assertThat(answer.results().getFirst().peers())
        .extracting(peer -> peer.id().value())
        .containsExactly("bob");
    assertThat(
            client
                .swarmReports(
                    new Request.SwarmReports(
                        id("2"), ID, List.of(new SwarmStats(NEWS, List.of(UPLOADED)))))
                .orElseThrow()
                .results())
        .containsExactly(new SwarmResult(NEWS, true, null));
    assertThat(
            client
                .send(new Request.FindMembers(id("3"), ID, NEWS, OptionalInt.empty(), List.of()))
                .orElseThrow())
        .isInstanceOfSatisfying(Response.Find.class, find -> assertThat(find.peers()).hasSize(1));
  }

  @Test
  void token_isSentAgain() throws Exception {
    var connect =
        new Request.SwarmActions(
            id("1"), ID, List.of(), List.of(), false, OptionalInt.empty(), List.of());
    var token = client.swarmActions(connect).orElseThrow().session();
    client.keepAlive(new Request.KeepAlive(id("2"), ID)).orElseThrow();
    assertThat(tracker.received().getLast().token()).isEqualTo(token);
  }

  @Test
  void whatCannotBeSaid_isRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> client.disconnect(new Request.Disconnect(id("1"), ID, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no word for DISCONNECT")
        .hasMessageContaining("use XML");
    assertThat(requests()).isEmpty();
  }

  @Test
  void session_connectsJoinsAndLeaves() throws Exception {
    tracker.add(
        NEWS, new Peer(new PeerId("bob"), PeerMode.SEEDER, List.of(ADDRESS)), ChunkSet.EMPTY);
    Heard heard = new Heard();
    PeerSession session =
        session(PeerSession.builder(client, ID).addresses(ADDRESS).listener(heard));
    Swarm news = session.join(NEWS, PeerMode.LEECH);
    news.announce(ChunkSet.range(0, 9)); // of which a tracker of JSON hears nothing
    Swarm sport = session.join(SPORT, PeerMode.SEEDER);
    time.advance(Duration.ofSeconds(5));
    step(session);
    assertThat(news.find(5)).extracting(peer -> peer.id().value()).containsExactly("bob");
    sport.leave();
    session.close();
    assertThat(requests())
        .extracting(Request::getClass)
        .doesNotContain(Request.JoinChunk.class, Request.Disconnect.class);
    Request.SwarmActions connect = (Request.SwarmActions) requests().getFirst();
    assertThat(connect.addresses()).containsExactly(ADDRESS);
    assertThat(connect.actions()).isEmpty();
    assertThat(actions(requests().getLast()))
        .containsExactly(new SwarmAction(NEWS, Action.LEAVE, PeerMode.LEECH));
    assertThat(tracker.members(NEWS)).doesNotContain(ID);
    assertThat(heard.all()).contains("found news [bob]", "CLOSED");
  }

  @Test
  void sessionInNoSwarm_goesWithoutAWord() throws Exception {
    session(PeerSession.builder(client, ID)).close();
    assertThat(requests()).hasSize(1);
  }

  @Test
  void statistics_areToldForEachSwarm_countersOnlyForOne() throws Exception {
    PeerSession session =
        session(
            PeerSession.builder(client, ID)
                .statistics(Duration.ofSeconds(10), () -> List.of(UPLOADED, LINKS)));
    var _ = session.join(NEWS, PeerMode.LEECH);
    time.advance(Duration.ofSeconds(10));
    step(session);
    assertThat(((Request.SwarmReports) requests().getLast()).reports())
        .containsExactly(new SwarmStats(NEWS, List.of(UPLOADED, LINKS)));
    var _ = session.join(SPORT, PeerMode.LEECH);
    time.advance(Duration.ofSeconds(10));
    step(session);
    assertThat(requests().subList(requests().size() - 2, requests().size()))
        .extracting(request -> ((Request.SwarmReports) request).reports())
        .containsExactlyInAnyOrder(
            List.of(new SwarmStats(NEWS, List.of(LINKS))),
            List.of(new SwarmStats(SPORT, List.of(LINKS))));
    session.close();
  }

  @Test
  void keepAlive_isSentAndItsQueryAnswered() throws Exception {
    PeerSession session =
        session(
            PeerSession.builder(client, ID)
                .statistics(Duration.ofMinutes(10), () -> List.of(LINKS)));
    var _ = session.join(NEWS, PeerMode.LEECH);
    tracker.query(ID, Property.CONCURRENT_LINKS);
    for (int i = 0; i < 40; i++) {
      time.advance(Duration.ofSeconds(1));
      step(session);
    }
    assertThat(requests()).hasAtLeastOneElementOfType(Request.KeepAlive.class);
    assertThat(tracker.stats(ID)).containsExactly(LINKS);
    session.close();
  }

  @Test
  void trackerThatForgot_isJoinedAgain() throws Exception {
    PeerSession session = session(PeerSession.builder(client, ID));
    var _ = session.join(NEWS, PeerMode.SEEDER);
    tracker.forgetAll();
    for (int i = 0; i < 60; i++) {
      time.advance(Duration.ofSeconds(1));
      step(session);
    }
    assertThat(tracker.members(NEWS)).containsExactly(ID);
    session.close();
  }

  @Test
  void certificateAndControlPort_areRefusedAtOnce() {
    assertThatThrownBy(
            () -> PeerSession.builder(client, ID).certificate(new Certificate("MIIB")).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no word for a certificate");
    assertThatThrownBy(() -> PeerSession.builder(client, ID).controlPort(0).connect())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no word for a control port");
    assertThat(requests()).isEmpty();
  }

  @Test
  void findWithRequirements_isRefusedUnlessTheyArePreferences() throws Exception {
    PeerSession session = session(PeerSession.builder(client, ID));
    Swarm news = session.join(NEWS, PeerMode.LEECH);
    assertThatThrownBy(() -> news.find(5, Requirement.of(Property.UPLOAD_BANDWIDTH, "1000")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("match=\"prefer\"");
    assertThatThrownBy(() -> news.findChunks(ChunkSet.range(1, 2), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no word for chunks");
    session.close();
  }
}

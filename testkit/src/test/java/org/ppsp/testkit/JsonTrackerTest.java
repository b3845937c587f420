package org.ppsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.json.JsonCodec;

/// The fake tracker in the encoding of RFC 7846.
class JsonTrackerTest {
  private static final PeerId ALICE = new PeerId("alice");
  private static final SwarmId NEWS = new SwarmId("news");
  private static final SwarmId SPORT = new SwarmId("sport");
  private static final PeerAddress ADDRESS =
      PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST);

  private final FakeTracker tracker = FakeTracker.start(new JsonCodec());
  private int transactions;

  @AfterEach
  void close() {
    tracker.close();
  }

  private TransactionId another() {
    return new TransactionId("t" + ++transactions);
  }

  private Response ask(Request request) throws Exception {
    return Http.ask(tracker.uri(), request, new JsonCodec());
  }

  private Response act(boolean listed, List<PeerAddress> addresses, SwarmAction... actions)
      throws Exception {
    return ask(
        new Request.SwarmActions(
            another(),
            ALICE,
            addresses,
            Arrays.asList(actions),
            listed,
            OptionalInt.empty(),
            List.of()));
  }

  private Response act(SwarmAction... actions) throws Exception {
    return act(false, List.of(), actions);
  }

  private Response find(SwarmId swarm) throws Exception {
    return ask(new Request.FindMembers(another(), ALICE, swarm, OptionalInt.empty(), List.of()));
  }

  private static SwarmAction join(SwarmId swarm, PeerMode mode) {
    return new SwarmAction(swarm, Action.JOIN, mode);
  }

  private static SwarmAction leave(SwarmId swarm) {
    return new SwarmAction(swarm, Action.LEAVE, PeerMode.LEECH);
  }

  private static List<SwarmResult> results(Response response) {
    return ((Response.SwarmActions) response).results();
  }

  @Test
  void refresh_ofAPeerThatIsNotConnected_isRefused() throws Exception {
    Request.SwarmActions none =
        new Request.SwarmActions(
            another(), ALICE, List.of(ADDRESS), List.of(), false, OptionalInt.empty(), List.of());
    String message =
        "{\"PPSPTrackerProtocol\":{\"version\":1,\"request_type\":\"CONNECT\",\"transaction_id\":\"t\","
            + "\"peer_id\":\"alice\",\"connect\":{}}}";

    assertThat(post(message)).isEqualTo(400);
    assertThat(ask(none).status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(post(message)).isEqualTo(200);
  }

  private int post(String message) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(tracker.uri())
              .header("Content-Type", JsonCodec.MEDIA_TYPE)
              .POST(HttpRequest.BodyPublishers.ofString(message))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void actions_areDoneInTheirOrder() throws Exception {
    tracker.add(
        NEWS, new Peer(new PeerId("bob"), PeerMode.SEEDER, List.of(ADDRESS)), ChunkSet.EMPTY);
    Response answer = act(join(NEWS, PeerMode.LEECH), join(SPORT, PeerMode.SEEDER));
    assertThat(Objects.requireNonNull(results(answer).getFirst().peers()))
        .extracting(peer -> peer.id().value())
        .containsExactly("bob");
    assertThat(results(answer).getLast().peers()).isNull();
    assertThat(tracker.members(SPORT)).containsExactly(ALICE);
    assertThat(results(act(leave(new SwarmId("other")), leave(SPORT))))
        .extracting(SwarmResult::successful)
        .containsExactly(false, true);
    assertThat(tracker.members(SPORT)).isEmpty();
    assertThat(tracker.isConnected(ALICE)).isTrue();
    assertThat(
            results(act(true, List.of(ADDRESS), join(SPORT, PeerMode.SEEDER))).getFirst().peers())
        .isEmpty();
    assertThat(results(act(leave(NEWS), leave(SPORT)))).hasSize(2);
    assertThat(tracker.isConnected(ALICE)).isFalse();
  }

  @Test
  void onlyInvalidActions_areRefused() throws Exception {
    assertThat(act(leave(NEWS)).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(tracker.isConnected(ALICE)).isFalse();
    assertThat(act().status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(act(leave(NEWS)).status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void find_refusesASwarmWithoutMembers() throws Exception {
    assertThat(find(NEWS).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    var _ = act(join(NEWS, PeerMode.LEECH));
    assertThat(((Response.Find) find(NEWS)).peers()).isEmpty();
    assertThat(find(SPORT).status()).isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void reports_areKept_andQueriesTravel() throws Exception {
    var _ = act(join(NEWS, PeerMode.LEECH));
    List<Stat> stats = List.of(Stat.of("UploadedBytes", 5));
    Response answer =
        ask(new Request.SwarmReports(another(), ALICE, List.of(new SwarmStats(NEWS, stats))));
    assertThat(((Response.SwarmReports) answer).results())
        .containsExactly(new SwarmResult(NEWS, true, null));
    assertThat(tracker.stats(ALICE)).isEqualTo(stats);
    tracker.query(ALICE, Property.UPLOADED_BYTES);
    assertThat(ask(new Request.KeepAlive(another(), ALICE)))
        .isInstanceOfSatisfying(
            Response.KeepAlive.class,
            alive -> assertThat(alive.statRequest()).containsExactly(Property.UPLOADED_BYTES));
  }
}

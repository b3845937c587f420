package org.ppsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;

class FakeTrackerTest {
  private static final PeerId A = new PeerId("peer-a");
  private static final PeerId B = new PeerId("peer-b");
  private static final SwarmId SWARM = new SwarmId("swarm-1");
  private static final TransactionId ID = new TransactionId("1");
  private static final PeerAddress ADDRESS =
      PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST);

  private final FakeTracker tracker = FakeTracker.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.close();
    tracker.close();
  }

  private Response ask(Request request) throws Exception {
    return Http.ask(tracker.uri(), request, new XmlCodec());
  }

  private HttpResponse<String> post(Request request, String... headers) throws Exception {
    ByteWriter out = new ByteWriter();
    new XmlCodec().encode(request, out);
    return post(tracker.uri(), out.toString(), headers);
  }

  private HttpResponse<String> post(URI uri, String body, String... headers) throws Exception {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Request connect(PeerId peer, int controlPort) {
    return new Request.Connect(
        ID,
        peer,
        null,
        peer.equals(B) ? List.of(ADDRESS) : List.of(),
        controlPort == 0 ? OptionalInt.empty() : OptionalInt.of(controlPort),
        List.of(Stat.of("UploadBandwidth", 7)),
        null);
  }

  private static Request join(PeerId peer, PeerMode mode) {
    return new Request.Join(
        ID, peer, SWARM, null, mode, OptionalInt.of(5), ChunkSet.EMPTY, List.of());
  }

  private static Request joinChunk(PeerId peer, ChunkSet chunks) {
    return new Request.JoinChunk(
        ID, peer, SWARM, null, null, OptionalInt.empty(), chunks, List.of());
  }

  private static Request find(ChunkSet chunks) {
    return new Request.Find(ID, A, SWARM, chunks, OptionalInt.empty(), List.of());
  }

  private static void assertRefused(Response response, Status status) {
    assertThat(response).isInstanceOf(Response.Refusal.class);
    assertThat(response.status()).isEqualTo(status);
  }

  @Test
  void byItself_itIsASimpleTracker() throws Exception {
    assertRefused(ask(find(ChunkSet.EMPTY)), Status.FORBIDDEN_ACTION);
    assertThat(ask(connect(A, 0))).isInstanceOf(Response.Connect.class);
    assertThat(ask(connect(B, 0))).isInstanceOf(Response.Connect.class);
    assertThat(((Response.Join) ask(join(B, PeerMode.LEECH))).peers()).isEmpty();
    ask(joinChunk(B, ChunkSet.range(0, 9)));
    assertThat(((Response.Join) ask(join(A, null))).peers())
        .containsExactly(new Peer(B, PeerMode.LEECH, List.of(ADDRESS)));
    assertThat(((Response.Find) ask(find(ChunkSet.range(5, 50)))).peers()).hasSize(1);
    assertThat(((Response.Find) ask(find(ChunkSet.range(20, 50)))).peers()).isEmpty();
    assertThat(tracker.members(SWARM)).containsExactly(B, A);
    assertThat(tracker.chunks(SWARM, B)).isEqualTo(ChunkSet.range(0, 9));
    assertThat(tracker.chunks(SWARM, new PeerId("nobody"))).isEqualTo(ChunkSet.EMPTY);

    ask(new Request.Leave(ID, B, SWARM, ChunkSet.range(0, 4)));
    assertThat(tracker.chunks(SWARM, B)).isEqualTo(ChunkSet.range(5, 9));
    ask(new Request.Leave(ID, B, SWARM, ChunkSet.EMPTY));
    assertRefused(ask(new Request.Leave(ID, B, SWARM, ChunkSet.EMPTY)), Status.FORBIDDEN_ACTION);
    ask(new Request.StatReport(ID, A, null, List.of(Stat.of("UploadBandwidth", 8))));
    assertThat(tracker.stats(A)).containsExactly(Stat.of("UploadBandwidth", 8));
    assertRefused(ask(new Request.StatQuery(ID, A, List.of())), Status.FORBIDDEN_ACTION);
    ask(new Request.Disconnect(ID, A, null));
    assertThat(tracker.isConnected(A)).isFalse();
    assertRefused(ask(new Request.KeepAlive(ID, A)), Status.FORBIDDEN_ACTION);
  }

  @Test
  void add_putsPeersIntoASwarm() throws Exception {
    Peer seeder = new Peer(B, PeerMode.SEEDER, List.of(ADDRESS));
    tracker.add(SWARM, seeder, ChunkSet.EMPTY);
    ask(connect(A, 0));
    Request.FindChunk find =
        new Request.FindChunk(ID, A, SWARM, ChunkSet.range(1, 1), OptionalInt.of(1), List.of());
    assertThat(((Response.FindChunk) ask(find)).peers()).containsExactly(seeder);
  }

  @Test
  void timing_isGranted() throws Exception {
    tracker.timing(Duration.ofSeconds(5), Duration.ofSeconds(60));
    assertThat(((Response.Connect) ask(connect(A, 0))).keepaliveInterval()).isEqualTo(5);
    assertThat(((Response.Join) ask(join(A, null))).expireTime()).isEqualTo(60);
  }

  @Test
  void token_isGivenRecordedAndChecked() throws Exception {
    String token = post(connect(A, 0)).headers().firstValue(SessionToken.HEADER).orElseThrow();
    Request keepAlive = new Request.KeepAlive(ID, A);
    assertThat(post(keepAlive, SessionToken.HEADER, token).statusCode()).isEqualTo(200);
    assertThat(post(keepAlive, SessionToken.HEADER, "0".repeat(32)).statusCode()).isEqualTo(403);
    assertThat(post(keepAlive, SessionToken.HEADER, "none").statusCode()).isEqualTo(200);
    assertThat(tracker.received(Method.KEEPALIVE))
        .extracting(Received::token)
        .containsExactly(SessionToken.parse(token), new SessionToken(0, 0), null);
  }

  @Test
  void replies_areUsedUpInOrder() throws Exception {
    tracker
        .enqueue(Method.KEEPALIVE, Reply.refusal(Status.SERVICE_UNAVAILABLE, "x").retryAfter("3"))
        .enqueue(Reply.http(502, "proxy"), Reply.bytes(200, new byte[] {1}), Reply.usual());
    Request keepAlive = new Request.KeepAlive(ID, A);
    HttpResponse<String> busy = post(keepAlive);
    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.headers().firstValue("Retry-After")).contains("3");
    assertThat(post(keepAlive).body()).isEqualTo("proxy");
    assertThat(post(keepAlive).body()).hasSize(1);
    assertThat(post(keepAlive).statusCode()).isEqualTo(403);
    assertThat(post(keepAlive).statusCode()).isEqualTo(403);
  }

  @Test
  void refusals_haveTheFittingHttpStatus() throws Exception {
    for (Status status : Status.values()) {
      if (status != Status.SUCCESSFUL && status != Status.AUTHENTICATION_REQUIRED) {
        tracker.enqueue(Reply.refusal(status, "because"));
        assertThat(post(connect(A, 0)).statusCode()).isEqualTo(status.http());
      }
    }
    tracker.enqueue(Reply.authenticationRequired(List.of()));
    assertThat(post(connect(A, 0)).statusCode()).isEqualTo(401);
  }

  @Test
  void brokenConnections() {
    tracker.enqueue(Reply.truncated(), Reply.cut());
    assertThatThrownBy(() -> post(connect(A, 0))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> post(connect(A, 0))).isInstanceOf(IOException.class);
    assertThat(tracker.received()).hasSize(2);
    tracker.down(true);
    assertThatThrownBy(() -> post(connect(A, 0))).isInstanceOf(IOException.class);
    assertThat(tracker.received()).hasSize(2);
  }

  @Test
  void nonsense_isRefusedAndNotRecorded() throws Exception {
    assertThat(post(tracker.uri(), "<a>").statusCode()).isEqualTo(400);
    assertThat(tracker.received()).isEmpty();
  }

  @Test
  void reply_canBeHeldBack() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    tracker.enqueue(Reply.usual().after(latch));
    CompletableFuture<Boolean> held = new CompletableFuture<>();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                held.complete(ask(connect(A, 0)) instanceof Response.Connect);
              } catch (Exception e) {
                held.completeExceptionally(e);
              }
            });
    assertThat(tracker.await(Method.CONNECT).request().peerId()).isEqualTo(A);
    assertThat(held).isNotDone();
    latch.countDown();
    assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
    thread.join();
  }

  @Test
  void forgetting() throws Exception {
    ask(connect(A, 0));
    ask(connect(B, 0));
    ask(join(A, null));
    tracker.forget(A);
    assertThat(tracker.members(SWARM)).isEmpty();
    assertThat(tracker.isConnected(B)).isTrue();
    tracker.forgetAll();
    assertThat(tracker.isConnected(B)).isFalse();
    assertThatThrownBy(() -> tracker.stats(B)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void query_travelsWithTheNextKeepAlive() throws Exception {
    ask(connect(A, 0));
    tracker.query(A, Property.STALL_TIME);
    assertThat(((Response.KeepAlive) ask(new Request.KeepAlive(ID, A))).statRequest())
        .containsExactly(Property.STALL_TIME);
    assertThat(((Response.KeepAlive) ask(new Request.KeepAlive(ID, A))).statRequest()).isNull();
  }

  @Test
  void fakePeer_answersOnlyQueriesForIt() throws Exception {
    try (FakePeer peer = FakePeer.start(A)) {
      peer.stats(Stat.of("StallTime", 5), Stat.of("BufferLevel", 9));
      ask(connect(A, peer.controlPort()));
      Request.StatQuery query = new Request.StatQuery(ID, A, List.of(Property.STALL_TIME));
      assertThat(tracker.ask(query))
          .isEqualTo(new Response.StatQuery(ID, A, List.of(Stat.of("StallTime", 5))));
      assertThat(peer.await()).isEqualTo(query);
      assertThat(peer.queries()).containsExactly(query);
      assertRefused(
          Http.ask(peer.uri(), new Request.StatQuery(ID, B, List.of()), new XmlCodec()),
          Status.FORBIDDEN_ACTION);
      assertThat(post(peer.uri(), "nonsense").statusCode()).isEqualTo(400);
    }
    ask(connect(B, 0));
    assertThatThrownBy(() -> tracker.ask(new Request.StatQuery(ID, B, List.of())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void await_failsWhenNothingComes() {
    Requests<String> none = new Requests<>();
    none.add("a");
    assertThatThrownBy(() -> none.await(s -> s.equals("b"), Duration.ofMillis(1), "b"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[a]");
  }
}

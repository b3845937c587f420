package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.DecodeLimits;
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
import org.ppsp.protocol.TransactionId;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.Reply;

/// Over real sockets, with fake time.
class TrackerClientTest {
  private static final Peer SEEDER =
      new Peer(
          new PeerId("seeder"),
          PeerMode.SEEDER,
          List.of(PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST)));

  private final FakeTime time = new FakeTime();
  private final FakeTracker first = FakeTracker.start();
  private final FakeTracker second = FakeTracker.start();
  private final TrackerClient client = builder().tier(first.uri()).build();
  private final TrackerClient tiered = builder().tier(first.uri()).tier(second.uri()).build();

  private TrackerClientBuilder builder() {
    return TrackerClient.builder().time(time).random(new SplittableRandom(1));
  }

  @AfterEach
  void close() {
    client.close();
    tiered.close();
    first.close();
    second.close();
  }

  private static <T extends Response> Result.Refused<T> refused(Result<T> result) {
    assertThat(result).isInstanceOf(Result.Refused.class);
    return (Result.Refused<T>) result;
  }

  private static <T extends Response> List<Result.Failure> failures(Result<T> result) {
    assertThat(result).isInstanceOf(Result.Unreachable.class);
    return ((Result.Unreachable<T>) result).failures();
  }

  @Test
  void everyMethod_answersWithItsType() throws Exception {
    first.add(Requests.SWARM, SEEDER, ChunkSet.EMPTY);
    Response.Connect connected = client.connect(Requests.connect()).orElseThrow();
    assertThat(connected.keepaliveInterval()).isEqualTo(30);
    assertThat(connected.observed()).isNotNull();
    assertThat(client.join(Requests.join()).orElseThrow().peers()).containsExactly(SEEDER);
    assertThat(client.joinChunk(Requests.joinChunk()).orElseThrow().expireTime()).isEqualTo(3600);
    assertThat(client.find(Requests.find()).orElseThrow().peers()).containsExactly(SEEDER);
    assertThat(client.findChunk(Requests.findChunk()).orElseThrow().chunks())
        .isEqualTo(Requests.CHUNKS);
    assertThat(client.keepAlive(Requests.keepAlive()).orElseThrow().statRequest()).isNull();
    assertThat(client.statReport(Requests.statReport()).orElseThrow().transactionId())
        .isEqualTo(Requests.ID);
    assertThat(client.leave(Requests.leave()).orElseThrow().swarmId()).isEqualTo(Requests.SWARM);
    assertThat(client.disconnect(Requests.disconnect()).orElseThrow().method())
        .isEqualTo(Method.DISCONNECT);
    assertThat(first.received()).hasSize(9);
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void success_namesTheTracker() throws Exception {
    assertThat(client.connect(Requests.connect()))
        .isInstanceOfSatisfying(
            Result.Success.class, success -> assertThat(success.tracker()).isEqualTo(first.uri()));
    assertThat(client.trackers()).containsExactly(first.uri());
  }

  @Test
  void token_isKeptByPeerAndSentUntilDisconnect() throws Exception {
    Response.Connect connected = client.connect(Requests.connect()).orElseThrow();
    client.keepAlive(Requests.keepAlive());
    client.keepAlive(new Request.KeepAlive(Requests.ID, new PeerId("another")));
    client.disconnect(Requests.disconnect());
    client.keepAlive(Requests.keepAlive());
    assertThat(first.received())
        .extracting(Received::token)
        .containsExactly(null, connected.session(), null, connected.session(), null);
  }

  @Test
  void token_fromEarlier_isSentToItsTracker() throws Exception {
    SessionToken token = new SessionToken(1, 2);
    try (TrackerClient back =
        builder()
            .tier(first.uri())
            .tier(second.uri())
            .token(first.uri(), Requests.PEER, token)
            .build()) {
      back.keepAlive(Requests.keepAlive());
      first.down(true);
      back.keepAlive(Requests.keepAlive());
    }
    assertThat(first.await(Method.KEEPALIVE).token()).isEqualTo(token);
    assertThat(second.await(Method.KEEPALIVE).token()).isNull();
  }

  @Test
  void token_isOfOneTrackerOnly() throws Exception {
    tiered.connect(Requests.connect());
    first.down(true);
    tiered.keepAlive(Requests.keepAlive());
    assertThat(second.await(Method.KEEPALIVE).token()).isNull();
  }

  @Test
  void token_thatIsRefusedByConnect_isDropped() throws Exception {
    client.connect(Requests.connect());
    first.enqueue(Method.CONNECT, Reply.refusal(Status.FORBIDDEN_ACTION, "not the token"));
    client.connect(Requests.connect()).orElseThrow();
    assertThat(first.received(Method.CONNECT))
        .extracting(r -> r.token() == null)
        .containsExactly(true, false, true);
  }

  /// A refusal for another reason costs the peer nothing that it needs.
  @Test
  void token_isKept_whereTheAddressDoesNotCountEither() throws Exception {
    SessionToken token = client.connect(Requests.connect()).orElseThrow().session();
    first.enqueue(
        Method.CONNECT,
        Reply.refusal(Status.FORBIDDEN_ACTION, "your new address is full").retryAfter("30"),
        Reply.refusal(Status.FORBIDDEN_ACTION, "send the token").retryAfter("90"));
    Result.Refused<Response.Connect> refused = refused(client.connect(Requests.connect()));
    assertThat(refused.reason()).isEqualTo("your new address is full");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    assertThat(client.connect(Requests.connect()).orElseThrow().session()).isEqualTo(token);
  }

  @Test
  void token_thatIsNone_isIgnored() throws Exception {
    first.enqueue(
        Reply.message(request -> new Response.Connect(request.transactionId(), null, 30, null))
            .header("PPSP-Session", "no token"));
    assertThat(client.connect(Requests.connect()).orElseThrow().session()).isNull();
  }

  @Test
  void refusal_isAnAnswerAndNotRetried() throws Exception {
    Result.Refused<Response.Find> refused = refused(tiered.find(Requests.find()));
    assertThat(refused.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(refused.reason()).startsWith("not connected");
    assertThat(refused.tracker()).isEqualTo(first.uri());
    assertThat(second.received()).isEmpty();
    assertThatThrownBy(refused::orElseThrow)
        .isInstanceOf(TrackerException.class)
        .hasMessageContaining("not connected")
        .extracting(e -> ((TrackerException) e).result())
        .isEqualTo(refused);
  }

  @Test
  void authenticationRequired_tellsTheConditions() throws Exception {
    Condition condition =
        new Condition(
            Condition.Type.CERTIFICATE,
            new Condition.Challenge("n0", "Ed25519", Instant.parse("2026-05-01T12:30:00Z")));
    first.enqueue(Reply.authenticationRequired(List.of(condition)));
    assertThat(refused(client.connect(Requests.connect())).conditions()).containsExactly(condition);
  }

  @Test
  void retry_repeatsTransactionIdAndContent() throws Exception {
    first.enqueue(
        Reply.http(502, "<html>bad gateway</html>"),
        Reply.refusal(Status.INTERNAL_ERROR, "see the log"));
    client.connect(Requests.connect()).orElseThrow();
    assertThat(first.received())
        .extracting(Received::request)
        .containsExactly(Requests.connect(), Requests.connect(), Requests.connect());
    assertThat(time.sleeps()).hasSize(2);
  }

  @Test
  void closedConnection_isTriedAgainAtOnce() throws Exception {
    first.enqueue(Reply.cut());
    client.connect(Requests.connect()).orElseThrow();
    assertThat(first.received()).hasSize(2);
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void unreachable_tellsWhyForEachTracker() throws Exception {
    first.down(true);
    second.enqueue(Reply.http(500, ""), Reply.http(500, ""), Reply.http(404, "nothing here"));
    Result<Response.KeepAlive> result = tiered.keepAlive(Requests.keepAlive());
    assertThat(failures(result))
        .extracting(Result.Failure::tracker)
        .containsExactly(first.uri(), second.uri());
    assertThat(failures(result).getLast().reason()).startsWith("HTTP 404");
    assertThat(result.summary()).contains("no tracker can be reached").contains("HTTP 404");
    assertThatThrownBy(result::orElseThrow).isInstanceOf(TrackerException.class);
  }

  @Test
  void nobodyListening_isUnreachable() throws Exception {
    URI gone;
    try (FakeTracker tracker = FakeTracker.start()) {
      gone = tracker.uri();
    }
    try (TrackerClient nowhere = builder().tier(gone).attempts(2).build()) {
      assertThat(failures(nowhere.keepAlive(Requests.keepAlive())))
          .extracting(Result.Failure::reason)
          .containsExactly("nothing listens there");
    }
    assertThat(time.sleeps()).hasSize(1);
  }

  @Test
  void unknownHost_isUnreachable() throws Exception {
    URI nowhere = URI.create("http://no-such-host.invalid/");
    try (TrackerClient client = builder().tier(nowhere).attempts(1).build()) {
      assertThat(failures(client.keepAlive(Requests.keepAlive())))
          .extracting(Result.Failure::reason)
          .containsExactly("the host name is not known");
    }
  }

  @Test
  void answersThatAreNone_areFailures() throws Exception {
    first.enqueue(
        Reply.bytes(200, new byte[] {(byte) 0xff, 0, 1}),
        Reply.truncated(),
        Reply.message(request -> new Response.Leave(request.transactionId(), Requests.SWARM)),
        Reply.message(
            request -> new Response.KeepAlive(new TransactionId("of another request"), null)),
        Reply.http(200, ""));
    try (TrackerClient patient = builder().tier(first.uri()).attempts(6).build()) {
      refused(patient.keepAlive(Requests.keepAlive())); // the sixth is the usual answer
    }
    assertThat(first.received()).hasSize(6);
  }

  @Test
  void oversizedAnswer_isAFailure() throws Exception {
    first.enqueue(Reply.http(200, "<a/>".repeat(5000)));
    DecodeLimits small = new DecodeLimits(2000, 16, 4096, 4096, 100, 64, 16, 100);
    try (TrackerClient careful = builder().tier(first.uri()).limits(small).attempts(1).build()) {
      assertThat(failures(careful.keepAlive(Requests.keepAlive()))).hasSize(1);
    }
    assertThat(first.received()).hasSize(1);
  }

  @Test
  void silence_endsWithTheTimeout() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    first.enqueue(Reply.usual().after(never));
    try (TrackerClient hasty =
        builder()
            .tier(first.uri())
            .requestTimeout(Duration.ofMillis(50))
            .connectTimeout(Duration.ofSeconds(1))
            .attempts(1)
            .build()) {
      assertThat(failures(hasty.keepAlive(Requests.keepAlive())))
          .singleElement()
          .satisfies(failure -> assertThat(failure.reason()).isEqualTo("no answer within 50 ms"));
    }
    never.countDown();
  }

  @Test
  void failover_goesToTheNextTierAndBack() throws Exception {
    first.down(true);
    tiered.connect(Requests.connect()).orElseThrow();
    assertThat(second.received()).hasSize(1);

    first.down(false); // but it is avoided for a while
    tiered.keepAlive(Requests.keepAlive()).orElseThrow();
    assertThat(second.received()).hasSize(2);
    assertThat(first.received()).isEmpty();

    time.advance(Duration.ofSeconds(11));
    refused(tiered.keepAlive(Requests.keepAlive()));
    assertThat(first.received()).hasSize(1);
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void failover_avoidsLongerAfterEachFailure() throws Exception {
    first.down(true);
    tiered.connect(Requests.connect()).orElseThrow();
    time.advance(Duration.ofSeconds(11));
    tiered.keepAlive(Requests.keepAlive()).orElseThrow(); // tried, and failed again: 10 to 20 s
    first.down(false);
    time.advance(Duration.ofSeconds(9));
    tiered.keepAlive(Requests.keepAlive()).orElseThrow();
    assertThat(first.received()).isEmpty();
    time.advance(Duration.ofSeconds(12));
    tiered.keepAlive(Requests.keepAlive());
    assertThat(first.received()).hasSize(1);
  }

  @Test
  void tier_isUsedInRandomOrderButOneIsKept() throws Exception {
    int ofFirst = 0;
    for (int seed = 0; seed < 40; seed++) {
      try (TrackerClient two =
          builder().random(new SplittableRandom(seed)).tier(first.uri(), second.uri()).build()) {
        int before = first.received().size();
        for (int i = 0; i < 3; i++) {
          refused(two.keepAlive(Requests.keepAlive()));
        }
        int more = first.received().size() - before;
        assertThat(more).isIn(0, 3);
        ofFirst += more / 3;
      }
    }
    assertThat(ofFirst).isBetween(5, 35);
  }

  @Test
  void backoff_doublesWithJitter() throws Exception {
    first.down(true);
    try (TrackerClient patient =
        builder()
            .tier(first.uri())
            .attempts(6)
            .backoff(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5)))
            .build()) {
      failures(patient.keepAlive(Requests.keepAlive()));
    }
    long[] whole = {1000, 2000, 4000, 5000, 5000};
    assertThat(time.sleeps()).hasSize(whole.length);
    for (int i = 0; i < whole.length; i++) {
      assertThat(time.sleeps().get(i).toMillis()).isBetween(whole[i] / 2, whole[i]);
    }
  }

  @Test
  void retryAfter_inSeconds_isWaitedFor() throws Exception {
    first.enqueue(Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy").retryAfter("7"));
    client.connect(Requests.connect()).orElseThrow();
    assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void retryAfter_asDate_isWaitedFor() throws Exception {
    first.enqueue(Reply.http(503, "busy").retryAfter("Fri, 01 May 2026 12:00:09 GMT"));
    client.connect(Requests.connect()).orElseThrow();
    assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(9));
  }

  @Test
  void retryAfter_isCapped() throws Exception {
    first.enqueue(Reply.http(429, "").retryAfter("86400"));
    client.connect(Requests.connect()).orElseThrow();
    assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(30));
  }

  @Test
  void retryAfter_leavesTheTrackerAloneAlsoForOthers() throws Exception {
    first.enqueue(Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy").retryAfter("20"));
    tiered.connect(Requests.connect()).orElseThrow();
    second.down(true);
    time.advance(Duration.ofSeconds(5));
    tiered.sendOnce(Requests.keepAlive());
    failures(tiered.connect(Requests.connect()));
    assertThat(first.received()).hasSize(1);
    time.advance(Duration.ofSeconds(15));
    tiered.connect(Requests.connect()).orElseThrow();
    assertThat(first.received()).hasSize(2);
  }

  @Test
  void retryAfter_ofTheOnlyTracker_holdsTheNextRequestBack() throws Exception {
    first.enqueue(Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy").retryAfter("20"));
    try (TrackerClient once = builder().tier(first.uri()).attempts(1).build()) {
      assertThat(refused(once.connect(Requests.connect())).retryAfter())
          .isEqualTo(Duration.ofSeconds(20));
      once.connect(Requests.connect()).orElseThrow();
    }
    assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void authorization_isSent() throws Exception {
    try (TrackerClient bearer =
        builder().tier(first.uri()).authorization(() -> "Bearer abc").build()) {
      bearer.connect(Requests.connect());
    }
    assertThat(first.received().getFirst().authorization()).isEqualTo("Bearer abc");
  }

  @Test
  void interrupt_endsTheWaitingForAnAnswer() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    first.enqueue(Reply.usual().after(never));
    CompletableFuture<String> ended = new CompletableFuture<>();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                client.connect(Requests.connect());
                ended.complete("answered");
              } catch (InterruptedException e) {
                ended.complete("interrupted");
              }
            });
    first.await(Method.CONNECT);
    thread.interrupt();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
    never.countDown();
  }

  @Test
  void sendAsync_answers() throws Exception {
    client.connect(Requests.connect()).orElseThrow();
    for (Request request :
        List.of(
            Requests.connect(),
            Requests.join(),
            Requests.joinChunk(),
            Requests.find(),
            Requests.findChunk(),
            Requests.keepAlive(),
            Requests.statReport(),
            Requests.leave(),
            Requests.disconnect())) {
      Response answer = client.sendAsync(request).get(20, TimeUnit.SECONDS).orElseThrow();
      assertThat(answer.method()).isEqualTo(request.method());
    }
  }

  @Test
  void sendAsync_canBeCancelled() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    first.enqueue(Reply.usual().after(never));
    CompletableFuture<?> future = client.sendAsync(Requests.connect());
    first.await(Method.CONNECT);
    future.cancel(true);
    assertThat(future).isCancelled();
    never.countDown();
    client.connect(Requests.connect()).orElseThrow();
  }

  @Test
  void statQuery_isTheOperators() throws Exception {
    Request query = new Request.StatQuery(Requests.ID, Requests.PEER, List.of());
    Stat told = new Stat(Property.BUFFER_LEVEL, "400");
    first.enqueue(
        Reply.message(_ -> new Response.StatQuery(Requests.ID, Requests.PEER, List.of(told))));
    assertThat(client.send(query).orElseThrow())
        .isEqualTo(new Response.StatQuery(Requests.ID, Requests.PEER, List.of(told)));
  }

  @Test
  void newTransactionId_isAlwaysAnother() {
    assertThat(client.newTransactionId()).isNotEqualTo(client.newTransactionId());
  }

  @Test
  void close_makesTrackersUnreachable() throws Exception {
    client.close();
    failures(client.keepAlive(Requests.keepAlive()));
  }

  @Test
  void builder_checksWhatItIsGiven() {
    TrackerClientBuilder builder = TrackerClient.builder();
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    for (String bad : List.of("ftp://a/", "relative", "http:/nohost", "udp://a:1/")) {
      assertThatThrownBy(() -> builder.tier(URI.create(bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad);
    }
    assertThatThrownBy(() -> builder.tier()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.attempts(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.requestTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.maxRetryAfter(Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

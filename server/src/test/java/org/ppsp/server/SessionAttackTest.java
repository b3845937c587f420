package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.join;
import static org.ppsp.server.PeerClient.joining;
import static org.ppsp.server.PeerClient.keepAlive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.SwarmId;

/// What a neighbour behind the same NAT may try on a peer's session, against a real server behind a
/// proxy that tells both by one address.
@Timeout(60)
class SessionAttackTest {
  private static final String[] NAT = {"X-Forwarded-For", "203.0.113.6:4711"};

  private final List<AutoCloseable> open = new ArrayList<>();
  private PeerClient client;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void start(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of("tracker.exemptLoopback", "false"));
    all.addAll(List.of(settings));
    ProxiedServer started = ProxiedServer.start(all.toArray(String[]::new));
    open.add(started);
    client = started.proxy;
  }

  private PeerClient.Answer ask(Request request) throws Exception {
    return client.send(request, NAT);
  }

  private PeerClient.Answer ask(Request request, SessionToken token) throws Exception {
    return client.send(request, NAT[0], NAT[1], SessionToken.HEADER, token.text());
  }

  private long retryAfter(Request request) throws Exception {
    return Long.parseLong(client.raw(request, NAT).headers().firstValue("Retry-After").orElse("0"));
  }

  private static Request disconnect(String peer) {
    return new Request.Disconnect(PeerClient.TRANSACTION, new PeerId(peer), null);
  }

  private static Request find(String peer, String chunks) {
    return new Request.Find(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        new SwarmId("movie"),
        ChunkSet.parse(chunks, 10),
        OptionalInt.empty(),
        List.of());
  }

  private static Request offer(String peer, String chunks) {
    return new Request.JoinChunk(
        PeerClient.TRANSACTION,
        new PeerId(peer),
        new SwarmId("movie"),
        null,
        null,
        OptionalInt.empty(),
        ChunkSet.parse(chunks, 10),
        List.of());
  }

  @Test
  void neighbour_isNotGivenTheToken_andIsLockedOutOnceItWasShown() throws Exception {
    start();
    SessionToken token = ask(connect("victim")).token();
    for (Request connect : List.of(connect("victim"), joining("victim", "movie"))) {
      assertThat(ask(connect).session()).isNull();
      assertThat(ask(connect, token).session()).isEqualTo(token.text());
    }
    for (Request request :
        List.of(
            connect("victim"),
            joining("victim", "movie"),
            keepAlive("victim"),
            join("victim", "movie"),
            disconnect("victim"))) {
      PeerClient.Answer answer = ask(request);
      assertThat(answer.status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(answer.http()).isEqualTo(403);
      assertThat(answer.reason()).contains("PPSP-Session").doesNotContain(token.text());
      assertThat(answer.session()).isNull();
      assertThat(retryAfter(request)).isBetween(1L, 91L);
    }
    assertThat(ask(keepAlive("victim"), token).status()).isEqualTo(SUCCESSFUL);
  }

  @Test
  void peerThatCrashed_isBackAfterTheTimeItIsTold() throws Exception {
    start("tracker.keepaliveInterval", "1s");
    SessionToken token = ask(connect("crashes")).token();
    assertThat(ask(keepAlive("crashes"), token).status()).isEqualTo(SUCCESSFUL);
    long wait = retryAfter(connect("crashes"));
    assertThat(wait).isBetween(1L, 4L);
    long end = System.nanoTime() + wait * 1_000_000_000L;
    while (ask(connect("crashes")).status() != SUCCESSFUL) {
      assertThat(System.nanoTime()).isLessThan(end + 1_000_000_000L);
      Thread.onSpinWait();
    }
  }

  @Test
  void withoutTokenless_addressOpensNothing() throws Exception {
    start("session.tokenless", "false");
    SessionToken token = ask(connect("victim")).token();
    assertThat(ask(keepAlive("victim")).reason()).contains("session.tokenless");
    assertThat(ask(connect("victim")).status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(retryAfter(connect("victim"))).isBetween(1L, 91L);
    assertThat(ask(keepAlive("victim"), token).status()).isEqualTo(SUCCESSFUL);
  }

  /// One host holds all places of an address and says nothing more.
  @Test
  void silentSessionsOfOneHost_giveWayToItsNeighbours() throws Exception {
    start(
        "tracker.maxSessionsPerAddress",
        "20",
        "tracker.keepaliveInterval",
        "1s",
        "rate.exempt",
        "203.0.113.0/24"); // the newcomers try again as fast as they can
    SessionToken own = ask(connect("viewer")).token();
    for (int i = 0; i < 19; i++) {
      assertThat(ask(connect("filler" + i)).status()).isEqualTo(SUCCESSFUL);
    }
    Map<Boolean, Integer> answers = new HashMap<>();
    for (int i = 0; answers.getOrDefault(true, 0) < 10; i++) {
      PeerClient.Answer answer = ask(connect("newcomer" + i));
      answers.merge(answer.status() == SUCCESSFUL, 1, Integer::sum);
      if (answer.status() != SUCCESSFUL) {
        assertThat(answer.reason()).contains("tracker.maxSessionsPerAddress");
      }
      assertThat(ask(keepAlive("viewer"), own).status()).isEqualTo(SUCCESSFUL);
    }
  }

  @Test
  void fullAddress_isToldWhenToTryAgain() throws Exception {
    start("tracker.maxSessionsPerAddress", "1");
    assertThat(ask(connect("first")).status()).isEqualTo(SUCCESSFUL);
    assertThat(retryAfter(connect("second"))).isEqualTo(30);
    assertThat(retryAfter(joining("second", "movie"))).isEqualTo(30);
  }

  @Test
  void peerThatBeginsAnew_isNotListedWithChunksItLost() throws Exception {
    start();
    assertThat(ask(connect("asker")).status()).isEqualTo(SUCCESSFUL);
    assertThat(ask(connect("crashes")).status()).isEqualTo(SUCCESSFUL);
    assertThat(ask(offer("crashes", "1-9")).status()).isEqualTo(SUCCESSFUL);
    assertThat(((Response.Find) ask(find("asker", "5")).response()).peers()).hasSize(1);
    assertThat(ask(connect("crashes")).status()).isEqualTo(SUCCESSFUL);
    assertThat(((Response.Find) ask(find("asker", "5")).response()).peers()).isEmpty();
    assertThat(((Response.Find) ask(find("asker", "")).response()).peers()).hasSize(1);
  }
}

package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.TRANSACTION;
import static org.ppsp.tracker.TestTracker.connectRequest;
import static org.ppsp.tracker.TestTracker.named;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;

/// Who gives way when an address has as many sessions as it may have.
class FullAddressTest {
  private static final String NAT = "198.51.100.1";

  private TestTracker tracker = limitedTo(3);

  private static TestTracker limitedTo(int limit) {
    return new TestTracker(TestTracker.Settings.DEFAULT.maxSessionsPerAddress(limit, true).build());
  }

  private Response tryConnect(String peer) {
    return tracker.send(connectRequest(peer, List.of()), TestTracker.callerAt(NAT));
  }

  private Status keepAlive(String peer, @Nullable SessionToken token) {
    return tracker
        .send(
            new Request.KeepAlive(TRANSACTION, new PeerId(peer)),
            new Caller(IpAddress.parse(NAT), 6000, token))
        .status();
  }

  private boolean isConnected(String peer) {
    return tracker.tracker.statistics(new PeerId(peer)).isPresent();
  }

  private long gaveWay() {
    return Objects.requireNonNull(tracker.tracker.changes().get(Change.GAVE_WAY));
  }

  @Test
  void peersThatWereHeardOf_keepTheirPlaces() {
    for (String peer : List.of("a", "b", "c")) {
      tracker.connectFrom(NAT, peer);
    }
    tracker.passSeconds(30);
    Response.Refusal refusal = (Response.Refusal) tryConnect("d");
    assertThat(refusal.status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(refusal.reason()).contains("tracker.maxSessionsPerAddress").contains("in 30 s");
    assertThat(refusal.retryAfter()).isEqualTo(30);
    assertThat(gaveWay()).isZero();
    assertThat(tracker.tracker.refusals()).containsEntry(Refusal.TOO_MANY_SESSIONS, 1L);
  }

  @Test
  void peerThatMissedAnInterval_givesWay_whicheverItIs() {
    for (String silent : List.of("a", "b", "c")) {
      tracker = limitedTo(3);
      for (String peer : List.of("a", "b", "c")) {
        tracker.connectFrom(NAT, peer);
        tracker.join(peer);
      }
      tracker.passSeconds(20);
      for (String peer : List.of("a", "b", "c")) {
        if (!peer.equals(silent)) {
          tracker.keepAlive(peer);
        }
      }
      tracker.passSeconds(11);
      assertThat(tryConnect("d").status()).isEqualTo(SUCCESSFUL);
      assertThat(isConnected(silent)).isFalse();
      assertThat(tracker.totals(TestTracker.SWARM).members()).isEqualTo(2);
      assertThat(tryConnect("e").status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(gaveWay()).isOne();
      assertThat(tracker.tracker.sessionsOf(IpAddress.parse(NAT))).isEqualTo(3);
    }
  }

  @Test
  void peerInNoSwarmForAMinute_givesWay_unlessItShowsItsToken() {
    SessionToken token = tracker.connectFrom(NAT, "shows").session();
    tracker.connectFrom(NAT, "member");
    tracker.join("member");
    tracker.connectFrom(NAT, "idle");
    for (int i = 0; i < 3; i++) {
      tracker.passSeconds(20);
      assertThat(tryConnect("new").status()).isEqualTo(FORBIDDEN_ACTION);
      assertThat(keepAlive("shows", token)).isEqualTo(SUCCESSFUL);
      assertThat(keepAlive("member", null)).isEqualTo(SUCCESSFUL);
      assertThat(keepAlive("idle", null)).isEqualTo(SUCCESSFUL);
    }
    tracker.passSeconds(1);
    assertThat(tryConnect("new").status()).isEqualTo(SUCCESSFUL);
    assertThat(isConnected("idle")).isFalse();
    assertThat(isConnected("shows")).isTrue();
    assertThat(isConnected("member")).isTrue();
    assertThat(tryConnect("another").status()).isEqualTo(FORBIDDEN_ACTION);
  }

  @Test
  void minuteWithoutASwarm_countsFromTheEndOfTheLastMembership() {
    tracker = limitedTo(2);
    tracker.connectFrom(NAT, "left");
    tracker.join("left");
    tracker.connectFrom(NAT, "expired");
    tracker.joinFor(20, "expired", "other");
    tracker.passSeconds(25);
    tracker.leave("left");
    tracker.keepAlive("expired");
    tracker.sweepAll(); // ends the membership, which was over at 20 s
    for (int passed = 25; passed <= 80; passed++) {
      assertThat(tryConnect("new").status()).isEqualTo(FORBIDDEN_ACTION);
      tracker.keepAlive("left");
      tracker.keepAlive("expired");
      tracker.passSeconds(1);
    }
    assertThat(tryConnect("new").status()).isEqualTo(SUCCESSFUL);
    assertThat(isConnected("expired")).isFalse();
    assertThat(isConnected("left")).isTrue();
  }

  @Test
  void peerThatMovesToAFullAddress_isMadeRoomFor() {
    for (String peer : List.of("a", "b", "c")) {
      tracker.connectFrom(NAT, peer);
    }
    tracker.passSeconds(31);
    SessionToken token = tracker.connectFrom("203.0.113.9", "moves").session();
    Caller moved = new Caller(IpAddress.parse(NAT), 6000, token);
    assertThat(tracker.send(connectRequest("moves", List.of()), moved).status())
        .isEqualTo(SUCCESSFUL);
    assertThat(gaveWay()).isOne();
    assertThat(tracker.tracker.sessionsOf(IpAddress.parse(NAT))).isEqualTo(3);
    assertThat(tracker.tracker.sessionsOf(IpAddress.parse("203.0.113.9"))).isZero();
  }

  /// One host has filled the address and falls silent: newcomers come in at once, whether the sweep
  /// has been there or not, and none of those that are heard of goes.
  @Test
  void manySilentPeers_giveWayOneByOne() {
    tracker = limitedTo(4000);
    for (String peer : named("filler-", 3900)) {
      tracker.connectFrom(NAT, peer);
    }
    tracker.passSeconds(31);
    for (String peer : named("viewer-", 100)) {
      tracker.connectFrom(NAT, peer);
      tracker.join(peer);
    }
    for (String peer : named("new-", 1000)) {
      assertThat(tryConnect(peer).status()).isEqualTo(SUCCESSFUL);
    }
    tracker.sweepAll(); // finds those that came before the address was crowded
    for (String peer : named("next-", 2900)) {
      assertThat(tryConnect(peer).status()).isEqualTo(SUCCESSFUL);
    }
    assertThat(tryConnect("last").status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(named("viewer-", 100)).allMatch(this::isConnected);
    assertThat(gaveWay()).isEqualTo(3900);
    assertThat(tracker.tracker.sessions()).isEqualTo(4000);
  }

  /// A CONNECT looks at a bounded number of sessions, and the next one goes on behind them.
  @Test
  void oneSilentPeerAmongMany_isFoundAfterFewTries() {
    tracker = limitedTo(5000);
    tracker.connectFrom(NAT, "silent");
    tracker.passSeconds(31);
    for (String peer : named("p", 4999)) {
      tracker.connectFrom(NAT, peer);
      tracker.join(peer);
    }
    tracker.sweepAll();
    int tries = 1;
    while (tryConnect("new").status() != SUCCESSFUL) {
      assertThat(++tries).isLessThan(7);
    }
    assertThat(isConnected("silent")).isFalse();
  }

  @Test
  void sessionsThatHaveEnded_areForgotten() {
    for (int i = 0; i < 1000; i++) {
      tracker.connectFrom(NAT, "p" + i);
      tracker.disconnect("p" + i);
    }
    assertThat(tracker.tracker.crowded().isEmpty()).isTrue();
  }
}

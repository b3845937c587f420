package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.TRANSACTION;
import static org.ppsp.tracker.TestTracker.connectRequest;
import static org.ppsp.tracker.TestTracker.status;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// Who is given a session's token, and what showing it changes. Attackers share the address of
/// their victim, as behind a NAT.
class SessionTokenTest {
  private static final PeerId PEER = new PeerId("peer-a");

  private TestTracker tracker = new TestTracker();

  private static Request xml() {
    return connectRequest("peer-a", List.of());
  }

  private static Request json() {
    return new Request.SwarmActions(
        TRANSACTION,
        PEER,
        List.of(),
        List.of(new SwarmAction(new SwarmId(SWARM), SwarmAction.Action.JOIN, PeerMode.LEECH)),
        false,
        OptionalInt.empty(),
        List.of());
  }

  static Stream<Request> connects() {
    return Stream.of(xml(), json());
  }

  static Stream<Request> requests() {
    return Stream.concat(connects(), TrackerSessionTest.requests().stream());
  }

  private Response send(Request request, @Nullable SessionToken token) {
    return tracker.send(request, new Caller(tracker.addressOf("peer-a"), 6000, token));
  }

  /// The token that a first CONNECT is answered with.
  private SessionToken begin() {
    SessionToken token = tracker.connect("peer-a").session();
    assertThat(token).isNotNull();
    tracker.join("peer-a");
    return token == null ? new SessionToken(0, 0) : token;
  }

  @ParameterizedTest
  @MethodSource("connects")
  void token_isGivenToTheFirstConnect_andToOneThatShowsIt(Request connect) {
    SessionToken token = send(connect, null).session();
    assertThat(token).isNotNull();
    assertThat(send(connect, token).session()).isEqualTo(token);
  }

  @ParameterizedTest
  @MethodSource("connects")
  void token_isNotGivenToAnother_whoConnectsFromTheSameAddress(Request connect) {
    SessionToken token = begin();
    assertThat(status(send(connect, null))).isEqualTo(SUCCESSFUL); // known by its address
    assertThat(send(connect, null).session()).isNull();
    assertThat(send(connect, token).session()).isEqualTo(token); // and it still counts
  }

  /// The answer to its first CONNECT was lost: it goes on without the token.
  @ParameterizedTest
  @MethodSource("connects")
  void peerThatNeverGotTheToken_goesOnByItsAddress(Request connect) {
    var _ = send(connect, null);
    assertThat(status(send(connect, null))).isEqualTo(SUCCESSFUL);
    assertThat(status(tracker.join("peer-a"))).isEqualTo(SUCCESSFUL);
    assertThat(status(tracker.keepAlive("peer-a"))).isEqualTo(SUCCESSFUL);
    assertThat(status(tracker.disconnect("peer-a"))).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void sessionThatHasShownItsToken_demandsItForGood(Request request) {
    SessionToken token = begin();
    assertThat(status(send(new Request.KeepAlive(TRANSACTION, PEER), token))).isEqualTo(SUCCESSFUL);
    tracker.passSeconds(25);
    Response.Refusal refusal = (Response.Refusal) send(request, null);
    assertThat(refusal.status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(refusal.retryAfter()).isEqualTo(65);
    assertThat(refusal.reason())
        .isEqualTo(
            "this PeerID's session is used with its token: send the PPSP-Session header that"
                + " CONNECT answered with; if that is lost, CONNECT again in 65 s, when the session"
                + " will have ended");
    assertThat(status(send(request, token))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void peerThatLostItsToken_isBackAfterTheTimeItIsTold() {
    SessionToken token = begin();
    assertThat(status(send(new Request.KeepAlive(TRANSACTION, PEER), token))).isEqualTo(SUCCESSFUL);
    tracker.passSeconds(10);
    long wait = ((Response.Refusal) send(xml(), null)).retryAfter();
    tracker.passSeconds(wait - 1);
    assertThat(((Response.Refusal) send(xml(), null)).retryAfter()).isOne();
    tracker.passSeconds(1);
    Response.Connect again = (Response.Connect) send(xml(), null);
    assertThat(again.session()).isNotNull().isNotEqualTo(token);
  }

  @Test
  void wrongToken_doesNotCountAsShown() {
    var _ = begin();
    assertThat(status(send(xml(), new SessionToken(1, 2)))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(send(xml(), null))).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void withoutTokenless_everyRequestShowsTheToken(Request request) {
    tracker = new TestTracker(TestTracker.Settings.DEFAULT.withTokensOnly().build());
    SessionToken token = send(json(), null).session();
    Response.Refusal refusal = (Response.Refusal) send(request, null);
    assertThat(refusal.status()).isEqualTo(FORBIDDEN_ACTION);
    assertThat(refusal.reason()).contains("session.tokenless is false").contains("in 90 s");
    assertThat(refusal.retryAfter()).isEqualTo(90);
    assertThat(status(send(request, token))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void peerInQuarantine_hasTheSameToken() { // both are flags of one field
    SessionToken token = begin();
    assertThat(status(send(xml(), token))).isEqualTo(SUCCESSFUL);
    assertThat(tracker.tracker.quarantine(PEER)).isTrue();
    assertThat(status(send(xml(), null))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(tracker.tracker.release(PEER)).isTrue();
    assertThat(status(send(xml(), null))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(status(send(xml(), token))).isEqualTo(SUCCESSFUL);
  }

  // ---- what a peer that connects anew still has

  @Test
  void connectWithoutToken_beginsWithoutChunks_andKeepsItsMode() {
    tracker.enter("peer-b");
    var _ = begin();
    tracker.joinChunk("peer-a", "1-9");
    tracker.joinChunk("peer-a", "other", "3 name");
    tracker.enter("seeder");
    tracker.seed("seeder");
    assertThat(tracker.findChunk("peer-b", 9, "5")).contains("peer-a");

    assertThat(status(send(xml(), null))).isEqualTo(SUCCESSFUL);
    tracker.connect("seeder");
    assertThat(tracker.findChunk("peer-b", 9, "5")).containsExactly("seeder");
    assertThat(tracker.find("peer-b", "other", 9, "name")).isEmpty();
    assertThat(tracker.find("peer-b", 9)).contains("peer-a");
    tracker.joinChunk("peer-a", "7");
    assertThat(tracker.findChunk("peer-b", 9, "7")).contains("peer-a");
    assertThat(tracker.findChunk("peer-b", 9, "5")).containsExactly("seeder");
  }

  @Test
  void connectWithToken_keepsTheChunks() {
    tracker.enter("peer-b");
    SessionToken token = begin();
    tracker.joinChunk("peer-a", "1-9");
    assertThat(status(send(xml(), token))).isEqualTo(SUCCESSFUL);
    assertThat(tracker.findChunk("peer-b", 9, "5")).containsExactly("peer-a");
  }

  @Test
  void connectInJson_keepsTheChunks() {
    tracker.enter("peer-b");
    var _ = begin();
    tracker.joinChunk("peer-a", "1-9");
    assertThat(status(send(json(), null))).isEqualTo(SUCCESSFUL);
    assertThat(tracker.findChunk("peer-b", 9, "5")).containsExactly("peer-a");
  }

  @Test
  void connectOfSomebodyElse_takesNoChunks() {
    tracker.enter("peer-b");
    var _ = begin();
    tracker.joinChunk("peer-a", "1-9");
    Caller stranger = new Caller(IpAddress.parse("203.0.113.9"), 6000, null);
    assertThat(status(tracker.send(xml(), stranger))).isEqualTo(FORBIDDEN_ACTION);
    assertThat(tracker.findChunk("peer-b", 9, "5")).containsExactly("peer-a");
  }
}

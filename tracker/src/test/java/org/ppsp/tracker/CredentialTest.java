package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.protocol.Status.AUTHENTICATION_REQUIRED;
import static org.ppsp.protocol.Status.FORBIDDEN_ACTION;
import static org.ppsp.protocol.Status.SUCCESSFUL;
import static org.ppsp.tracker.TestTracker.SWARM;
import static org.ppsp.tracker.TestTracker.TRANSACTION;
import static org.ppsp.tracker.TestTracker.callerAt;
import static org.ppsp.tracker.TestTracker.connectRequest;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;

/// Whose a session is where peers have to show who they are.
final class CredentialTest {
  private static final PeerId PEER = new PeerId("peer-a");
  private static final SwarmId HERE = new SwarmId(SWARM);
  private static final String HOME = "198.51.100.1";
  private static final String ELSEWHERE = "203.0.113.9";

  private static final AccessPolicy CLOSED =
      new AccessPolicy() {
        @Override
        public boolean allows(PeerId peer, SwarmId swarm) {
          return true;
        }

        @Override
        public boolean needsCredential() {
          return true;
        }
      };

  private final TestTracker tracker = new TestTracker(TrackerSettings.DEFAULT, CLOSED);
  private boolean revoked;

  /// Lets the peer into one swarm.
  private final class Pass implements Credential {
    private final PeerId peer;
    private final SwarmId swarm;

    Pass(PeerId peer, SwarmId swarm) {
      this.peer = peer;
      this.swarm = swarm;
    }

    @Override
    public PeerId peer() {
      return peer;
    }

    @Override
    public boolean allows(SwarmId wanted) {
      return swarm.equals(wanted);
    }

    @Override
    public boolean isValid() {
      return !revoked;
    }
  }

  private final Credential pass = new Pass(PEER, HERE);

  private static Status status(Response response) {
    return response.status();
  }

  private SessionToken connect() {
    Response answer =
        tracker.send(connectRequest(PEER.value(), List.of()), callerAt(HOME).with(pass));
    return ((Response.Connect) answer).session();
  }

  private static Caller caller(
      String ip, @Nullable SessionToken token, @Nullable Credential credential) {
    return new Caller(IpAddress.parse(ip), 6000, token, credential);
  }

  static Request join(String swarm) {
    return new Request.Join(
        TRANSACTION,
        PEER,
        new SwarmId(swarm),
        null,
        PeerMode.LEECH,
        OptionalInt.empty(),
        ChunkSet.EMPTY,
        List.of());
  }

  private static Request actions(SwarmAction... actions) {
    return new Request.SwarmActions(
        TRANSACTION, PEER, List.of(), List.of(actions), false, OptionalInt.empty(), List.of());
  }

  /// Every kind of request but CONNECT.
  static Stream<Request> requests() {
    return Stream.of(
        join(SWARM),
        new Request.Find(TRANSACTION, PEER, HERE, ChunkSet.EMPTY, OptionalInt.empty(), List.of()),
        new Request.FindMembers(TRANSACTION, PEER, HERE, OptionalInt.empty(), List.of()),
        new Request.KeepAlive(TRANSACTION, PEER),
        new Request.StatReport(TRANSACTION, PEER, null, List.of(new Stat(Property.NAT, "STUN"))),
        new Request.Leave(TRANSACTION, PEER, HERE, ChunkSet.EMPTY),
        actions(new SwarmAction(HERE, SwarmAction.Action.LEAVE, null)),
        new Request.Disconnect(TRANSACTION, PEER, null));
  }

  /// A peer that has lost its token has its credential still.
  @Test
  void credential_isGivenTheTokenAgain_thoughThatWasShown() {
    SessionToken token = connect();
    Request keepAlive = new Request.KeepAlive(TRANSACTION, PEER);
    assertThat(status(tracker.send(keepAlive, caller(HOME, token, null)))).isEqualTo(SUCCESSFUL);
    Request connect = connectRequest(PEER.value(), List.of());
    Response again = tracker.send(connect, caller(ELSEWHERE, null, pass));
    assertThat(again.session()).isEqualTo(token);
    assertThat(status(tracker.send(connect, caller(ELSEWHERE, null, null))))
        .isEqualTo(AUTHENTICATION_REQUIRED);
    Response.Refusal wrong =
        (Response.Refusal) tracker.send(connect, caller(HOME, new SessionToken(1, 2), pass));
    assertThat(wrong.reason()).contains("leave it out");
  }

  @Test
  void credential_isEnough_whereTheAddressIsNot() {
    TestTracker strict =
        new TestTracker(TestTracker.Settings.DEFAULT.withTokensOnly().build(), CLOSED);
    Caller proved = caller(HOME, null, pass);
    assertThat(status(strict.send(connectRequest(PEER.value(), List.of()), proved)))
        .isEqualTo(SUCCESSFUL);
    assertThat(status(strict.send(join(SWARM), proved))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void connect_withoutCredential_isAskedForOne_inEitherEncoding() {
    for (Request request :
        List.of(
            connectRequest(PEER.value(), List.of()),
            actions(new SwarmAction(HERE, SwarmAction.Action.JOIN, PeerMode.LEECH)))) {
      assertThat(status(tracker.send(request, callerAt(HOME)))).isEqualTo(AUTHENTICATION_REQUIRED);
    }
    assertThat(tracker.tracker.sessions()).isZero();
  }

  @Test
  void credentialOfAnotherPeer_isForbidden_whateverElseIsShown() {
    SessionToken token = connect();
    Credential other = new Pass(new PeerId("peer-b"), HERE);
    assertThat(
            status(
                tracker.send(
                    connectRequest(PEER.value(), List.of()), callerAt(ELSEWHERE).with(other))))
        .isEqualTo(FORBIDDEN_ACTION);
    requests()
        .forEach(
            request -> {
              assertThat(status(tracker.send(request, caller(HOME, token, other))))
                  .isEqualTo(FORBIDDEN_ACTION);
            });
    assertThat(status(tracker.send(join(SWARM), caller(HOME, token, null)))).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_withCredentialAlone_isDoneFromAnywhere(Request request) {
    SessionToken token = connect();
    tracker.send(join(SWARM), caller(HOME, token, null));
    assertThat(status(tracker.send(request, caller(ELSEWHERE, null, pass)))).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_withTokenAlone_isDone(Request request) {
    SessionToken token = connect();
    tracker.send(join(SWARM), caller(HOME, token, null));
    assertThat(status(tracker.send(request, caller(ELSEWHERE, token, null)))).isEqualTo(SUCCESSFUL);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_withNothingButTheAddress_isAskedForACredential(Request request) {
    SessionToken token = connect();
    tracker.send(join(SWARM), caller(HOME, token, null));
    assertThat(status(tracker.send(request, callerAt(HOME)))).isEqualTo(AUTHENTICATION_REQUIRED);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_ofASessionWhoseCredentialIsRevoked_isAskedForANewOne(Request request) {
    SessionToken token = connect();
    tracker.send(join(SWARM), caller(HOME, token, null));
    revoked = true;
    assertThat(status(tracker.send(request, caller(HOME, token, null))))
        .isEqualTo(AUTHENTICATION_REQUIRED);
    revoked = false;
    assertThat(status(tracker.send(request, caller(HOME, token, null)))).isEqualTo(SUCCESSFUL);
  }

  @Test
  void connectAgain_withTokenAlone_isDone_butNotOnceTheCredentialIsRevoked() {
    SessionToken token = connect();
    Request again = connectRequest(PEER.value(), List.of());
    assertThat(status(tracker.send(again, caller(ELSEWHERE, token, null)))).isEqualTo(SUCCESSFUL);
    assertThat(status(tracker.send(again, callerAt(ELSEWHERE)))).isEqualTo(AUTHENTICATION_REQUIRED);
    revoked = true;
    assertThat(status(tracker.send(again, caller(ELSEWHERE, token, null))))
        .isEqualTo(AUTHENTICATION_REQUIRED);
  }

  @Test
  void swarmsThatTheCredentialDoesNotAllow_areForbidden_withTheTokenToo() {
    SessionToken token = connect();
    for (Caller caller : List.of(caller(HOME, token, null), caller(HOME, null, pass))) {
      assertThat(status(tracker.send(join("other"), caller))).isEqualTo(FORBIDDEN_ACTION);
      assertThat(
              status(
                  tracker.send(
                      actions(
                          new SwarmAction(
                              new SwarmId("other"), SwarmAction.Action.JOIN, PeerMode.LEECH)),
                      caller)))
          .isEqualTo(FORBIDDEN_ACTION);
      assertThat(status(tracker.send(join(SWARM), caller))).isEqualTo(SUCCESSFUL);
    }
  }

  @Test
  void newCredential_countsFromNowOn() {
    SessionToken token = connect();
    Credential wider = new Pass(PEER, new SwarmId("other"));
    Request keepAlive = new Request.KeepAlive(TRANSACTION, PEER);
    assertThat(status(tracker.send(keepAlive, caller(HOME, token, wider)))).isEqualTo(SUCCESSFUL);
    assertThat(status(tracker.send(join("other"), caller(HOME, token, null))))
        .isEqualTo(SUCCESSFUL);
    assertThat(status(tracker.send(join(SWARM), caller(HOME, token, null))))
        .isEqualTo(FORBIDDEN_ACTION);
  }
}

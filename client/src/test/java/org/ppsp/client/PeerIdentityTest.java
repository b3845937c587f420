package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.Reply;
import org.ppsp.testkit.TestAuthority;

/// A peer's certificate, in the handshake and in CONNECT.
class PeerIdentityTest {
  private static final PeerId PEER = Requests.PEER;

  @TempDir private Path folder;
  private TestAuthority authority;
  private TestAuthority.Issued issued;
  private FakeTracker tracker;

  @BeforeEach
  void open() {
    authority = TestAuthority.in(folder);
    issued = authority.peer(PEER);
    tracker = FakeTracker.start();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private PeerIdentity identity() {
    return PeerIdentity.in(issued.certificate(), issued.key());
  }

  private static TrackerClientBuilder builder(FakeTracker at) {
    return TrackerClient.builder()
        .time(new FakeTime())
        .random(new SplittableRandom(1))
        .tier(at.uri());
  }

  private static Reply challenge(String nonce, String algorithms) {
    return Reply.authenticationRequired(
        List.of(
            new Condition(Condition.Type.BEARER, null),
            new Condition(
                Condition.Type.CERTIFICATE,
                new Condition.Challenge(
                    nonce, algorithms, Instant.parse("2026-05-01T12:30:00Z")))));
  }

  private void assertSigned(Request.Connect sent, String nonce) throws Exception {
    assertThat(sent.certificate()).isEqualTo(identity().cer());
    assertThat(
            ConnectProof.verify(
                issued.value().getPublicKey(),
                sent.signature(),
                ConnectProof.message(nonce, PEER, sent.transactionId())))
        .isTrue();
  }

  @Test
  void challengeThatIsBound_isSignedForThisTrackerOnly() throws Exception {
    tracker.enqueue(challenge("bound:n0", "ECDSA-P256"));
    try (TrackerClient client = builder(tracker).identity(identity()).build()) {
      client.connect(Requests.connect()).orElseThrow();
    }
    Request.Connect sent = connect(1);
    assertThat(sent.signature().tracker()).isEqualTo("127.0.0.1");
    assertThat(
            ConnectProof.verify(
                issued.value().getPublicKey(),
                sent.signature(),
                ConnectProof.message("bound:n0", "127.0.0.1", PEER, sent.transactionId())))
        .isTrue();
    Condition bound =
        new Condition(
            Condition.Type.CERTIFICATE,
            new Condition.Challenge("bound:n0", "ECDSA-P256", Instant.EPOCH));
    assertThat(identity().satisfy(Requests.connect(), List.of(bound))).isNull();
  }

  private Request.Connect connect(int number) {
    return (Request.Connect) tracker.received(Method.CONNECT).get(number).request();
  }

  @ParameterizedTest
  @CsvSource({"EC, ECDSA-P256", "RSA, RSA-PSS", "Ed25519, Ed25519"})
  void challenge_isSigned_byAClientAlone(String algorithm, String signed) throws Exception {
    issued = authority.peer(PEER, algorithm, Duration.ofHours(1));
    tracker.enqueue(challenge("n0", ConnectProof.Algorithm.list()));
    try (TrackerClient client =
        builder(tracker).identity(issued.certificate(), issued.key()).build()) {
      client.send(Requests.connect()).orElseThrow();
    }
    assertThat(connect(0).certificate()).isNull();
    assertThat(connect(1).signature().algorithm()).isEqualTo(signed);
    assertSigned(connect(1), "n0");
    assertThat(connect(1).transactionId()).isEqualTo(connect(0).transactionId());
  }

  @Test
  void session_showsTheCertificateFromTheStart_andWithItsFarewell() throws Exception {
    tracker.enqueue(challenge("n0", "Ed25519 ECDSA-P256"));
    try (TrackerClient client = builder(tracker).build();
        PeerSession session =
            PeerSession.builder(client, PEER)
                .credentials(Credentials.certificate(issued.certificate(), issued.key()))
                .withoutShutdownHook()
                .connect()) {
      assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTED);
    }
    assertThat(connect(0).certificate()).isEqualTo(identity().cer());
    assertThat(connect(0).signature()).isNull();
    assertSigned(connect(1), "n0");
    Request.Disconnect last =
        (Request.Disconnect) tracker.received(Method.DISCONNECT).getFirst().request();
    assertThat(last.certificate()).isEqualTo(identity().cer());
  }

  @Test
  void challengeThatIsOver_isReplacedOnce() throws Exception {
    tracker.enqueue(challenge("n0", "ECDSA-P256"), challenge("n1", "ECDSA-P256"));
    try (TrackerClient client = builder(tracker).identity(identity()).build()) {
      client.connect(Requests.connect()).orElseThrow();
    }
    assertSigned(connect(1), "n0");
    assertSigned(connect(2), "n1");
  }

  @Test
  void trackerThatIsNeverSatisfied_isLeft() throws Exception {
    for (int i = 0; i < 9; i++) {
      tracker.enqueue(challenge("n" + i, "ECDSA-P256"));
    }
    try (TrackerClient client = builder(tracker).identity(identity()).build()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received()).hasSize(3);
  }

  @Test
  void sameChallengeAgain_isNotAnsweredAgain() throws Exception {
    tracker.enqueue(challenge("n0", "ECDSA-P256"), challenge("n0", "ECDSA-P256"));
    try (TrackerClient client = builder(tracker).identity(identity()).build()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "ecdsa-p256", "ECDSA-P2567"})
  void algorithmThatTheKeyIsNotOf_isNotSigned(String algorithms) throws Exception {
    tracker.enqueue(challenge("n0", algorithms));
    try (TrackerClient client = builder(tracker).identity(identity()).build()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received()).hasSize(1);
  }

  @Test
  void anotherPeer_isNotVouchedFor() {
    Request.Connect other =
        new Request.Connect(
            Requests.ID,
            new PeerId("other"),
            null,
            List.of(),
            OptionalInt.empty(),
            List.of(),
            null);
    Condition condition =
        new Condition(
            Condition.Type.CERTIFICATE, new Condition.Challenge("n0", "ECDSA-P256", Instant.EPOCH));
    assertThat(identity().satisfy(other, List.of(condition))).isNull();
    assertThat(identity().satisfy(Requests.connect(), List.of(condition))).isNotNull();
  }

  @Test
  void answerToAChallenge_goesToItsTrackerOnly() throws Exception {
    tracker.enqueue(challenge("n0", "ECDSA-P256"));
    tracker.enqueue(Reply.refusal(Status.SERVICE_UNAVAILABLE, "overload"));
    try (FakeTracker reserve = FakeTracker.start();
        TrackerClient client =
            builder(tracker).tier(reserve.uri()).attempts(1).identity(identity()).build()) {
      client.connect(Requests.connect()).orElseThrow();
      Request.Connect fallback = (Request.Connect) reserve.received().getFirst().request();
      assertThat(fallback.signature()).isNull();
      assertThat(fallback.certificate()).isNull();
    }
  }

  private static void assertRefused(Result<?> result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.status()).isEqualTo(Status.AUTHENTICATION_REQUIRED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void tlsTracker_seesTheCertificate(String algorithm) throws Exception {
    issued = authority.peer(PEER, algorithm, Duration.ofHours(1));
    for (Codec codec : List.of(new XmlCodec(), new JsonCodec())) {
      try (FakeTracker tls =
              FakeTracker.start(codec, authority.serve(authority.issue("t", "127.0.0.1")));
          TrackerClient before =
              builder(tls)
                  .codec(codec)
                  .identity(issued.certificate(), issued.key())
                  .trust(authority.certificate())
                  .build();
          TrackerClient after =
              builder(tls)
                  .codec(codec)
                  .trust(authority.certificate())
                  .identity(issued.certificate(), issued.key())
                  .build();
          TrackerClient without =
              builder(tls).codec(codec).trust(authority.certificate()).build()) {
        before.connect(Requests.connect()).orElseThrow();
        after.connect(Requests.connect()).orElseThrow();
        without.connect(Requests.connect()).orElseThrow();
        assertThat(tls.received())
            .extracting(Received::certificate)
            .containsExactly(issued.value(), issued.value(), null);
      }
    }
  }

  /// JSON has no word for `Cer`: TLS shows the certificate.
  @Test
  void jsonSession_goesWithoutCer() throws Exception {
    try (FakeTracker json = FakeTracker.start(new JsonCodec());
        TrackerClient client = builder(json).codec(new JsonCodec()).identity(identity()).build();
        PeerSession session =
            PeerSession.builder(client, PEER)
                .credentials(identity())
                .withoutShutdownHook()
                .connect()) {
      var _ = session.join(new SwarmId("news"), PeerMode.LEECH);
      assertThat(json.isConnected(PEER)).isTrue();
    }
  }

  @Test
  void identity_saysWhoseItIs_andNothingMore() {
    assertThat(identity().peer()).contains(PEER);
    assertThat(identity()).hasToString("PeerIdentity[" + PEER + "]");
    TestAuthority.Issued unnamed = authority.issue("x", "localhost");
    PeerIdentity other = PeerIdentity.in(unnamed.certificate(), unnamed.key());
    assertThat(other.peer()).isEmpty();
    assertThat(other).hasToString("PeerIdentity[of no peer]");
  }

  @Test
  void certificateAndKey_mayStandInOneFile() throws Exception {
    Path both =
        Files.writeString(
            folder.resolve("both.pem"),
            Files.readString(issued.key())
                + Files.readString(issued.certificate()).strip()
                + "\n"
                + Files.readString(authority.certificate()).strip());
    assertThat(PeerIdentity.in(both, both).peer()).contains(PEER);
  }

  @Test
  void filesThatCannotBeUsed_areNamed() throws Exception {
    Path good = issued.certificate();
    assertUnfit(folder.resolve("no.pem"), issued.key(), "no.pem", "does not exist");
    assertUnfit(good, folder.resolve("no.key"), "no.key", "does not exist");
    assertUnfit(issued.key(), issued.key(), issued.key().toString(), "BEGIN CERTIFICATE");
    assertUnfit(good, good, good.toString(), "BEGIN PRIVATE KEY");
    Path old =
        Files.writeString(folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n");
    assertUnfit(good, old, "old.key", "openssl pkcs8 -topk8 -nocrypt -in");
    Path broken =
        Files.writeString(
            folder.resolve("broken.key"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertUnfit(good, broken, "broken.key", "EC");
    Path other = authority.peer(new PeerId("other")).key();
    assertUnfit(good, other, "peer-other", "another certificate");
    Path rsa = authority.peer(PEER, "RSA", Duration.ofHours(1)).key();
    assertUnfit(good, rsa, "RSA.key", "EC");
  }

  private static void assertUnfit(Path certificate, Path key, String... said) {
    assertThatThrownBy(() -> PeerIdentity.in(certificate, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(said);
  }
}

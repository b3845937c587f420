package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.auth.AuthHeader;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.Reply;

/// HTTP Digest and bearer tokens, over real sockets.
class HttpCredentialsTest {
  private static final PeerId PEER = Requests.PEER;
  private static final String PASSWORD = "s3cret";

  private final FakeTracker tracker = FakeTracker.start();

  @AfterEach
  void close() {
    tracker.close();
  }

  private TrackerClientBuilder builder() {
    return TrackerClient.builder()
        .time(new FakeTime())
        .random(new SplittableRandom(1))
        .attempts(1)
        .tier(tracker.uri());
  }

  private TrackerClient client() {
    return builder().digest(PEER, PASSWORD.toCharArray()).build();
  }

  private static Reply unauthorized(String challenges) {
    return Reply.refusal(Status.AUTHENTICATION_REQUIRED, "who are you?")
        .header("WWW-Authenticate", challenges);
  }

  private static String challenge(String nonce, String more) {
    return "Digest realm=\"ppsp\", nonce=\"" + nonce + "\", algorithm=SHA-256, " + more;
  }

  private List<AuthHeader> sent() {
    List<AuthHeader> all = new ArrayList<>();
    for (Received received : tracker.received()) {
      String header = received.authorization();
      all.add(
          header == null
              ? new AuthHeader("none", null, java.util.Map.of())
              : AuthHeader.credentials(header));
    }
    return all;
  }

  /// Checks credentials as a tracker would.
  private static void assertRight(
      AuthHeader header, PeerId peer, Digest.Algorithm algorithm, byte[] body) {
    assertThat(header.text("username")).isEqualTo(peer.value());
    var p = header.parameters();
    assertThat(p.get("response"))
        .isEqualTo(
            Digest.response(
                algorithm,
                Digest.ha1(algorithm, peer.value(), "ppsp", PASSWORD.toCharArray()),
                "POST",
                p.get("uri"),
                p.get("nonce"),
                p.get("nc"),
                p.get("cnonce"),
                p.get("qop"),
                body));
    assertThat(p).containsEntry("algorithm", algorithm.text());
  }

  private static byte[] bytes(Request request) {
    ByteWriter out = new ByteWriter();
    new XmlCodec().encode(request, out);
    return out.toByteArray();
  }

  private static void assertRefused(Result<?> result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.status()).isEqualTo(Status.AUTHENTICATION_REQUIRED));
  }

  @Test
  void challenge_isAnswered_andItsNonceCounted() throws Exception {
    tracker.enqueue(unauthorized(challenge("n0", "qop=\"auth-int, auth\", opaque=\"o\\\"o\"")));
    try (TrackerClient client = client()) {
      client.connect(Requests.connect()).orElseThrow();
      client.keepAlive(Requests.keepAlive()).orElseThrow();
    }
    List<AuthHeader> sent = sent();
    assertThat(sent.get(0).is("none")).isTrue();
    assertRight(sent.get(1), PEER, Digest.Algorithm.SHA_256, new byte[0]);
    assertRight(sent.get(2), PEER, Digest.Algorithm.SHA_256, new byte[0]);
    assertThat(sent.get(1).parameters())
        .containsEntry("nonce", "n0")
        .containsEntry("nc", "00000001")
        .containsEntry("qop", "auth")
        .containsEntry("uri", "/")
        .containsEntry("opaque", "o\"o");
    assertThat(sent.get(2).parameters()).containsEntry("nc", "00000002");
    assertThat(sent.get(2).parameters().get("cnonce"))
        .hasSize(32)
        .isNotEqualTo(sent.get(1).parameters().get("cnonce"));
  }

  /// What a false tracker would pass on to the one whose realm it has borrowed.
  @Test
  void challengeOfAnotherTrackersRealm_isNotAnswered() throws Exception {
    String other = challenge("n0", "qop=auth").replace("ppsp", "ppsp@tracker.example.org");
    tracker.enqueue(unauthorized(other));
    try (TrackerClient client = client()) {
      assertThat(client.connect(Requests.connect()).toString())
          .contains("ppsp@tracker.example.org", "it may be a false one");
    }
    assertThat(sent()).allMatch(header -> header.is("none"));
  }

  @ParameterizedTest
  @CsvSource({
    "ppsp, tracker.example.org, true",
    "ppsp@tracker.example.org, tracker.example.org, true",
    "ppsp@example.org, tracker.example.org, true",
    "ppsp@localhost, 127.0.0.1, true",
    "ppsp@127.0.0.1, localhost, true",
    "ppsp@tracker.example.org, evil.example, false",
    "ppsp@tracker.example.org, xtracker.example.org, false",
    "ppsp@example.org, evilexample.org, false",
    "ppsp@localhost, localhost.evil.example, false",
    "ppsp@, evil.example, false"
  })
  void realmThatNamesATracker_isForIt(String realm, String tracker, boolean isFor) {
    assertThat(Digest.isFor(realm, tracker)).isEqualTo(isFor);
  }

  @Test
  void authInt_coversTheMessage_whereNothingElseIsOffered() throws Exception {
    tracker.enqueue(unauthorized(challenge("n0", "qop=\"auth-int\"")));
    try (TrackerClient client = client()) {
      client.connect(Requests.connect()).orElseThrow();
    }
    assertThat(sent().get(1).parameters()).containsEntry("qop", "auth-int");
    assertRight(sent().get(1), PEER, Digest.Algorithm.SHA_256, bytes(Requests.connect()));
  }

  @Test
  void peerThatIsNotAscii_isNamedInUtf8() throws Exception {
    PeerId peer = new PeerId("zoë");
    tracker.enqueue(unauthorized(challenge("n0", "qop=auth")));
    try (TrackerClient client = builder().digest(peer, PASSWORD.toCharArray()).build()) {
      assertThat(client.keepAlive(new Request.KeepAlive(Requests.ID, peer)))
          .isInstanceOf(Result.Refused.class); // not connected
    }
    assertThat(sent().get(1).parameters()).containsKey("username*");
    assertRight(sent().get(1), peer, Digest.Algorithm.SHA_256, new byte[0]);
  }

  @Test
  void uri_isThatOfTheRequestLine() throws Exception {
    tracker.enqueue(unauthorized(challenge("n0", "qop=auth")));
    try (TrackerClient client =
        TrackerClient.builder()
            .tier(tracker.uri().resolve("/a%20b/?c=d"))
            .digest(PEER, PASSWORD.toCharArray())
            .build()) {
      client.connect(Requests.connect()).orElseThrow();
    }
    assertThat(sent().get(1).parameters()).containsEntry("uri", "/a%20b/?c=d");
    assertRight(sent().get(1), PEER, Digest.Algorithm.SHA_256, new byte[0]);
  }

  @Test
  void staleNonce_isReplaced() throws Exception {
    tracker.enqueue(
        unauthorized(challenge("n0", "qop=auth")),
        Reply.usual(),
        unauthorized(challenge("n1", "qop=auth, stale=TRUE")));
    try (TrackerClient client = client()) {
      client.connect(Requests.connect()).orElseThrow();
      client.keepAlive(Requests.keepAlive()).orElseThrow();
    }
    assertThat(sent()).hasSize(4);
    assertThat(sent().get(2).parameters())
        .containsEntry("nonce", "n0")
        .containsEntry("nc", "00000002");
    assertThat(sent().get(3).parameters())
        .containsEntry("nonce", "n1")
        .containsEntry("nc", "00000001");
  }

  /// A tracker that has started anew does not know its nonces, and may not say stale.
  @Test
  void nonceThatIsForgotten_isReplaced() throws Exception {
    tracker.enqueue(
        unauthorized(challenge("n0", "qop=auth")),
        Reply.usual(),
        unauthorized(challenge("n1", "qop=auth")));
    try (TrackerClient client = client()) {
      client.connect(Requests.connect()).orElseThrow();
      client.keepAlive(Requests.keepAlive()).orElseThrow();
    }
    assertThat(sent().get(3).parameters()).containsEntry("nonce", "n1");
  }

  @Test
  void wrongPassword_isRefused_afterOneTry() throws Exception {
    for (int i = 0; i < 9; i++) {
      tracker.enqueue(unauthorized(challenge("n" + i, "qop=auth")));
    }
    try (TrackerClient client = client()) {
      assertRefused(client.connect(Requests.connect()));
      assertThat(tracker.received()).hasSize(2);
      assertRefused(client.connect(Requests.connect()));
      assertThat(tracker.received()).hasSize(4);
    }
    assertThat(sent().get(2).is("none")).isTrue();
  }

  @Test
  void trackerThatFindsAllStale_isLeft() throws Exception {
    for (int i = 0; i < 9; i++) {
      tracker.enqueue(unauthorized(challenge("n" + i, "qop=auth, stale=true")));
    }
    try (TrackerClient client = client()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth\"",
        "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth\", algorithm=MD5",
        "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth\", algorithm=SHA-256-sess",
        "Digest realm=\"ppsp\", nonce=\"n0\", algorithm=SHA-256",
        "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth-conf\", algorithm=SHA-256",
        "Digest realm=\"ppsp\", qop=\"auth\", algorithm=SHA-256",
        "Digest nonce=\"n0\", qop=\"auth\", algorithm=SHA-256",
        "Digest realm=\"pp\u00e9sp\", nonce=\"n0\", qop=\"auth\", algorithm=SHA-256",
        "Digest realm=\"ppsp, nonce=n0",
        "Basic realm=\"ppsp\"",
        "Negotiate",
      })
  void challengeThatIsWeakOrUnknown_isNotAnswered(String challenge) throws Exception {
    tracker.enqueue(unauthorized(challenge));
    try (TrackerClient client = client()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received()).hasSize(1);
  }

  @Test
  void md5_isUsedWhereItIsAllowed_andThereIsNothingBetter() throws Exception {
    String weak = "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth\"";
    tracker.enqueue(unauthorized(weak), Reply.usual());
    tracker.enqueue(unauthorized(weak + ", Bearer, " + challenge("n1", "qop=auth")));
    try (TrackerClient client = builder().allowMd5().digest(PEER, PASSWORD.toCharArray()).build();
        TrackerClient other = builder().allowMd5().digest(PEER, PASSWORD.toCharArray()).build()) {
      client.connect(Requests.connect()).orElseThrow();
      assertRight(sent().get(1), PEER, Digest.Algorithm.MD5, new byte[0]);
      other.keepAlive(Requests.keepAlive());
      assertRight(sent().get(3), PEER, Digest.Algorithm.SHA_256, new byte[0]);
    }
  }

  @Test
  void otherTrackersAndPeers_getNothing() throws Exception {
    tracker.enqueue(unauthorized(challenge("n0", "qop=auth")), Reply.usual());
    try (FakeTracker reserve = FakeTracker.start();
        TrackerClient client =
            builder().tier(reserve.uri()).digest(PEER, PASSWORD.toCharArray()).build()) {
      client.connect(Requests.connect()).orElseThrow();
      client.keepAlive(new Request.KeepAlive(Requests.ID, new PeerId("other")));
      assertThat(sent().get(2).is("none")).isTrue();
      tracker.down(true);
      client.connect(Requests.connect()).orElseThrow();
      assertThat(reserve.received().getFirst().authorization()).isNull();
    }
  }

  @Test
  void manyThreads_countOneNonce() throws Exception {
    tracker.enqueue(unauthorized(challenge("n0", "qop=auth")));
    try (TrackerClient client = client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      client.connect(Requests.connect()).orElseThrow();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(threads.submit(() -> client.keepAlive(Requests.keepAlive()).orElseThrow()));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(sent().stream().skip(1).map(it -> it.parameters().get("nc")))
        .hasSize(41)
        .doesNotHaveDuplicates();
  }

  @Test
  void passwordFromASupplier_isWiped_andItsFailureTold() throws Exception {
    tracker.enqueue(unauthorized(challenge("n0", "qop=auth")));
    char[] password = PASSWORD.toCharArray();
    try (TrackerClient client = builder().digest(PEER, () -> password).build()) {
      client.connect(Requests.connect()).orElseThrow();
    }
    assertThat(password).containsOnly('\0');
    tracker.enqueue(unauthorized(challenge("n0", "qop=auth")));
    Supplier<char[]> none =
        () -> {
          throw new IllegalStateException("the file is gone");
        };
    try (TrackerClient client = builder().digest(PEER, none).build()) {
      assertThat(client.connect(Requests.connect()).summary()).contains("the file is gone");
    }
  }

  @Test
  void digest_worksInJson() throws Exception {
    try (FakeTracker json = FakeTracker.start(new JsonCodec());
        TrackerClient client =
            TrackerClient.builder()
                .tier(json.uri())
                .codec(new JsonCodec())
                .digest(PEER, PASSWORD.toCharArray())
                .build()) {
      json.enqueue(unauthorized(challenge("n0", "qop=auth")));
      client.connect(Requests.connect()).orElseThrow();
      assertThat(json.received().getLast().authorization()).startsWith("Digest username=");
    }
  }

  @Test
  void bearerToken_isSentEachTime_asItIsThen() throws Exception {
    AtomicReference<String> token = new AtomicReference<>("e30.e30.AA\n");
    try (TrackerClient client = builder().bearer(token::get).build()) {
      client.connect(Requests.connect()).orElseThrow();
      token.set("e30.e30.BB");
      client.keepAlive(Requests.keepAlive()).orElseThrow();
    }
    assertThat(tracker.received())
        .extracting(Received::authorization)
        .containsExactly("Bearer e30.e30.AA", "Bearer e30.e30.BB");
  }

  /// RFC 6750, section 3.1: another token may be good for it.
  @Test
  void tokenThatIsNotGoodForTheSwarm_isReplacedOnce_ifThereIsAnother() throws Exception {
    List<String> tokens = new ArrayList<>(List.of("a", "b", "c", "c"));
    Reply no =
        Reply.refusal(Status.FORBIDDEN_ACTION, "not for this swarm")
            .header("WWW-Authenticate", "Bearer realm=\"ppsp\", error=\"insufficient_scope\"");
    tracker.enqueue(no);
    try (TrackerClient client = builder().bearer(tokens::removeFirst).build()) {
      client.connect(Requests.connect()).orElseThrow();
      assertThat(tracker.received())
          .extracting(Received::authorization)
          .containsExactly("Bearer a", "Bearer b");
      tracker.enqueue(no);
      assertThat(client.keepAlive(Requests.keepAlive()))
          .isInstanceOfSatisfying(
              Result.Refused.class,
              refused -> assertThat(refused.status()).isEqualTo(Status.FORBIDDEN_ACTION));
      assertThat(tracker.received()).hasSize(3);
    }
  }

  /// In XML the answer itself tells it; JSON has no place for it.
  @Test
  void challengeOfTheTrackersOwnScheme_tellsWhatWouldDo() throws Exception {
    try (FakeTracker json = FakeTracker.start(new JsonCodec());
        TrackerClient client =
            TrackerClient.builder().tier(json.uri()).codec(new JsonCodec()).build()) {
      json.enqueue(
          unauthorized(
              "Digest realm=\"x\", nonce=\"n\", qop=\"auth\", PPSP realm=\"ppsp\","
                  + " mechanisms=\"tls-client-certificate digest unheard-of\""));
      assertThat(client.connect(Requests.connect()))
          .isInstanceOfSatisfying(
              Result.Refused.class,
              refused ->
                  assertThat((Object) refused.conditions())
                      .isEqualTo(
                          List.of(
                              new Condition(Condition.Type.DIGEST, null),
                              new Condition(Condition.Type.TLS_CLIENT_CERTIFICATE, null))));
    }
  }

  @Test
  void bearerTokenThatWasRenewedMeanwhile_isTriedOnce() throws Exception {
    List<String> tokens = new ArrayList<>(List.of("a", "b", "c", "c"));
    Reply no = unauthorized("Bearer error=\"invalid_token\"");
    tracker.enqueue(no, no, no);
    try (TrackerClient client = builder().bearer(tokens::removeFirst).build()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received())
        .extracting(Received::authorization)
        .containsExactly("Bearer a", "Bearer b");
    tokens.clear();
    tokens.addAll(List.of("c", "c"));
    try (TrackerClient client = builder().bearer(tokens::removeFirst).build()) {
      assertRefused(client.connect(Requests.connect()));
    }
    assertThat(tracker.received()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s3cret\nX: y", "s3cr\u00e9t"})
  void tokenThatCannotBeSent_isNotRepeated(String token) throws Exception {
    try (TrackerClient client = builder().bearer(() -> token).build()) {
      assertThat(client.connect(Requests.connect()).summary())
          .contains("credentials are empty or hold")
          .doesNotContain("s3cr");
    }
    assertThat(tracker.received()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://tracker.example/", "http://192.0.2.1/", "HTTP://[2001:db8::1]/"})
  void plainHttpElsewhere_isRefused_unlessAllowed(String uri) {
    URI far = URI.create(uri);
    for (TrackerClientBuilder setup :
        List.of(
            builder().tier(far).bearer(() -> "t"),
            builder().tier(far).authorization(() -> "Bearer t"),
            builder().tier(far).digest(PEER, PASSWORD.toCharArray()))) {
      assertThatThrownBy(setup::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(uri, "https", "allowPlainHttp");
      setup.allowPlainHttp().build().close();
    }
    builder().tier(far).build().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tracker.example/",
        "HTTPS://192.0.2.1/",
        "http://localhost:1/",
        "http://127.0.0.9:1/",
        "http://[::1]:1/"
      })
  void tlsOrThisMachine_isPrivate(String uri) {
    builder().tier(URI.create(uri)).bearer(() -> "t").build().close();
  }

  @Test
  void digestAndToken_doNotGoTogether() {
    assertThatThrownBy(() -> builder().bearer(() -> "t").digest(PEER, new char[0]).build())
        .isInstanceOf(IllegalStateException.class);
  }
}

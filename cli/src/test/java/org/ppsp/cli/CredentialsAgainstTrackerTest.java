package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.client.Backoff;
import org.ppsp.client.PeerListener;
import org.ppsp.client.PeerSession;
import org.ppsp.client.Result;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerClientBuilder;
import org.ppsp.client.TrackerException;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.auth.Digest;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.TestAuthority;
import org.slf4j.LoggerFactory;

/// Peers of ours and a tracker that wants to know who they are, over real sockets, in each way that
/// there is.
@Timeout(120)
class CredentialsAgainstTrackerTest {
  private static final PeerId ALICE = new PeerId("alice");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /// The tracker's log of requests.
  private static final class Requests extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage());
    }

    /// How many requests of alice ended so.
    long count(String method, int status) {
      return lines.stream()
          .filter(l -> l.contains(" " + method + " alice " + status + " "))
          .count();
    }
  }

  @TempDir private Path folder;
  private final Requests requests = new Requests();
  private final Logger access = (Logger) LoggerFactory.getLogger("org.ppsp.access");
  private final List<AutoCloseable> open = new ArrayList<>();
  private @Nullable Level level;
  private TestAuthority authority;
  private TestAuthority.Issued alice;
  private TestAuthority.Issued own;
  private Path token;
  private Path password;
  private Path jwks;
  private ECKey key;

  @BeforeEach
  void prepare() throws Exception {
    authority = TestAuthority.in(folder);
    authority.revoke();
    alice = authority.peer(ALICE);
    own = authority.issue("tracker", "127.0.0.1");
    key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    jwks = folder.resolve("jwks.json");
    keys(key);
    token = folder.resolve("token");
    replace(token, jwt(key, TEN_MINUTES));
    password = folder.resolve("password");
    replace(password, "s3cret\n");
    String ha1 =
        Digest.ha1(Digest.Algorithm.SHA_256, "alice", "ppsp@127.0.0.1", "s3cret".toCharArray());
    Files.writeString(folder.resolve("users"), "alice:ppsp@127.0.0.1:" + ha1 + "\n");
    level = access.getLevel();
    access.setLevel(Level.DEBUG);
    requests.start();
    access.addAppender(requests);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    access.detachAppender(requests);
    access.setLevel(level);
  }

  private <T extends AutoCloseable> T closing(T one) {
    open.add(one);
    return one;
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(Path.of(file + ".next"), text);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void keys(ECKey... trusted) throws IOException {
    replace(jwks, new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(trusted)).toString());
  }

  private static String jwt(ECKey key, Duration valid) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .subject("alice")
                .audience("ppsp")
                .expirationTime(Date.from(Instant.now().plus(valid)))
                .build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  /// A tracker that takes one mechanism alone; with TLS where there is `tls`.
  private Server tracker(String mechanism, int port, String keepalive) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:" + port);
    options.put("manage.listen", "none");
    options.put("tracker.keepaliveInterval", keepalive);
    options.put("reloadInterval", "50ms");
    options.put("auth.mechanisms", mechanism);
    options.put("auth.authorities", authority.certificate().toString());
    options.put("auth.revoked", folder.resolve("revoked.pem").toString());
    options.put("auth.users", folder.resolve("users").toString());
    options.put("auth.realm", "ppsp@127.0.0.1");
    options.put("auth.unboundProof", "false");
    options.put("http.hosts", "127.0.0.1");
    options.put("auth.jwks", jwks.toString());
    if (mechanism.equals("tls")) {
      options.put("tls.certificate", own.certificate().toString());
      options.put("tls.key", own.key().toString());
    }
    return closing(Server.start(Configuration.load(null, Map.of(), options)));
  }

  /// What shows who alice is.
  private List<String> credentials(String mechanism) {
    return switch (mechanism) {
      case "tls", "certificate" ->
          List.of(
              "--cert=" + alice.certificate(),
              "--key=" + alice.key(),
              "--ca=" + authority.certificate());
      case "digest" -> List.of("--peer-id=alice", "--password-file=" + password);
      default -> List.of("--peer-id=alice", "--token-file=" + token);
    };
  }

  private CommandRun run(Server tracker, List<String> credentials, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(credentials);
    all.add("--tracker=" + tracker.url());
    all.add("--state=" + folder.resolve("sessions"));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  private void until(java.util.concurrent.Callable<Boolean> condition) throws Exception {
    while (!condition.call()) { // the time-out of the test ends it
      Thread.onSpinWait();
    }
  }

  // ---- commands

  @ParameterizedTest
  @CsvSource({
    "tls, xml",
    "tls, json",
    "certificate, xml",
    "digest, xml",
    "digest, json",
    "bearer, xml",
    "bearer, json"
  })
  void commands_areDone_withCredentials(String mechanism, String encoding) throws Exception {
    Server tracker = tracker(mechanism, 0, "30s");
    String in = "--encoding=" + encoding;
    List<String> nothing = List.of("--peer-id=alice", "--ca=" + authority.certificate());
    CommandRun stranger = run(tracker, nothing, "connect", in);
    assertThat(stranger.code()).isEqualTo(ExitCode.FAILED);
    assertThat(stranger.err()).startsWith("ppsp: 6 AUTHENTICATION_REQUIRED: ");
    List<String> credentials = credentials(mechanism);
    assertDone(run(tracker, credentials, "connect", in));
    assertDone(run(tracker, credentials, "join", "--swarm-id=movie", in));
    assertDone(run(tracker, nothing, "find", "--swarm-id=movie", in)); // with the token kept
    assertDone(run(tracker, credentials, "connect", in));
    assertDone(run(tracker, credentials, "find", "--swarm-id=movie", in));
    if (encoding.equals("json")) {
      return; // which has no word for DISCONNECT
    }
    assertDone(run(tracker, credentials, "disconnect", in));
    CommandRun gone = run(tracker, credentials, "find", "--swarm-id=movie", in);
    assertThat(gone.err()).contains("not connected");
  }

  /// RFC 7846 has no word for certificates in messages.
  @Test
  void certificateInJson_isRefused() throws Exception {
    CommandRun run =
        run(
            tracker("certificate", 0, "30s"),
            credentials("certificate"),
            "connect",
            "--encoding=json");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .startsWith("ppsp: 6 AUTHENTICATION_REQUIRED: ")
        .contains("what would do: certificate (in XML)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "certificate", "digest", "bearer"})
  void credentialsThatAreNotGood_areRefused(String mechanism) throws Exception {
    Server tracker = tracker(mechanism, 0, "30s");
    TestAuthority other = TestAuthority.in(Files.createDirectory(folder.resolve("other")));
    TestAuthority.Issued forged = other.peer(ALICE);
    replace(password, "guessed\n");
    replace(token, jwt(new ECKeyGenerator(Curve.P_256).keyID("one").generate(), TEN_MINUTES));
    List<String> wrong =
        mechanism.equals("tls") || mechanism.equals("certificate")
            ? List.of(
                "--cert=" + forged.certificate(),
                "--key=" + forged.key(),
                "--ca=" + authority.certificate())
            : credentials(mechanism);
    CommandRun run = run(tracker, wrong, "connect");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err())
        .contains("6 AUTHENTICATION_REQUIRED")
        .doesNotContain("guessed")
        .doesNotContain(Files.readString(token));
  }

  // ---- peers that stay

  @ParameterizedTest
  @ValueSource(strings = {"tls", "certificate", "digest", "bearer"})
  void peer_staysConnected_alsoWhenTheTrackerIsRestarted(String mechanism) throws Exception {
    Server tracker = tracker(mechanism, 0, "1s");
    List<String> args = new ArrayList<>(List.of("peer", "--tracker=" + tracker.url()));
    args.add("--swarm-id=movie");
    args.addAll(credentials(mechanism));
    try (PpspProcess peer = new PpspProcess(args.toArray(String[]::new))) {
      peer.linesUntil("joins movie as LEECH");
      until(() -> requests.count("KEEPALIVE", 200) >= 4); // a session lasts for three
      assertThat(requests.count("CONNECT", 200)).isEqualTo(1);
      tracker.close();
      Server again = tracker(mechanism, tracker.address().getPort(), "1s");
      assertThat(again.url()).isEqualTo(tracker.url());
      until(() -> requests.count("CONNECT", 200) == 2 && requests.count("JOIN", 200) == 2);
      long before = requests.count("KEEPALIVE", 200);
      until(() -> requests.count("KEEPALIVE", 200) > before);
      peer.signal("TERM");
      assertThat(peer.exitCode()).isZero();
      peer.linesUntil("disconnected");
      assertThat(requests.count("DISCONNECT", 200)).isEqualTo(1);
    }
  }

  /// The file is read for each message: whoever renews it in time is not noticed.
  @Test
  void peer_goesOn_whenItsTokenFileIsRenewed() throws Exception {
    Server tracker = tracker("bearer", 0, "1s");
    ECKey next = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    String[] args = {
      "peer", "--peer-id=alice", "--token-file=" + token, "--tracker=" + tracker.url()
    };
    try (PpspProcess peer = new PpspProcess(args)) {
      peer.linesUntil("connected");
      keys(key, next);
      until(
          () ->
              run(
                          tracker,
                          List.of(
                              "--peer-id=alice",
                              "--token-file="
                                  + Files.writeString(
                                      folder.resolve("second"), jwt(next, TEN_MINUTES))),
                          "keepalive")
                      .code()
                  == 0);
      long refused = requests.count("KEEPALIVE", 401); // of those that were sent too early
      replace(token, jwt(next, TEN_MINUTES));
      long before = requests.count("KEEPALIVE", 200);
      until(() -> requests.count("KEEPALIVE", 200) >= before + 2);
      keys(next);
      long then = requests.count("KEEPALIVE", 200);
      until(() -> requests.count("KEEPALIVE", 200) >= then + 2);
      assertThat(requests.count("CONNECT", 200)).isEqualTo(1);
      assertThat(requests.count("KEEPALIVE", 401)).isEqualTo(refused);
      peer.signal("TERM");
      assertThat(peer.exitCode()).isZero();
    }
  }

  // ---- the SDK

  /// What led to each state; a text that is empty for nothing.
  private static final class Causes implements PeerListener {
    final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void stateChanged(PeerSession.State state, @Nullable Result<?> cause) {
      all.add(state + " " + (cause == null ? "" : cause.summary()));
    }

    /// Waits for one that says all of this.
    void await(String... parts) throws InterruptedException {
      String next = "";
      while (!List.of(parts).stream().allMatch(next::contains)) {
        next = all.poll(60, TimeUnit.SECONDS);
        assertThat(next).as(String.join(" ", parts)).isNotNull();
      }
    }
  }

  private PeerSession session(TrackerClientBuilder client, Causes causes) throws Exception {
    Duration soon = Duration.ofMillis(50);
    TrackerClient made = closing(client.attempts(1).avoidance(new Backoff(soon, soon)).build());
    return closing(
        PeerSession.builder(made, ALICE)
            .spread(Duration.ZERO)
            .backoff(new Backoff(soon, soon))
            .listener(causes)
            .connect());
  }

  private TrackerClientBuilder withCertificate(URI tracker) {
    return TrackerClient.builder()
        .tier(tracker)
        .trust(authority.certificate())
        .identity(alice.certificate(), alice.key());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "certificate"})
  void revokedCertificate_isTold(String mechanism) throws Exception {
    Server tracker = tracker(mechanism, 0, "1s");
    Causes causes = new Causes();
    PeerSession session = session(withCertificate(tracker.url()), causes);
    causes.await("CONNECTED");
    authority.revoke(alice.value());
    causes.await("CONNECTING", "AUTHENTICATION_REQUIRED", "revoked");
    assertThat(session.state()).isEqualTo(PeerSession.State.CONNECTING);
    assertThatThrownBy(() -> session(withCertificate(tracker.url()), new Causes()))
        .isInstanceOf(TrackerException.class)
        .hasMessageContaining("revoked");
    authority.revoke();
    causes.await("CONNECTED");
  }

  /// The tracker allows clocks to differ by half a minute.
  @Test
  void tokenThatExpires_isTold_andARenewedOneBringsThePeerBack() throws Exception {
    Server tracker = tracker("bearer", 0, "1s");
    Causes causes = new Causes();
    replace(token, jwt(key, Duration.ofSeconds(-20)));
    TrackerClientBuilder client =
        TrackerClient.builder()
            .tier(tracker.url())
            .bearer(
                () -> {
                  try {
                    return Files.readString(token);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    var _ = session(client, causes);
    causes.await("CONNECTED");
    causes.await("CONNECTING", Status.AUTHENTICATION_REQUIRED.toString(), "expired");
    replace(token, jwt(key, TEN_MINUTES));
    causes.await("CONNECTED");
  }
}

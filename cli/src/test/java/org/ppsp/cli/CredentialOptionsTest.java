package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.Reply;
import org.ppsp.testkit.TestAuthority;

/// How commands prove who sends.
class CredentialOptionsTest {
  private static final PeerId ALICE = new PeerId("alice");
  private static final Reply DIGEST =
      Reply.refusal(Status.AUTHENTICATION_REQUIRED, "who are you?")
          .header(
              "WWW-Authenticate",
              "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth\", algorithm=SHA-256");
  private static final Reply CHALLENGE =
      Reply.authenticationRequired(
          List.of(
              new Condition(
                  Condition.Type.CERTIFICATE,
                  new Condition.Challenge(
                      "n0",
                      ConnectProof.Algorithm.list(),
                      Instant.parse("2026-05-01T12:30:00Z")))));

  @TempDir private Path folder;
  private final FakeTracker tracker = FakeTracker.start();
  private TestAuthority authority;
  private TestAuthority.Issued alice;

  @BeforeEach
  void issue() {
    authority = TestAuthority.in(folder);
    alice = authority.peer(ALICE);
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private CommandRun run(FakeTracker at, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--tracker=" + at.uri());
    if (!args[0].equals("peer")) {
      all.add("--state=" + folder.resolve("sessions"));
    }
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun done(String... args) {
    CommandRun run = run(tracker, args);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run;
  }

  private void assertMisuse(String said, String... args) {
    CommandRun run = run(tracker, args);
    assertThat(run.err()).contains(said).doesNotContain("s3cret");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(tracker.received()).isEmpty();
  }

  private String cert() {
    return "--cert=" + alice.certificate();
  }

  private String key() {
    return "--key=" + alice.key();
  }

  private Path file(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void secretsThatOthersCanRead_areUsed_withAWarningThatHasTheCure() throws Exception {
    Path password = file("password", "s3cret\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(alice.key(), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(run(tracker, "connect", "--peer-id=alice", "--password-file=" + password).err())
        .contains("others on this machine can read or change it: chmod 600 " + password)
        .doesNotContain("s3cret");
    assertThat(run(tracker, "connect", "--peer-id=alice", cert(), key()).err())
        .contains("chmod 600 " + alice.key());
  }

  @Test
  void connect_signsTheChallenge_asThePeerOfItsCertificate() {
    tracker.enqueue(CHALLENGE);
    done("connect", cert(), key());
    done("keepalive", cert(), key());
    Request.Connect sent = (Request.Connect) tracker.received().get(1).request();
    assertThat(sent.peerId()).isEqualTo(ALICE);
    assertThat(
            ConnectProof.verify(
                alice.value().getPublicKey(),
                sent.signature(),
                ConnectProof.message("n0", ALICE, sent.transactionId())))
        .isTrue();
    assertThat(tracker.received().getLast().token()).isNotNull();
  }

  @Test
  void peer_signsTheChallenge() {
    tracker.enqueue(CHALLENGE);
    CommandRun run = run(tracker, "peer", cert(), key(), "--duration=1ms");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("peer-id alice");
    assertThat(((Request.Connect) tracker.received().get(1).request()).signature()).isNotNull();
  }

  @Test
  void httpsTracker_seesTheCertificate() {
    TestAuthority.Issued server = authority.issue("tracker", "127.0.0.1");
    try (FakeTracker tls = FakeTracker.start(new XmlCodec(), authority.serve(server))) {
      CommandRun run = run(tls, "connect", cert(), key(), "--ca=" + authority.certificate());
      assertThat(run.err()).isEmpty();
      assertThat(tls.received()).extracting(Received::certificate).containsExactly(alice.value());
    }
  }

  @Test
  void password_isForThePeer() throws Exception {
    Path password = file("password", "s3cret\n");
    tracker.enqueue(DIGEST);
    done("connect", "--peer-id=alice", "--password-file=" + password);
    assertThat(tracker.received().getLast().authorization())
        .startsWith("Digest username=\"alice\"")
        .doesNotContain("s3cret");
    tracker.enqueue(DIGEST);
    CommandRun run =
        run(tracker, "peer", "--peer-id=bob", "--password-file=" + password, "--duration=1ms");
    assertThat(run.code()).isZero();
    assertThat(tracker.received().getLast().authorization())
        .startsWith("Digest username=\"bob\"")
        .contains("nc=00000002"); // DISCONNECT
  }

  @Test
  void wrongPassword_isTold() throws Exception {
    tracker.enqueue(DIGEST, DIGEST);
    CommandRun run =
        run(
            tracker,
            "connect",
            "--peer-id=alice",
            "--password-file=" + file("password", "s3cret\r\n"));
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).isEqualTo("ppsp: 6 AUTHENTICATION_REQUIRED: who are you?\n");
  }

  @Test
  void token_isSent() throws Exception {
    Path token = file("token", "e30.e30.AA\n");
    done("connect", "--peer-id=alice", "--token-file=" + token);
    assertThat(tracker.received().getLast().authorization()).isEqualTo("Bearer e30.e30.AA");
    file("token", "e30.e30.BB");
    done("keepalive", "--peer-id=alice", "--token-file=" + token);
    assertThat(tracker.received().getLast().authorization()).isEqualTo("Bearer e30.e30.BB");
  }

  @Test
  void filesThatAreMissingOrUnfit_areNamed() throws Exception {
    assertMisuse("--cert and --key go together", "connect", cert());
    assertMisuse("--cert and --key go together", "peer", key());
    assertMisuse("no.pem does not exist", "connect", "--cert=" + folder.resolve("no.pem"), key());
    TestAuthority.Issued bob = authority.peer(new PeerId("bob"), "EC", Duration.ofHours(1));
    assertMisuse("another certificate", "connect", cert(), "--key=" + bob.key());
    assertMisuse("names the peer alice, not bob", "connect", "--peer-id=bob", cert(), key());
    assertMisuse("names the peer alice, not bob", "peer", "--peer-id=bob", cert(), key());
    String gone = "--password-file=" + folder.resolve("gone");
    assertMisuse("there is no such file", "connect", "--peer-id=alice", gone);
    for (String text : List.of("", "\n", "s3cret\ns3cret\n", "s3cret".repeat(2000))) {
      String bad = "--token-file=" + file("bad", text);
      assertMisuse("must hold one line", "connect", "--peer-id=alice", bad);
    }
    Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe9});
    String latin = "--password-file=" + folder.resolve("latin");
    assertMisuse("UTF-8", "connect", "--peer-id=alice", latin);
    String good = file("good", "s3cret").toString();
    assertMisuse(
        "do not go together",
        "connect",
        "--peer-id=alice",
        "--token-file=" + good,
        "--password-file=" + good);
  }

  @Test
  void secretsOverPlainHttpToAnotherMachine_areRefused() throws Exception {
    String token = "--token-file=" + file("token", "s3cret");
    for (String command : List.of("connect", "peer")) {
      CommandRun run =
          CommandRun.of(command, "--peer-id=alice", token, "--tracker=http://192.0.2.1/");
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("http://192.0.2.1/", "https", "--allow-plain-http");
    }
  }
}

package org.ppsp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.client.PeerSession;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.auth.ConnectProof;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;
import org.ppsp.testkit.TestAuthority;

/// The examples do what they say, and the guide quotes them as they are.
class ExamplesTest {
  private static final PeerId ID = new PeerId("peer-a");
  private static final SwarmId NEWS = new SwarmId("news");
  private static final SwarmId SPORT = new SwarmId("sport");
  private static final Pattern SNIPPET =
      Pattern.compile("(?m)^ *// \\[(?!end])[a-z]+]\\n(.*?)^ *// \\[end]\\n", Pattern.DOTALL);
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^```java\\n(.*?)^```\\n", Pattern.DOTALL);

  private final FakeTracker tracker = FakeTracker.start();
  private final FakeTracker reserve = FakeTracker.start();

  @AfterEach
  void close() {
    tracker.close();
    reserve.close();
  }

  @Test
  void viewer_findsPeers() throws Exception {
    Peer seeder =
        new Peer(
            new PeerId("seeder"),
            PeerMode.SEEDER,
            List.of(PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST)));
    tracker.add(NEWS, seeder, ChunkSet.EMPTY);
    assertThat(Viewer.watch(tracker.uri(), ID, NEWS)).containsExactly(seeder);
    Request.FindChunk find =
        (Request.FindChunk) tracker.received(Method.FIND_CHUNK).getFirst().request();
    assertThat(find.requirements()).hasSize(1);
    assertThat(tracker.received(Method.DISCONNECT)).hasSize(1);
  }

  @Test
  void seeder_joinsAllSwarms() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            Seeder.seed(tracker.uri(), reserve.uri(), ID, List.of(NEWS, SPORT), stop);
            done.complete(null);
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    tracker.await(Method.JOIN);
    Request.Join second = (Request.Join) tracker.await(Method.JOIN).request();
    assertThat(second.swarmId()).isEqualTo(SPORT);
    assertThat(second.mode()).isEqualTo(PeerMode.SEEDER);
    stop.countDown();
    done.get(20, TimeUnit.SECONDS);
    assertThat(tracker.isConnected(ID)).isFalse();
  }

  @Test
  void requests_tellWhatCameOfThem() throws Exception {
    URI first = tracker.uri();
    assertThat(Requests.connect(first, first, ID))
        .isEqualTo(first + " wants to hear of us every 30 s");
    tracker.enqueue(Reply.refusal(Status.FORBIDDEN_ACTION, "no"));
    assertThat(Requests.connect(first, first, ID)).isEqualTo("FORBIDDEN_ACTION: no");
    tracker.down(true);
    reserve.down(true);
    assertThat(Requests.connect(first, reserve.uri(), ID)).isEqualTo("tried 2 trackers in vain");
  }

  @Test
  void certificate_isProven(@TempDir Path folder) throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued alice = authority.peer(ID);
    Condition.Challenge challenge =
        new Condition.Challenge(
            "n0", ConnectProof.Algorithm.list(), Instant.parse("2026-05-01T12:30:00Z"));
    Condition condition = new Condition(Condition.Type.CERTIFICATE, challenge);
    try (FakeTracker tls =
        FakeTracker.start(
            new XmlCodec(), authority.serve(authority.issue("tracker", "127.0.0.1")))) {
      tls.enqueue(Reply.authenticationRequired(List.of(condition)));
      assertThat(
              Proofs.byCertificate(
                  tls.uri(), authority.certificate(), alice.certificate(), alice.key()))
          .isEqualTo(PeerSession.State.CONNECTED);
      assertThat(tls.received().getFirst().certificate()).isEqualTo(alice.value());
      Request.Connect proven = (Request.Connect) tls.received().get(1).request();
      assertThat(
              ConnectProof.verify(
                  alice.value().getPublicKey(),
                  proven.signature(),
                  ConnectProof.message("n0", ID, proven.transactionId())))
          .isTrue();
    }
  }

  @Test
  void passwordAndToken_areProven(@TempDir Path folder) throws Exception {
    tracker.enqueue(
        Reply.refusal(Status.AUTHENTICATION_REQUIRED, "who are you?")
            .header(
                "WWW-Authenticate",
                "Digest realm=\"ppsp\", nonce=\"n0\", qop=\"auth\", algorithm=SHA-256"));
    assertThat(Proofs.byPassword(tracker.uri(), ID, "secret".toCharArray()))
        .isEqualTo(PeerSession.State.CONNECTED);
    assertThat(tracker.received().get(1).authorization()).startsWith("Digest username=");
    Path token = Files.writeString(folder.resolve("token"), "e30.e30.AA\n");
    assertThat(Proofs.byToken(tracker.uri(), ID, token)).isEqualTo(PeerSession.State.CONNECTED);
    assertThat(tracker.received().getLast().authorization()).isEqualTo("Bearer e30.e30.AA");
  }

  @Test
  void guide_quotesTheExamplesAsTheyAre() throws IOException {
    List<String> snippets = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher snippet = SNIPPET.matcher(Files.readString(source));
        while (snippet.find()) {
          snippets.add(snippet.group(1).stripTrailing().stripIndent());
        }
      }
    }
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/sdk.md")));
    while (block.find()) {
      if (!block.group(1).startsWith("import ")) { // a whole file is run elsewhere
        blocks.add(block.group(1).strip());
      }
    }
    assertThat(snippets).hasSize(8);
    assertThat(blocks).containsExactlyInAnyOrderElementsOf(snippets);
  }
}

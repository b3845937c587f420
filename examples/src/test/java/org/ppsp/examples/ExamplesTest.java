package org.ppsp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

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
    assertThat(snippets).hasSize(5);
    assertThat(blocks).containsExactlyInAnyOrderElementsOf(snippets);
  }
}

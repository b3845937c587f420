package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.client.PeerSession;
import org.ppsp.client.Result;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

class PeerCommandTest {
  private static final SwarmId SWARM = new SwarmId("movie");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  @Timeout(60)
  void signal_leavesInOrder_with0(String signal) throws Exception {
    try (RunningTracker tracker = RunningTracker.start()) {
      String[] where = {"--tracker=" + tracker.url(), "--state=" + folder.resolve("state")};
      assertThat(CommandRun.of("connect", "--peer-id=bob", where[0], where[1]).code()).isZero();
      assertThat(CommandRun.of("join", "--swarm-id=movie", where[0], where[1]).code()).isZero();
      try (PpspProcess carol =
          new PpspProcess(
              "peer",
              where[0],
              "--peer-id=carol",
              "--swarm-id=movie",
              "--control-port=0",
              "--stat=BufferLevel=44",
              "--find-every=1s")) {
        carol.linesUntil("joins movie as LEECH");
        assertThat(carol.readLine()).contains("peer bob in movie: LEECH at 127.0.0.1:");
        assertThat(CommandRun.of("query", "--peer-id=carol", where[0], where[1]).out())
            .contains("BufferLevel  44\n");
        carol.linesUntil("found 1 peers in movie");
        assertThat(CommandRun.of("find", "--swarm-id=movie", where[0], where[1]).out())
            .contains("carol");
        carol.signal(signal);
        assertThat(carol.exitCode()).isZero();
        carol.linesUntil("disconnected");
        assertThat(CommandRun.of("query", "--peer-id=carol", where[0], where[1]).err())
            .contains("3 FORBIDDEN_ACTION");
      }
    }
  }

  @Test
  void duration_endsIt() throws Exception {
    try (FakeTracker tracker = FakeTracker.start()) {
      CommandRun run =
          CommandRun.of(
              "peer",
              "--tracker=" + tracker.uri(),
              "--swarm-id=movie",
              "--swarm-id=song",
              "--peer-mode=seeder",
              "--chunk-id=1-3",
              "--address=198.51.100.7:6778",
              "--expire=10m",
              "--stat=NAT=STUN",
              "--duration=10ms");
      assertThat(run.code()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out().lines().map(line -> line.split(" ", 2)[1]))
          .first()
          .asString()
          .startsWith("peer-id peer-");
      assertThat(run.out())
          .containsSubsequence(
              " told NAT=STUN\n",
              " tracker ",
              " connected\n",
              " joins movie as SEEDER\n",
              " joins song as SEEDER\n",
              " disconnected\n");
      assertThat(tracker.await(Method.CONNECT).request())
          .isInstanceOfSatisfying(
              Request.Connect.class,
              connect -> {
                assertThat(connect.addresses()).hasSize(1);
                assertThat(connect.stats()).containsExactly(Stat.of("NAT", "STUN"));
              });
      assertThat(tracker.received(Method.DISCONNECT)).hasSize(1);
    }
  }

  @Test
  void refusal_is1() {
    try (FakeTracker tracker = FakeTracker.start()) {
      tracker.enqueue(Method.JOIN, Reply.refusal(Status.FORBIDDEN_ACTION, "no such swarm"));
      CommandRun run = CommandRun.of("peer", "--tracker=" + tracker.uri(), "--swarm-id=movie");
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err()).isEqualTo("ppsp: 3 FORBIDDEN_ACTION: no such swarm\n");
      assertThat(tracker.received(Method.DISCONNECT)).hasSize(1);
    }
  }

  @Test
  void noTracker_is3() {
    CommandRun run = CommandRun.of("peer", "--tracker=http://127.0.0.1:9/", "--timeout=1s");
    assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).contains("no tracker answers at http://127.0.0.1:9/");
  }

  @Test
  void controlPortInUse_is1_withTheCure() throws Exception {
    try (FakeTracker tracker = FakeTracker.start();
        ServerSocket taken = new ServerSocket(0)) {
      CommandRun run =
          CommandRun.of(
              "peer", "--tracker=" + tracker.uri(), "--control-port=" + taken.getLocalPort());
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err())
          .startsWith("ppsp: the control port " + taken.getLocalPort() + " cannot be opened")
          .endsWith("name another with --control-port\n");
    }
  }

  @Test
  void events_areLinesWithTheTime() {
    StringWriter lines = new StringWriter();
    Instant now = Instant.parse("2026-05-01T12:30:00.123456Z");
    PeerEvents events = new PeerEvents(new PrintWriter(lines), () -> now, true);
    URI tracker = URI.create("http://127.0.0.1:7846/");
    Result.Refused<?> refused =
        new Result.Refused<>(Status.FORBIDDEN_ACTION, "full\n", List.of(), null, tracker);
    events.trackerChanged(null, tracker);
    events.stateChanged(PeerSession.State.CONNECTING, refused);
    events.peersFound(SWARM, List.of(new Peer(new PeerId("b"), PeerMode.SEEDER, List.of())));
    events.swarmRefused(SWARM, refused, true);
    events.swarmRefused(SWARM, refused, false);
    String time = "2026-05-01T12:30:00.123Z ";
    String why = "refused by http://127.0.0.1:7846/: FORBIDDEN_ACTION, full\\n";
    assertThat(lines.toString().lines())
        .containsExactly(
            time + "tracker http://127.0.0.1:7846/",
            time + "connecting: " + why,
            time + "peer b in movie: SEEDER at no address",
            time + "lost movie: " + why,
            time + "refused in movie: " + why);
  }
}

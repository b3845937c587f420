package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Status;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

/// `ppsp load` as it is typed.
class LoadCommandTest {
  private static final String SHORT =
      "load --rate 200 --peers 10 --connections 2 --duration 500ms --warmup 0s --churn 50%/min";

  @TempDir private Path folder;

  private static CommandRun run(String line) {
    return CommandRun.of(line.split(" ", -1));
  }

  @Test
  void load_is0_withTableAndReport() throws Exception {
    try (FakeTracker fake = FakeTracker.start()) {
      Path report = folder.resolve("report.json");
      CommandRun run = run(SHORT + " --report " + report + " " + fake.uri());
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("p99.9 ms", "FIND", "offered 200/s, served ");
      assertThat(new ObjectMapper().readTree(report.toFile()).at("/settings/rate").asInt())
          .isEqualTo(200);
    }
  }

  @Test
  void loadInJson_is0_andTheReportNamesTheEncoding() throws Exception {
    try (Server tracker =
        Server.start(
            Configuration.load(
                null, Map.of(), Map.of("manage.listen", "none", "listen", "127.0.0.1:0")))) {
      Path report = folder.resolve("json.json");
      CommandRun run = run(SHORT + " --encoding json --report " + report + " " + tracker.url());
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("FIND", "offered 200/s, served ").doesNotContain("DISCONNECT");
      assertThat(new ObjectMapper().readTree(report.toFile()).at("/settings/encoding").asText())
          .isEqualTo("json");
    }
  }

  @Test
  void chunksInJson_areToldBeforeAnythingIsSent() {
    CommandRun run = run("load --encoding json --mix FIND=1,JOIN_CHUNK=1 http://127.0.0.1:1/");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("JOIN_CHUNK cannot be said in JSON", "leave it out, or use --encoding xml");
  }

  @Test
  void failedRequest_is1_andTheTableNamesIt() {
    try (FakeTracker fake = FakeTracker.start()) {
      fake.enqueue(Method.FIND, Reply.refusal(Status.INTERNAL_ERROR, "a fault"));
      CommandRun run = run(SHORT + " " + fake.uri());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out())
          .contains("1 × 4 INTERNAL_ERROR", "first error: FIND: 4 INTERNAL_ERROR: a fault");
    }
  }

  @Test
  void nobodyThere_is3() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    CommandRun run = run(SHORT + " http://127.0.0.1:" + port + "/");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .contains("no tracker answers at", "nothing listens there", "'ppsp tracker' runs one here");
    CommandRun unknown = run("load http://no-such-host.invalid/");
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.err()).contains("is not known", "'ppsp tracker' runs one here");
  }

  @Test
  void report_thatCannotBeWritten_isToldBeforeTheLoad() {
    CommandRun run = run("load --report /no/such/folder/r.json http://127.0.0.1:1/");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "the report /no/such/folder/r.json cannot be written: there is no such file or"
                + " folder;");
  }

  @Test
  void number_thatIsNone_isTold() {
    CommandRun run = run("load --peers abc");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--peers", "'abc' is not a whole number");
    assertThat(run("load --rate fast").err()).contains("--rate", "'fast' is not a number");
  }

  @Test
  void anotherMachine_isNotLoaded_unlessItIsSaidToBeOnesOwn() {
    CommandRun run = run("load http://192.0.2.1/");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("another machine", "--yes-this-is-my-tracker");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--mix DANCE=1",
        "--encoding yaml",
        "--rate 0",
        "--rate fast",
        "--peers 0",
        "--swarms 2000",
        "--churn much",
        "--churn 2000%/min",
        "--peernum 1001",
        "--connections 0",
        "--peers 10 --connections 11",
        "--duration 0s",
        "--warmup 2d",
        "--timeout 0s",
        "https://127.0.0.1/"
      })
  void wrongCommandLine_is2(String args) {
    CommandRun run = run("load " + args);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: ").contains("--help'");
  }
}

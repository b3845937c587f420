package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `--encoding json` and `--output json`, against a tracker.
class EncodingTest {
  @TempDir private Path folder;

  private CommandRun run(RunningTracker tracker, String line, String... more) {
    return CommandRun.of(
        Stream.of(
                List.of(line.split(" ", -1)),
                List.of(
                    "--tracker=" + tracker.url(), "--state=" + folder.resolve("state").toString()),
                List.of(more))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  @Test
  void peersOfBothEncodings_findEachOther() throws Exception {
    try (RunningTracker tracker = RunningTracker.start()) {
      assertThat(run(tracker, "connect --peer-id=xml --address=198.51.100.1:80").code()).isZero();
      assertThat(run(tracker, "join --swarm-id=m --peer-mode=SEEDER").code()).isZero();
      assertThat(
              run(tracker, "connect --peer-id=json --address=198.51.100.2:80", "--encoding=json")
                  .out())
          .contains("SUCCESSFUL", "KeepaliveInterval  30 s");
      assertThat(run(tracker, "join --swarm-id=m --peernum=5", "--encoding=json").out())
          .contains("xml     -         198.51.100.1:80"); // JSON does not say that it is a SEEDER
      assertThat(run(tracker, "find --swarm-id=m --peer-id=xml").out())
          .contains("json", "198.51.100.2:80");
      assertThat(
              run(tracker, "report --swarm-id=m --stat=UploadedBytes=5", "--encoding=json").code())
          .isZero();
      assertThat(run(tracker, "keepalive", "--encoding=json").code()).isZero();
      assertThat(run(tracker, "leave --swarm-id=m", "--encoding=json").code()).isZero();
      assertThat(run(tracker, "keepalive", "--encoding=json").err()).contains("not connected");
    }
  }

  @Test
  void outputJson_isTheMessage() throws Exception {
    try (RunningTracker tracker = RunningTracker.start()) {
      CommandRun run = run(tracker, "connect --peer-id=a --transaction-id=7", "--output=json");
      JsonNode root = new ObjectMapper().readTree(run.out()).get("PPSPTrackerProtocol");
      assertThat(root.get("transaction_id").textValue()).isEqualTo("7");
      assertThat(root.get("response_type").intValue()).isZero();
      run = run(tracker, "find --swarm-id=nowhere", "--encoding=json", "--output=json");
      assertThat(run.code()).isEqualTo(ExitCode.FAILED);
      assertThat(new ObjectMapper().readTree(run.out()).findValue("error_code").intValue())
          .isEqualTo(3);
      assertThat(run.err()).contains("nobody is in this swarm");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "disconnect --peer-id=a | no word for DISCONNECT",
        "find-chunk --peer-id=a --swarm-id=m --chunk-id=3 | no word for chunks",
        "join --peer-id=a --swarm-id=m --expire=10m | no word for an expire time",
        "find --peer-id=a --swarm-id=m --stat=UploadBandwidth=5 | no word for requirements",
        "report --peer-id=a --stat=UploadedBytes=5 | statistics of no swarm",
        "query --peer-id=a | no word for STAT_QUERY",
        "report --peer-id=a --swarm-id=m --stat=Mood=good | passes over Mood",
        "peer --swarm-id=m --chunk-id=0-9 | no word for chunks",
        "peer --swarm-id=m --expire=5s | expire times",
        "peer --swarm-id=m --require=UploadBandwidth=5 | no word for requirements",
        "peer --swarm-id=m --stat=Mood=good | passes over Mood"
      })
  void whatJsonCannotSay_is2_andSaysWhatCan(String line, String message) throws Exception {
    try (RunningTracker tracker = RunningTracker.start()) {
      CommandRun run =
          line.startsWith("peer ")
              ? CommandRun.of((line.strip() + " --encoding=json").split(" ", -1))
              : run(tracker, line.strip(), "--encoding=json");
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(message, "use ");
    }
  }

  @Test
  void peer_inJson_joinsAndLeaves() throws Exception {
    try (RunningTracker tracker = RunningTracker.start()) {
      assertThat(run(tracker, "connect --peer-id=bob").code()).isZero();
      assertThat(run(tracker, "join --swarm-id=m").code()).isZero();
      CommandRun peer =
          CommandRun.of(
              "peer",
              "--tracker=" + tracker.url(),
              "--encoding=json",
              "--peer-id=carol",
              "--swarm-id=m",
              "--duration=1s");
      assertThat(peer.code()).isZero();
      assertThat(peer.out()).contains("peer bob in m");
      assertThat(run(tracker, "find --swarm-id=m").out()).doesNotContain("carol");
    }
  }
}

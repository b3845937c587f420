package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

/// `ppsp check` as it is typed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckCommandTest {
  private Server tracker;

  @BeforeAll
  void start() throws Exception {
    tracker =
        Server.start(
            Configuration.load(
                null, Map.of(), Map.of("manage.listen", "none", "listen", "127.0.0.1:0")));
  }

  @AfterAll
  void stop() {
    tracker.close();
  }

  @Test
  void rightTracker_is0_aLineACheckUnderItsSection() {
    CommandRun run = CommandRun.of("check", tracker.url().toString());
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("\nJOIN_CHUNK\n  ok    JOIN_CHUNK makes the peer a member\n")
        .containsPattern("\n\\d+ checks: \\d+ ok, 0 failed, 0 skipped, in \\d+\\.\\d s\n$");
    assertThat(run.out().lines()).noneMatch(line -> line.contains("FAIL"));
  }

  @Test
  void json_isOneObject() throws Exception {
    CommandRun run = CommandRun.of("check", "--output", "json", tracker.url().toString());
    assertThat(run.code()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.get("url").asText()).isEqualTo(tracker.url().toString());
    assertThat(report.get("failed").asInt()).isZero();
    assertThat(report.get("checks")).hasSize(report.get("ok").asInt());
  }

  @Test
  void encoding_saysWhatTheTrackerIsToSpeak() {
    String url = tracker.url().toString();
    CommandRun both = CommandRun.of("check", url);
    assertThat(both.out()).contains("\nJSON: CONNECT\n  ok    ", "\nXML and JSON\n", "\nXML\n");
    CommandRun json = CommandRun.of("check", "--encoding", "json", url);
    assertThat(json.code()).isZero();
    assertThat(json.out())
        .contains("\nThe tracker\n  ok    answers CONNECT in JSON, as RFC 7846 has it\n")
        .contains("\nThe examples of RFC 7846\n")
        .doesNotContain("\nXML");
    CommandRun xml = CommandRun.of("check", "--encoding=xml", url);
    assertThat(xml.code()).isZero();
    assertThat(xml.out()).contains("\nXML\n").doesNotContain("JSON");
  }

  @Test
  void trackerOfXmlAlone_is1_withTheCure() {
    try (FakeTracker fake = FakeTracker.start()) {
      CommandRun run = CommandRun.of("check", "--encoding", "json", fake.uri().toString());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out())
          .contains(
              "cure:     a tracker of XML alone: --encoding xml\n", "1 check: 0 ok, 1 failed");
    }
  }

  @Test
  void noTracker_is3_withWhatWasExpectedAndWhatCame() throws Exception {
    try (FakeTracker fake = FakeTracker.start().enqueue(Reply.http(200, "<html>Hello</html>"))) {
      CommandRun text = CommandRun.of("check", fake.uri().toString());
      assertThat(text.code()).isEqualTo(3);
      assertThat(text.out())
          .contains(
              "  FAIL  answers CONNECT in the protocol\n        expected: a PPSPTrackerProtocol",
              "        came:     none: HTTP 200, no Content-Type, beginning '<html>Hello</html>'\n",
              "        cure:     is this the tracker's URL",
              "1 check: 0 ok, 1 failed");
      fake.enqueue(Reply.http(404, "none"));
      CommandRun json = CommandRun.of("check", "--output=json", fake.uri().toString());
      assertThat(json.code()).isEqualTo(3);
      JsonNode check = new ObjectMapper().readTree(json.out()).get("checks").get(0);
      assertThat(check.get("outcome").asText()).isEqualTo("fail");
      assertThat(check.get("came").asText()).contains("HTTP 404");
    }
  }

  @Test
  void nobodyThere_is3_withCauseAndCure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    CommandRun run = CommandRun.of("check", "http://127.0.0.1:" + port);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("no tracker answers at", "nothing listens there", "'ppsp tracker'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check ftp://a/",
        "check a:b:c",
        "check --output xml",
        "check --encoding yaml",
        "check --timeout soon",
        "check --timeout 0s",
        "check http://a:70000/"
      })
  void wrongCommandLine_is2(String args) {
    CommandRun run = CommandRun.of(args.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("ppsp: ");
  }
}

package org.ppsp.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.cli.check.FaultyTracker.Fault;
import org.ppsp.cli.check.FaultyTracker.Passing;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;

/// The walk in JSON: nothing is wrong with a right tracker, and every fault of a wrong one is
/// found.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonWalkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String FIRST = "answers CONNECT in JSON, as RFC 7846 has it";

  private Server tracker;

  @BeforeAll
  void start() throws Exception {
    tracker = start(Map.of("manage.listen", "none", "listen", "127.0.0.1:0"));
  }

  private static Server start(Map<String, String> settings) throws Exception {
    return Server.start(Configuration.load(null, Map.of(), settings));
  }

  @AfterAll
  void stop() {
    tracker.close();
  }

  private record Walked(Summary summary, List<Result> results) {
    List<String> failed() {
      return results.stream()
          .filter(result -> result.outcome() == Result.Outcome.FAIL)
          .map(Result::name)
          .filter(name -> !FaultyTracker.FAULTS_OF_ITS_SERVER.contains(name))
          .toList();
    }
  }

  private static Walked walk(URI url, Encodings encodings) throws Exception {
    List<Result> results = new ArrayList<>();
    return new Walked(
        Walk.run(url, SSLContext.getDefault(), PATIENCE, encodings, results::add), results);
  }

  @Test
  void rightTracker_passesEverything() throws Exception {
    Walked walked = walk(tracker.url(), Encodings.BOTH);
    assertThat(walked.results())
        .allSatisfy(r -> assertThat(r.outcome()).isEqualTo(Result.Outcome.OK));
    assertThat(walked.summary().ok()).isGreaterThan(250);
    assertThat(walked.results()).extracting(r -> r.section() + r.name()).doesNotHaveDuplicates();
    assertThat(walked.results()).extracting(Result::section).contains("XML and JSON");
  }

  @Test
  void jsonAlone_sendsNoXml() throws Exception {
    Fault noXml =
        new Fault() {
          @Override
          public void request(Passing request) {
            String type = request.headers.getOrDefault("Content-Type", "");
            assertThat(type).doesNotContain("xml");
          }
        };
    try (FaultyTracker proxy = new FaultyTracker(tracker.url(), noXml)) {
      Walked walked = walk(proxy.url(), Encodings.JSON);
      assertThat(walked.failed()).isEmpty();
      assertThat(walked.summary().ok()).isGreaterThan(90);
    }
  }

  @Test
  void nothingIsLeftAtTheTracker() throws Exception {
    try (FakeTracker fake = FakeTracker.start(new JsonCodec())) {
      var _ = walk(fake.uri(), Encodings.JSON);
      assertThat(fake.received(Method.CONNECT))
          .hasSizeGreaterThan(20)
          .noneMatch(connect -> fake.isConnected(connect.request().peerId()));
    }
  }

  @Test
  void trackerThatReadsByTheLetter_isNotBlamed() throws Exception {
    try (Server strict =
        start(
            Map.of(
                "manage.listen",
                "none",
                "listen",
                "127.0.0.1:0",
                "tracker.strictRfc7846",
                "true"))) {
      Walked walked = walk(strict.url(), Encodings.JSON);
      assertThat(walked.failed()).isEmpty();
      assertThat(walked.results())
          .filteredOn(r -> r.name().equals("a LEECH becomes a SEEDER"))
          .singleElement()
          .satisfies(r -> assertThat(r.came()).contains("table 6"));
      assertThat(walked.results())
          .filteredOn(r -> r.outcome() == Result.Outcome.SKIP)
          .extracting(Result::name)
          .contains(
              "an action without peer_mode is read, or refused",
              "an asn with letters is read, or refused",
              "version as a string is read",
              "one address without an array is read");
      assertThat(walked.results())
          .filteredOn(r -> r.section().equals("The examples of RFC 7846"))
          .allSatisfy(r -> assertThat(r.came()).contains("by the letter"));
    }
  }

  private static Arguments answer(String fault, Consumer<Passing> spoil, String... found) {
    Fault how =
        new Fault() {
          @Override
          public void answer(Passing request, Passing answer) {
            spoil.accept(answer);
          }
        };
    return Arguments.of(fault, how, List.of(found));
  }

  private static Arguments request(String fault, Consumer<Passing> spoil, String... found) {
    Fault how =
        new Fault() {
          @Override
          public void request(Passing request) {
            spoil.accept(request);
          }
        };
    return Arguments.of(fault, how, List.of(found));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        answer("another transaction_id", a -> a.replace("\"t-", "\"x-"), FIRST),
        answer(
            "as application/json", a -> a.headers.put("Content-Type", "application/json"), FIRST),
        answer(
            "a single result without an array",
            a ->
                a.replace(
                    "\"swarm_result\":\\[(\\{[^\\[\\]]*(\\[[^\\]]*])?[^\\[\\]]*})]",
                    "\"swarm_result\":$1"),
            FIRST),
        answer(
            "numbers as strings",
            a -> a.replace("\"error_code\":(\\d)", "\"error_code\":\"0$1\""),
            FIRST),
        answer(
            "ports as strings",
            a -> a.replace("\"port\":(\\d+)", "\"port\":\"$1\""),
            "a LEECH that JOINs is answered with a list, without itself"),
        answer(
            "peers without type",
            a -> a.replace("(\"priority\":\\d+),\"type\":\"HOST\"", "$1"),
            "a peer's address is listed as it gave it, with all members"),
        answer(
            "errors with HTTP 200",
            a -> a.http = a.http == 405 ? 405 : 200,
            "an empty body is error 1",
            "FIND before CONNECT is refused"),
        answer(
            "errors name swarms",
            a -> a.replace("\"error_code\":3,", "\"error_code\":3,\"swarm_result\":[],"),
            "FIND in a swarm that nobody is in is refused"),
        answer(
            "a SEEDER is always given a list, a wrong result, no address, lost members",
            a -> {
              a.replace("\"result\":0}", "\"result\":0,\"peer_group\":{\"peer_info\":[]}}");
              a.replace(",\"asn\":\"64496\"", "");
              a.replace("\"REFLEXIVE\"", "\"PROXY\"");
              a.replace("\"result\":1", "\"result\":0");
            },
            "a SEEDER that JOINs without peer_num gets no list",
            "LEAVE ends one membership, and is answered without a list",
            "STAT_REPORT is answered with a result for its swarm, without a list",
            "a peer's address is listed as it gave it, with all members",
            "a peer that tells no address is told the observed one, REFLEXIVE",
            "what is valid beside it is done, with result 0 and 1"),
        request(
            "LEAVE is not done",
            r -> r.replace("\"LEAVE\"", "\"JOIN\""),
            "LEAVE ends one membership, and is answered without a list",
            "the last LEAVE ends the session",
            "only LEAVE from a peer that is not connected is refused"),
        request(
            "only the grammar is read",
            r -> {
              r.replace("(\"peer_id\":\\s*\"[^\"]*\",\\s*)\"swarm_id\"", "$1\"x\"");
              r.replace("\"Stat\"", "\"x\"");
              r.replace("\"swarm_action\":\\s*\\{", "\"x\":{");
            },
            "swarm_id and peer_num at the root, with numbers as strings, as in the example",
            "Stat with a capital, and without an array, as in the example",
            "one action without an array is read",
            "CONNECT of a LEECH",
            "FIND",
            "STAT_REPORT"),
        request(
            "peer_count and the version are not looked at",
            r -> {
              r.replace("\"peer_count\":\\d+,?", "");
              r.replace("\"version\":(0|2|-1|99999999999),", "\"version\":1,");
            },
            "peer_count 1 of 3 members gives 1",
            "peer_count is kept",
            "version 2 is error 2",
            "version -1 is error 2",
            "version 99999999999 is error 2"),
        request(
            "CONNECT without actions connects, and addresses are not refreshed",
            r -> {
              if (r.body.contains("\"CONNECT\"") && !r.body.contains("\"swarm_action\"")) {
                r.replace(",\"conn?ect\":.*", "}}");
                r.replace("}}$", ",\"connect\":{\"swarm_action\":[]}}}");
              }
              r.replace("\"conect\"", "\"connect\"");
            },
            "CONNECT without connect is error 1, and registers nobody",
            "CONNECT with a misspelt connect is error 1, and registers nobody",
            "CONNECT of a new peer without swarm_action is error 1, and registers nobody",
            "CONNECT of a connected peer without swarm_action refreshes its address, or is"
                + " refused"),
        request(
            "statistics of another type are refused",
            r -> r.replace("\"type\":\"PPSP_CHECK_STATS\"", "\"type\":[]"),
            "statistics of an unknown type are passed over, with result 0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void fault_isFound(String name, Fault fault, List<String> found) throws Exception {
    try (FaultyTracker faulty = new FaultyTracker(tracker.url(), fault)) {
      Walked walked = walk(faulty.url(), Encodings.JSON);
      assertThat(walked.failed()).containsAll(found);
      if (found.equals(List.of(FIRST))) {
        assertThat(walked.failed()).startsWith(FIRST).hasSizeLessThan(3);
      }
      assertThat(walked.results())
          .filteredOn(result -> result.outcome() == Result.Outcome.FAIL)
          .allSatisfy(
              result -> {
                assertThat(result.expected()).isNotBlank();
                assertThat(result.came()).isNotBlank().isNotEqualTo(result.expected());
                assertThat(result.cure()).isNotBlank();
              });
    }
  }

  @Test
  void encodingsThatDoNotMeet_areFound() throws Exception {
    Fault twoWorlds =
        new Fault() {
          @Override
          public void request(Passing request) {
            String type = request.headers.getOrDefault("Content-Type", "");
            request.headers.remove("Accept");
            if (type.contains("json")) {
              request.replace("ppsp-check-swarm", "ppsp-json-swarm");
            }
          }

          @Override
          public void answer(Passing request, Passing answer) {
            answer.replace("ppsp-json-swarm", "ppsp-check-swarm");
          }
        };
    try (FaultyTracker faulty = new FaultyTracker(tracker.url(), twoWorlds)) {
      Walked walked = walk(faulty.url(), Encodings.BOTH);
      assertThat(walked.failed())
          .contains(
              "a peer that came by XML is found by JSON, its address intact",
              "a peer that came by JSON is found by XML, its address and PeerMode intact");
      assertThat(walked.results())
          .filteredOn(r -> walked.failed().contains(r.name()))
          .extracting(Result::section)
          .containsOnly("XML and JSON");
      assertThat(walked.results())
          .filteredOn(r -> r.outcome() == Result.Outcome.SKIP)
          .extracting(Result::name)
          .containsExactly(
              "an encoding that Accept excludes by q=0 is not used",
              "a request in JSON with Accept of XML is answered in XML",
              "a request in XML with Accept of JSON is answered in JSON");
    }
  }

  @Test
  void trackerOfXmlAlone_isToldInOneLine_withTheCure() throws Exception {
    Fault xmlAlone =
        new Fault() {
          @Override
          public void answer(Passing request, Passing answer) {
            if (request.body.startsWith("{")) {
              answer.http = 415;
              answer.body = "";
            }
          }
        };
    try (FakeTracker fake = FakeTracker.start();
        FaultyTracker faulty = new FaultyTracker(tracker.url(), xmlAlone)) {
      assertOfXmlAlone(walk(fake.uri(), Encodings.JSON)); // it answers with an error in XML
      assertThat(walk(faulty.url(), Encodings.JSON).summary().failed()).isEqualTo(1);
      Walked both = walk(faulty.url(), Encodings.BOTH);
      assertOfXmlAlone(both);
      assertThat(both.summary().ok()).isGreaterThan(150);
      assertThat(both.summary().isTracker()).isTrue();
    }
  }

  private static void assertOfXmlAlone(Walked walked) {
    assertThat(walked.failed()).containsExactly(FIRST);
    assertThat(walked.results().getLast().cure())
        .isEqualTo("a tracker of XML alone: --encoding xml");
  }

  @Test
  void trackerOfJsonAlone_isToldInOneLine_withTheCure() throws Exception {
    try (FakeTracker fake = FakeTracker.start(new JsonCodec())) {
      Walked walked = walk(fake.uri(), Encodings.BOTH);
      assertThat(walked.results())
          .singleElement()
          .satisfies(
              r -> assertThat(r.cure()).isEqualTo("a tracker of JSON alone: --encoding json"));
      assertThat(walked.summary().isTracker()).isTrue();
    }
  }

  @Test
  void singleFaults_areToldWhereTheyAre() throws Exception {
    Fault misbehaves =
        new Fault() {
          private int finds;

          @Override
          public synchronized void answer(Passing request, Passing answer) {
            if (request.body.contains("\"FIND\"") && ++finds == 2) {
              answer.http = 502;
              answer.body = "<html>bad gateway</html>";
            }
          }
        };
    try (FaultyTracker faulty = new FaultyTracker(tracker.url(), misbehaves)) {
      Walked walked = walk(faulty.url(), Encodings.JSON);
      assertThat(walked.failed()).hasSize(1);
      assertThat(walked.results())
          .filteredOn(r -> r.outcome() == Result.Outcome.FAIL)
          .singleElement()
          .satisfies(r -> assertThat(r.came()).contains("HTTP 502", "<html>bad gateway"));
    }
  }

  static Stream<Arguments> firstReplies() {
    return Stream.of(
        Arguments.of(Reply.http(200, "<html>It works!</html>"), "'<html>", "URL", false),
        Arguments.of(Reply.http(404, "no such page"), "HTTP 404", "URL", false),
        Arguments.of(
            Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy"), "error_code 5", "wait", true),
        Arguments.of(
            Reply.refusal(Status.FORBIDDEN_ACTION, "closed"),
            "\"closed\"",
            "let a new peer",
            true));
  }

  @ParameterizedTest
  @MethodSource("firstReplies")
  void firstAnswerThatIsNoConnect_endsTheWalk(
      Reply reply, String came, String cure, boolean isTracker) throws Exception {
    try (FakeTracker fake = FakeTracker.start(new JsonCodec()).enqueue(Method.CONNECT, reply)) {
      Walked walked = walk(fake.uri(), Encodings.JSON);
      assertThat(walked.results()).hasSize(1);
      assertThat(walked.results().getFirst().came()).contains(came);
      assertThat(walked.results().getFirst().cure()).contains(cure);
      assertThat(walked.summary().isTracker()).isEqualTo(isTracker);
    }
  }

  @Test
  void nobodyThere_isUnreachable() throws Exception {
    URI free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertThatThrownBy(() -> walk(free, Encodings.JSON))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("nothing listens there");
  }
}

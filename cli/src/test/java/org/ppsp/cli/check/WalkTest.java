package org.ppsp.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ppsp.cli.check.FaultyTracker.Fault;
import org.ppsp.cli.check.FaultyTracker.Passing;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.Configuration;
import org.ppsp.server.Server;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Reply;
import org.ppsp.testkit.TestAuthority;

/// The walk finds nothing wrong with a right tracker, and every fault of a wrong one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
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

  private record Walked(Summary summary, List<Result> results) {
    List<String> failed() {
      return results.stream()
          .filter(result -> result.outcome() == Result.Outcome.FAIL)
          .map(Result::name)
          .toList();
    }
  }

  private static Walked walk(URI url) throws Exception {
    List<Result> results = new ArrayList<>();
    return new Walked(
        Walk.run(url, SSLContext.getDefault(), PATIENCE, Encodings.XML, results::add), results);
  }

  @Test
  void rightTracker_passesEverything() throws Exception {
    Walked walked = walk(tracker.url());
    assertThat(walked.results())
        .allSatisfy(r -> assertThat(r.outcome()).isEqualTo(Result.Outcome.OK));
    assertThat(walked.summary().ok()).isEqualTo(walked.results().size()).isGreaterThan(150);
    assertThat(walked.results()).extracting(r -> r.section() + r.name()).doesNotHaveDuplicates();
  }

  /// But for what the JDK's server itself does not let through.
  @Test
  void rightTracker_passesThroughAProxy() throws Exception {
    try (FaultyTracker proxy = new FaultyTracker(tracker.url(), new Fault() {})) {
      assertThat(walk(proxy.url()).failed()).isEqualTo(FaultyTracker.FAULTS_OF_ITS_SERVER);
    }
  }

  @Test
  void rightTracker_passesWithinTls() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued own = authority.issue("tracker", "127.0.0.1");
    for (String engine : List.of("boringssl", "jdk")) {
      Map<String, String> options =
          Map.of(
              "manage.listen",
              "none",
              "listen",
              "127.0.0.1:0",
              "tls.engine",
              engine,
              "tls.certificate",
              own.certificate().toString(),
              "tls.key",
              own.key().toString());
      List<Result> results = new ArrayList<>();
      try (Server secure = Server.start(Configuration.load(null, Map.of(), options))) {
        var _ = Walk.run(secure.url(), authority.trust(), PATIENCE, Encodings.BOTH, results::add);
      }
      assertThat(results)
          .allSatisfy(r -> assertThat(r.outcome()).as(r.name()).isEqualTo(Result.Outcome.OK))
          .extracting(Result::name)
          .contains(
              "a client of other protocols is refused in the handshake (ALPN)",
              "an encoding that Accept excludes by q=0 is not used");
    }
  }

  /// All that can be seen of it from outside.
  @Test
  void trackerThatWantsCredentials_isCheckedForWhatItSaysOfThem() throws Exception {
    Path users = Files.writeString(folder.resolve("users"), "");
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    Path keys = Files.writeString(folder.resolve("keys"), new JWKSet(key).toString());
    Map<String, String> options =
        Map.of(
            "manage.listen", "none",
            "listen", "127.0.0.1:0",
            "auth.mechanisms", "digest, bearer",
            "auth.realm", "ppsp",
            "auth.users", users.toString(),
            "auth.jwks", keys.toString());
    try (Server closed = Server.start(Configuration.load(null, Map.of(), options))) {
      Walked walked = walk(closed.url());
      assertThat(walked.failed()).containsExactly("answers CONNECT in the protocol");
      assertThat(walked.results())
          .extracting(Result::name)
          .contains(
              "a 401 has WWW-Authenticate",
              "Bearer without a token is answered 400, invalid_request",
              "a token that is made up is answered 401, invalid_token",
              "Digest for another uri is answered 400",
              "Digest with a wrong password is answered 401 with a challenge");
    }
    Reply silent =
        Reply.authenticationRequired(
            List.of(new Condition(Condition.Type.TLS_CLIENT_CERTIFICATE, null)));
    try (FakeTracker fake = FakeTracker.start().enqueue(silent, silent)) {
      assertThat(walk(fake.uri()).failed())
          .containsExactly("answers CONNECT in the protocol", "a 401 has WWW-Authenticate");
    }
    Reply bare = silent.header("WWW-Authenticate", "Bearer, Digest realm=\"a\", nonce=\"b\"");
    try (FakeTracker fake = FakeTracker.start().enqueue(bare, bare, bare, bare, bare, silent)) {
      assertThat(walk(fake.uri()).failed())
          .containsExactly(
              "answers CONNECT in the protocol",
              "Bearer without a token is answered 400, invalid_request",
              "a token that is made up is answered 401, invalid_token",
              "Digest for another uri is answered 400",
              "Digest with a wrong password is answered 401 with a challenge");
    }
  }

  @Test
  void nothingIsLeftAtTheTracker() throws Exception {
    try (FakeTracker fake = FakeTracker.start()) {
      var _ = walk(fake.uri());
      assertThat(fake.received(Method.CONNECT))
          .hasSizeGreaterThan(20)
          .noneMatch(connect -> fake.isConnected(connect.request().peerId()));
    }
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

  private static Arguments answer(
      String fault, BiConsumer<Passing, Passing> spoil, String... found) {
    Fault how =
        new Fault() {
          @Override
          public void answer(Passing request, Passing answer) {
            spoil.accept(request, answer);
          }
        };
    return Arguments.of(fault, how, List.of(found));
  }

  /// A tracker that says it did what it did not.
  private static Arguments pretended(String method, String... found) {
    Fault how =
        new Fault() {
          @Override
          public void request(Passing request) {
            request.replace("<Method>" + method + "<", "<Method>KEEPALIVE<");
          }

          @Override
          public void answer(Passing request, Passing answer) {
            if (request.is(method)) {
              String swarm = request.body.replaceAll("(?s).*(<SwarmID>.*</SwarmID>).*", "$1");
              answer.replace("<Response>KEEPALIVE<", "<Response>" + method + "<");
              answer.replace("</Status>", "</Status>" + (swarm.length() < 99 ? swarm : ""));
            }
          }
        };
    return Arguments.of(method + " is answered, not done", how, List.of(found));
  }

  /// Faults that are found by different checks, in one walk.
  private static Arguments together(Arguments... faults) {
    List<Fault> all = new ArrayList<>();
    List<String> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Arguments one : faults) {
      names.add((String) one.get()[0]);
      all.add((Fault) one.get()[1]);
      for (Object name : (List<?>) one.get()[2]) {
        found.add((String) name);
      }
    }
    Fault how =
        new Fault() {
          @Override
          public void request(Passing request) {
            all.forEach(fault -> fault.request(request));
          }

          @Override
          public void answer(Passing request, Passing answer) {
            all.forEach(fault -> fault.answer(request, answer));
          }
        };
    return Arguments.of(String.join("; ", names), how, found);
  }

  private static String peerId(Passing request) {
    return request.body.replaceAll("(?s).*(<PeerID>[^<]*</PeerID>).*", "$1");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        request(
            "elements in texts, a response beside the request, and other versions are read",
            r -> {
              r.replace("<b>b</b>", "");
              r.replace("<SwarmID>(<SwarmID>.*</SwarmID>)</SwarmID>", "$1");
              r.replace("<Response>FIND</Response>", "");
              r.replace("<RESPONSE>STAT_QUERY</RESPONSE>", "<Method>STAT_REPORT</Method>");
              r.replace("version=\"(2.0|0|-1|99999999999|1\\.|1.0.0)\"", "version=\"1.0\"");
            },
            "a SwarmID with an element in its text is BAD_REQUEST",
            "a SwarmID in a SwarmID is BAD_REQUEST",
            "Response beside Method is BAD_REQUEST",
            "a response to STAT_QUERY, posted to the tracker, is BAD_REQUEST",
            "version -1 is UNSUPPORTED_VERSION",
            "version 99999999999 is UNSUPPORTED_VERSION",
            "version 1. is UNSUPPORTED_VERSION",
            "version 1.0.0 is UNSUPPORTED_VERSION"),
        answer(
            "another TransactionID",
            (request, answer) -> answer.replace("<TransactionID>", "<TransactionID>x"),
            "answers CONNECT in the protocol"),
        answer(
            "no Status",
            (request, answer) -> answer.replace("<Status.*</Status>", ""),
            "answers CONNECT in the protocol"),
        answer(
            "errors with HTTP 200",
            (request, answer) -> answer.http = answer.http == 405 ? 405 : 200,
            "a DOCTYPE is BAD_REQUEST",
            "KEEPALIVE before CONNECT is refused"),
        answer(
            "answers as text/plain",
            (request, answer) -> answer.headers.put("Content-Type", "text/plain"),
            "answers CONNECT in the protocol"),
        answer(
            "documents that are not well formed",
            (request, answer) -> answer.replace("</Peers>", "</Peer>"),
            "FIND without Peernum lists peers"),
        pretended("LEAVE", "after LEAVE nothing lists the peer", "leaving again is refused"),
        pretended("DISCONNECT", "after DISCONNECT nothing lists the peer, in no swarm"),
        pretended("STAT_REPORT", "a peer is found by what it reported"),
        together(
            answer(
                "no token",
                (request, answer) -> answer.headers.remove("PPSP-Session"),
                "the answer has a token in the header PPSP-Session"),
            answer(
                "no KeepaliveInterval",
                (request, answer) ->
                    answer.replace("<KeepaliveInterval>.*</KeepaliveInterval>", ""),
                "the answer tells KeepaliveInterval"),
            answer(
                "more time than asked for",
                (request, answer) -> answer.replace("<ExpireTime>\\d+", "<ExpireTime>86400"),
                "JOIN is granted for the time asked for",
                "JOIN_CHUNK makes the peer a member"),
            answer(
                "IPv6 in capitals",
                (request, answer) -> answer.replace("2001:db8::2", "2001:DB8::2"),
                "IPv6 addresses are written as RFC 5952 says"),
            answer(
                "attributes of addresses are lost",
                (request, answer) -> answer.replace(" priority=\"\\d+\"", ""),
                "a peer's addresses are listed as it gave them, with all attributes"),
            answer(
                "STAT_QUERY never reaches the peer",
                (request, answer) -> {
                  if (answer.is("KEEPALIVE")) {
                    answer.replace("<StatRequest>.*</StatRequest>", "");
                  }
                },
                "it comes with the answer to the next KEEPALIVE"),
            answer(
                "Allow is missing",
                (request, answer) -> answer.headers.remove("Allow"),
                "HTTP GET is answered 405 with Allow"),
            answer(
                "other paths are somebody else's",
                (request, answer) -> {
                  if (request.path.startsWith("/ppsp-check")) {
                    answer.http = 404;
                    answer.body = "<html>Not found</html>";
                  }
                },
                "any path is accepted")),
        together(
            request(
                "Peernum is not read",
                request -> request.replace("<Peernum>.*</Peernum>", ""),
                "Peernum 0 of 3 eligible peers gives 0",
                "Peernum 1 of 3 eligible peers gives 1",
                "Peernum is kept"),
            request(
                "match is not read",
                request -> request.replace(" match=\"\\w+\"", ""),
                "match=\"max\" overrides",
                "match=\"prefer\" leaves nobody out"),
            request(
                "preferences are held against another property",
                request ->
                    request.replace(
                        "\"ConcurrentLinks\" match=\"prefer\">2<",
                        "\"UploadBandwidth\" match=\"prefer\">8000<"),
                "match=\"prefer\" leaves nobody out"),
            request(
                "DOCTYPE is passed over",
                request -> request.replace("^<!DOCTYPE \\w+>", ""),
                "a DOCTYPE is BAD_REQUEST"),
            request(
                "the version is not looked at",
                request -> request.replace("version=\"2.0\"", "version=\"1.0\""),
                "version 2.0 is UNSUPPORTED_VERSION"),
            request(
                "a new minor version is refused",
                request -> request.replace("version=\"1.7\"", "version=\"2.0\""),
                "version 1.7 is read as version 1"),
            request(
                "the media type is not looked at",
                request -> request.headers.put("Content-Type", "application/xml"),
                "Content-Type application/x-www-form-urlencoded is answered 415"),
            request(
                "the coding is not looked at",
                request -> request.headers.remove("Content-Encoding"),
                "an unknown Content-Encoding is answered 415 with Accept-Encoding"),
            answer(
                "each 415 names the codings",
                (request, answer) -> {
                  if (answer.http == 415) {
                    answer.headers.put("Accept-Encoding", "identity");
                  }
                },
                "a 415 for the media type does not name Accept-Encoding"),
            answer(
                "all that HTTP calls wrong is 405",
                (request, answer) -> answer.http = answer.http == 501 ? 405 : answer.http,
                "an unknown method is answered 501"),
            request(
                "ExpireTime that is past is taken",
                request -> request.replace("2001-01-01T00:00:00Z", "60"),
                "an ExpireTime that is past is BAD_REQUEST"),
            request(
                "a character reference is taken literally",
                request -> request.replace("&#", "#"),
                "a character reference is read")),
        together(
            request(
                "requirements are not read",
                request -> {
                  if (request.is("FIND")) {
                    request.replace("(?s)<Stats>.*</Stats>", "");
                  }
                },
                "UploadBandwidth is 'at least'; who never told it is left out",
                "ConcurrentLinks is 'at most'",
                "Country is 'equal'",
                "NAT asks who goes together",
                "match=\"max\" overrides",
                "a peer is found by what it reported"),
            request(
                "every member has every chunk",
                request -> {
                  if (request.is("FIND_CHUNK")) {
                    request.replace(
                        "<ChunkID>[0-9 -]+</ChunkID>", "<ChunkID>0-4294967295</ChunkID>");
                  }
                },
                "who holds a chunk is listed, the others and the asker are not",
                "LEAVE with ChunkID withdraws these chunks only"),
            request(
                "tokens are not looked at",
                request -> request.headers.remove("PPSP-Session"),
                "a request with another peer's token is refused",
                "DISCONNECT with another peer's token is refused, and the session lives on")),
        together(
            answer(
                "errors without Reason",
                (request, answer) -> answer.replace("<Reason>.*</Reason>", ""),
                "leaving again is refused"),
            answer(
                "the asker is listed",
                (request, answer) ->
                    answer.replace("</Peers>", "<Peer>" + peerId(request) + "</Peer></Peers>"),
                "FIND lists the members, each once, never the asker",
                "JOIN with Peernum lists peers, not the one that joins"),
            answer(
                "connections are closed after each answer",
                (request, answer) -> answer.headers.put("Connection", "close"),
                "a connection stays open for the next request",
                "pipelined requests are answered in their order")),
        together(
            answer(
                "no observed address",
                (request, answer) -> {
                  if (answer.is("CONNECT")) {
                    answer.replace("<PeerAddress[^>]*>", "");
                  }
                },
                "the answer tells the observed address, REFLEXIVE"),
            answer(
                "no SwarmID in answers",
                (request, answer) -> answer.replace("<SwarmID>[^<]*", "<SwarmID>another"),
                "SwarmID is named in the answer"),
            answer(
                "a peer is listed twice",
                (request, answer) -> answer.replace("<Peers>(<Peer>.*?</Peer>)", "<Peers>$1$1"),
                "FIND lists the members, each once, never the asker")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void fault_isFound(String name, Fault fault, List<String> found) throws Exception {
    try (FaultyTracker faulty = new FaultyTracker(tracker.url(), fault)) {
      Walked walked = walk(faulty.url());
      assertThat(walked.failed()).containsAll(found);
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
  void trackerThatGoes_isToldOnce_andTheRestIsNotChecked() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    Fault dies =
        new Fault() {
          @Override
          public void request(Passing request) {
            if (requests.incrementAndGet() > 20) {
              throw new IllegalStateException("it has died");
            }
          }
        };
    try (FaultyTracker faulty = new FaultyTracker(tracker.url(), dies)) {
      Walked walked = walk(faulty.url());
      assertThat(walked.failed()).contains("goes on answering", "is left clean").hasSizeLessThan(7);
    }
  }

  static Stream<Arguments> firstReplies() {
    return Stream.of(
        Arguments.of(Reply.http(200, "<html><h1>It works!</h1></html>"), "'<html>", "URL"),
        Arguments.of(Reply.http(404, "no such page"), "HTTP 404", "URL"),
        Arguments.of(
            Reply.http(302, "").header("Location", "https://example.org/"),
            "HTTP 302 to https://example.org/",
            "URL"),
        Arguments.of(Reply.http(204, ""), "empty", "URL"),
        Arguments.of(Reply.http(200, "<PPSPTrackerProtocol>"), "cannot be read", "well-formed"),
        Arguments.of(
            Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy"), "5 SERVICE_UNAVAILABLE", "wait"),
        Arguments.of(
            Reply.refusal(Status.FORBIDDEN_ACTION, "closed"), "\"closed\"", "let a new peer"));
  }

  @ParameterizedTest
  @MethodSource("firstReplies")
  void firstAnswerThatIsNoConnect_endsTheWalk(Reply reply, String came, String cure)
      throws Exception {
    try (FakeTracker fake = FakeTracker.start().enqueue(reply)) {
      Walked walked = walk(fake.uri());
      assertThat(walked.results()).hasSize(1);
      assertThat(walked.results().getFirst().came()).contains(came);
      assertThat(walked.results().getFirst().cure()).contains(cure);
      assertThat(fake.received()).hasSize(1);
    }
  }

  @Test
  void singleFaults_areToldWhereTheyAre() throws Exception {
    Reply other =
        Reply.message(request -> new Response.KeepAlive(new TransactionId("another"), null));
    try (FakeTracker fake = FakeTracker.start().enqueue(Method.LEAVE, Reply.cut(), other)) {
      fake.enqueue(Method.KEEPALIVE, Reply.truncated());
      fake.enqueue(Method.STAT_REPORT, Reply.refusal(Status.INTERNAL_ERROR, "a fault"));
      Walked walked = walk(fake.uri());
      assertThat(walked.failed())
          .contains(
              "a request with the token is honoured",
              "LEAVE with ChunkID withdraws these chunks only",
              "after LEAVE nothing lists the peer",
              "an empty STAT_REPORT is a keep-alive");
      assertThat(walked.results())
          .filteredOn(r -> r.name().equals("an empty STAT_REPORT is a keep-alive"))
          .singleElement()
          .satisfies(r -> assertThat(r.came()).contains("4 INTERNAL_ERROR", "HTTP 500", "a fault"));
    }
  }

  @Test
  void nobodyThere_isUnreachable() throws Exception {
    URI free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    assertThatThrownBy(() -> walk(free))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("no tracker answers at " + free + ": nothing listens there");
    assertThatThrownBy(() -> walk(URI.create("http://no-such-host.invalid/")))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("the host name is not known");
  }
}

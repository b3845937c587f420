package org.ppsp.server.manage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.server.http.RawClient;
import org.ppsp.server.security.ManageAccess;

/// The port itself, over sockets, with routes that show what they were given.
@Timeout(60)
class ManagementTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Semaphore entered = new Semaphore(0);
  private final CountDownLatch go = new CountDownLatch(1);
  private @Nullable Management open;

  @BeforeEach
  void start() throws Exception {
    start(null);
  }

  private void start(@Nullable Path token) throws Exception {
    start(token, Duration.ofMillis(500));
  }

  private void start(@Nullable Path token, Duration patience) throws Exception {
    close();
    open =
        new Management(
            new ManagePort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                8,
                8,
                patience,
                patience),
            new ManageAccess(token, null, null),
            List.of(
                Route.of("GET", "/health/live", ask -> Reply.json(Map.of("status", "live"))),
                Route.of("GET", "/things/{peer}/parts", ask -> Reply.json(shown(ask))),
                Route.of("POST", "/things", ask -> Reply.json(ask.json(Thing.class))),
                Route.of("PUT", "/things/{peer}", ask -> Reply.DONE),
                Route.of("DELETE", "/things/{peer}", ask -> Reply.DONE),
                Route.of(
                    "GET",
                    "/events",
                    ask ->
                        new Reply(
                            200,
                            "text/plain",
                            Map.of(),
                            null,
                            out -> {
                              out.write("the first one\n".getBytes(UTF_8));
                              out.flush();
                              entered.release();
                              go.await();
                              out.write("the last one\n".getBytes(UTF_8));
                            })),
                Route.of(
                    "GET",
                    "/waits",
                    ask -> {
                      entered.release();
                      go.await();
                      return Reply.DONE;
                    }),
                Route.of(
                    "GET",
                    "/fails",
                    ask -> {
                      throw new IllegalStateException("the secret of the fault");
                    })));
  }

  record Thing(String name, int size) {}

  private static Map<String, Object> shown(Ask ask) {
    Map<String, Object> all = new HashMap<>();
    all.put("peer", ask.peer().toString());
    all.put("query", ask.query());
    return all;
  }

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
    }
  }

  private int port() {
    if (open == null) {
      throw new AssertionError("not started");
    }
    return open.port();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status, detail);
  }

  @Test
  void answer_isJson_notKept_andNotFramed() throws Exception {
    HttpResponse<String> answer = get("/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(answer.headers().map())
        .containsEntry("content-type", List.of("application/json"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry(
            "content-security-policy", List.of("default-src 'self'; frame-ancestors 'none'"));
    assertThat(send("HEAD", "/health/live", "").body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "%2e%2e, ..",
    "a+b, a+b",
    "%3Cimg%3E, <img>",
    "a%3Fb%23c, a?b#c",
    "%25, %",
    "a;b=c, a;b=c",
    "%C3%A9, é"
  })
  void name_mayHoldAnything_whereItIsEncoded(String encoded, String name) throws Exception {
    HttpResponse<String> answer = get("/things/" + encoded + "/parts?x=%26+1");
    assertThat(answer.body()).contains("\"peer\":\"" + name + "\"", "{\"x\":\"& 1\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void name_thatNoPathCanHold_mayStandInTheQuery(String name) throws Exception {
    assertThat(get("/things/-/parts?peer=" + name).body()).contains("\"peer\":\"" + name + "\"");
  }

  @Test
  void what_isNotThere_isTold() throws Exception {
    assertProblem(get("/nothing"), 404, "/openapi.json says what there is");
    assertProblem(get("/things/" + "a".repeat(129) + "/parts"), 404, "no peer can have that name");
    HttpResponse<String> answer = get("/things/a");
    assertProblem(answer, 405, "DELETE, PUT only");
    assertThat(answer.headers().firstValue("Allow")).hasValue("DELETE, PUT");
    // Whatever can be got can be asked for without its body.
    for (String path : new String[] {"/things/a/parts", "/health/live", "/", "/index.html"}) {
      HttpResponse<String> other = send("DELETE", path, "");
      assertProblem(other, 405, "GET, HEAD only");
      assertThat(other.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
    assertThat(send("FOO", "/health/live", "").statusCode()).isEqualTo(501);
    assertThat(send("get", "/health/live", "").statusCode()).isEqualTo(501);
    assertProblem(get("/things/a/parts?x=1&x=2"), 400, "'x' may be given once");
  }

  /// A HEAD whose answer had a body would put the next answer out of step.
  @Test
  @Timeout(30)
  void head_hasNoBody_andConnectionCloseIsObeyed() throws Exception {
    String host = " HTTP/1.1\r\nHost: localhost\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("HEAD /health/live"
                      + host
                      + "\r\nGET /health/live"
                      + host
                      + "Connection: close\r\n\r\n")
                  .getBytes(UTF_8));
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8); // to its end
      assertThat(all.split("HTTP/1.1 200", -1)).hasSize(3);
      assertThat(all).containsOnlyOnce("{\"status\":\"live\"}").endsWith("{\"status\":\"live\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n", "5\r\n{\"nam", "fffffffffffffffffff\r\n"})
  void chunksThatAreNone_areTheClientsFault(String chunks) throws Exception {
    String head =
        """
        POST /things HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Transfer-Encoding: chunked\r
        \r
        """;
    assertThat(raw(head + chunks)).startsWith("HTTP/1.1 4");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  /// More of them than may be connected at once; a client that waits for events stays.
  @Test
  @Timeout(30)
  void clientsThatSayNothing_areCutOff() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (Socket events = new Socket(InetAddress.getLoopbackAddress(), port())) {
      events
          .getOutputStream()
          .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      entered.acquire();
      for (int i = 0; i < 12; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port()));
      }
      assertThat(silent.getFirst().getInputStream().read()).isEqualTo(-1);
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      go.countDown();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(events.getInputStream(), UTF_8));
      String line = lines.readLine();
      while (line != null && !line.equals("the last one")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void health_isTold_whileAllElseIsAtWork() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    URI waits = URI.create("http://127.0.0.1:" + port() + "/waits");
    for (int i = 0; i < 5; i++) { // as many as connections allow, over which another may come
      waiting.add(client.sendAsync(HttpRequest.newBuilder(waits).build(), BodyHandlers.ofString()));
    }
    entered.acquire(5);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    go.countDown();
    for (CompletableFuture<HttpResponse<String>> one : waiting) {
      assertThat(one.get().statusCode()).isEqualTo(204);
    }
  }

  @Test
  void fault_isToldWithoutItsCause() throws Exception {
    HttpResponse<String> answer = get("/fails");
    assertProblem(answer, 500, "a fault of the tracker");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void body_mustBeTheRightJson() throws Exception {
    String[] json = {"Content-Type", "application/json; charset=utf-8"};
    assertThat(send("POST", "/things", "{\"name\":\"a\",\"size\":1}", json).body())
        .isEqualTo("{\"name\":\"a\",\"size\":1}");
    assertProblem(send("POST", "/things", "", json), 400, "must be a JSON object");
    assertProblem(send("POST", "/things", "null", json), 400, "must be a JSON object");
    assertProblem(send("POST", "/things", "{", json), 400, "the body is");
    assertProblem(send("POST", "/things", "{\"size\":\"x\"}", json), 400, "'size' is not as");
    assertProblem(send("POST", "/things", "{\"other\":1}", json), 400, "'other' is not as");
    assertProblem(send("POST", "/things", "{\"size\":1,\"size\":2}", json), 400, "Duplicate");
    assertProblem(send("POST", "/things", "{} {}", json), 400, "the body is");
    assertProblem(send("POST", "/things", "{\"name\":" + "[".repeat(1000), json), 400, "is not as");
    assertProblem(send("POST", "/things", "{}", "Content-Type", "text/plain"), 415, "json");
    HttpResponse<String> open =
        send("POST", "/things", "{}", "Content-Type", "application/json; x=\"a");
    assertProblem(open, 415, "json");
    assertThat(open.headers().firstValue("Accept")).hasValue("application/json");
    assertThat(open.headers().firstValue("Accept-Encoding")).isEmpty();
    String[] packed = {"Content-Type", "application/json", "Content-Encoding", "gzip"};
    HttpResponse<String> coded = send("POST", "/things", "{}", packed);
    assertProblem(coded, 415, "Content-Encoding");
    assertThat(coded.headers().firstValue("Accept-Encoding")).hasValue("identity");
    packed[3] = "identity, ";
    assertThat(send("POST", "/things", "{\"name\":\"a\",\"size\":1}", packed).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS *", "CONNECT localhost:80"})
  void requestForNoPath_is405(String line) throws Exception {
    assertThat(raw(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405")
        .containsIgnoringCase("\nallow: DELETE, GET, HEAD, POST, PUT\r");
  }

  /// RFC 9110, section 8.6.
  @Test
  void answerWithoutContent_hasNoLength() throws Exception {
    assertThat(raw("PUT /things/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 204 No Content\r\n")
        .doesNotContainIgnoringCase("content-length")
        .doesNotContainIgnoringCase("\ncontent-type")
        .endsWith("\r\n\r\n");
  }

  /// As on the peers' port: the same code judges heads of requests there.
  @ParameterizedTest
  @CsvSource({
    "GET * HTTP/1.1, a, 400",
    "GET localhost:80 HTTP/1.1, localhost, 400",
    "GET /health/live#x HTTP/1.1, localhost, 400",
    "GET /health/live http/1.1, localhost, 400",
    "GET https://localhost/health/live HTTP/1.1, localhost, 421",
    "GET /health/live HTTP/1.1, user@localhost, 400",
    "GET /health/live HTTP/1.1, '', 400"
  })
  void headThatHttpDoesNotAllow_isRefused(String line, String host, int status) throws Exception {
    assertThat(raw(line + "\r\nHost: " + host + "\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status)
        .contains("application/problem+json");
  }

  @Test
  void body_isBounded() throws Exception {
    String large = "{\"name\":\"" + "a".repeat(ManagePort.BODY) + "\"}";
    assertThat(send("POST", "/things", large, "Content-Type", "application/json").statusCode())
        .isEqualTo(413);
  }

  /// A page of elsewhere, open in a browser on this machine, must not steer the tracker: not by a
  /// name that it has pointed here, and not under its own.
  @Test
  void pagesOfElsewhere_areTurnedAway() throws Exception {
    assertThat(raw("GET /health/live HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(raw("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    for (String host : new String[] {"localhost", "localhost:1", "127.0.0.1:9", "[::1]:9"}) {
      assertThat(raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
    }
    assertProblem(
        send("PUT", "/things/a", "", "Origin", "https://evil.example"), 403, "evil.example");
    assertThat(send("PUT", "/things/a", "", "Origin", "http://127.0.0.1:" + port()).statusCode())
        .isEqualTo(204);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void token_isNeeded_butForHealth() throws Exception {
    start(Files.writeString(folder.resolve("token"), TOKEN + "\n"));
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> answer = get("/things/a/parts");
    assertProblem(answer, 401, "manage.token is needed");
    String realm = "Bearer realm=\"ppsp management\"";
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue(realm);
    assertThat(get("/nothing").statusCode()).isEqualTo(401);
    for (String other : new String[] {TOKEN.replace('0', '1'), "x", "#!", "a,b"}) {
      HttpResponse<String> wrong = get("/things/a/parts", "Authorization", "Bearer " + other);
      assertProblem(wrong, 401, "not the token");
      assertThat(wrong.headers().firstValue("WWW-Authenticate"))
          .hasValue(realm + ", error=\"invalid_token\"");
    }
    for (String malformed : new String[] {"Bearer", "bearer a b", "Bearer " + TOKEN + " x"}) {
      HttpResponse<String> wrong = get("/things/a/parts", "Authorization", malformed);
      assertProblem(wrong, 400, "Authorization: Bearer TOKEN");
      assertThat(wrong.headers().firstValue("WWW-Authenticate"))
          .hasValue(realm + ", error=\"invalid_request\"");
    }
    assertProblem(get("/things/a/parts", "Authorization", "Basic YTpi"), 401, "is needed");
    assertThat(get("/things/a/parts", "Authorization", "bearer " + TOKEN).statusCode())
        .isEqualTo(200);
    assertThat(answer.body()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /webjars/../../secret HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%2e%2e/openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"
      })
  void nonsense_isRefused(String request) throws Exception {
    assertThat(raw(request)).startsWith("HTTP/1.1 4");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  /// As load balancers ask for health: without Host, with a whole URL, and with both.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live HTTP/1.0\r\n\r\n",
        "GET /health/live HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET http://127.0.0.1:9846/health/live HTTP/1.0\r\n\r\n",
        "GET http://localhost/health/live HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET HTTP://[::1]:9/health/live?x=y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
      })
  void health_isTold_toOldClientsAndProxies(String request) throws Exception {
    assertThat(raw(request))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-length: 17\r\n")
        .endsWith("{\"status\":\"live\"}");
  }

  @Test
  void http10_endsTheConnection_unlessItShallStay() throws Exception {
    try (RawClient client = new RawClient(address())) {
      String keep = "Connection: keep-alive\r\n";
      for (int i = 0; i < 3; i++) {
        RawClient.Reply reply =
            client.send("GET /health/live HTTP/1.0\r\n" + keep + "\r\n").reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("connection")).isEqualTo("keep-alive");
      }
      assertThat(client.send("GET /health/live HTTP/1.0\r\n\r\n").reply().status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue();
    }
  }

  /// It knows no chunks.
  @Test
  void http10_getsEvents_asTheyAre_toTheEndOfTheConnection() throws Exception {
    go.countDown();
    assertThat(raw("GET /events HTTP/1.0\r\n\r\n"))
        .doesNotContainIgnoringCase("transfer-encoding")
        .endsWith("\r\n\r\nthe first one\nthe last one\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil.example/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/health/live HTTP/1.0\r\n\r\n"
      })
  void anotherHost_isTurnedAway_alsoInTheTarget(String request) throws Exception {
    assertThat(raw(request)).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost\r\nX: y\r\n z\r\n",
        "Host: localhost\r\nHost: localhost\r\n",
        "Host: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Host: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
        "Host: localhost\r\nTransfer-Encoding: gzip\r\n",
        "Host: localhost@evil.example\r\n"
      })
  void whatCouldBeReadInTwoWays_isRefused(String headers) throws Exception {
    String all = raw("GET /health/live HTTP/1.1\r\n" + headers + "\r\n");
    assertThat(all).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  /// The request's time runs from its first byte, however many come after it.
  @Test
  void requestThatTrickles_is408() throws Exception {
    try (RawClient client = new RawClient(address())) {
      client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n");
      CompletableFuture<RawClient.Reply> reply = CompletableFuture.supplyAsync(() -> reply(client));
      do {
        client.send("x");
      } while (!isDoneWithin(Duration.ofMillis(10), reply));
      assertThat(reply.get().status()).isEqualTo(408);
    }
  }

  private static boolean isDoneWithin(Duration time, CompletableFuture<?> future) throws Exception {
    try {
      future.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static RawClient.Reply reply(RawClient client) {
    try {
      return client.reply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Many more clients than there are places send a byte and no more; one that asks is answered at
  /// once, and those that are at work or get events keep their places.
  @Test
  void health_isTold_whileClientsTrickle() throws Exception {
    start(null, Duration.ofMinutes(5));
    List<RawClient> trickling = new ArrayList<>();
    try (RawClient events = new RawClient(address())) {
      events.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      entered.acquire();
      for (int i = 0; i < 100; i++) {
        trickling.add(new RawClient(address()).send("G"));
        if (i % 20 == 19) {
          assertThat(raw("GET /health/live HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
      }
      go.countDown();
      String line = events.line();
      while (!line.equals("the last one")) {
        line = events.line();
      }
    } finally {
      for (RawClient client : trickling) {
        client.close();
      }
    }
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
  }
}

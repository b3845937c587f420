package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.PeerClient.connect;
import static org.ppsp.server.PeerClient.joining;
import static org.ppsp.server.PeerClient.keepAlive;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;
import org.ppsp.testkit.TestAuthority;

/// What browsers send here: their pages have no right that only the address gives, but for those
/// that the operator wants.
class WebPagesTest {
  private static final String PLAYER = "https://player.example.org";

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private static Configuration configuration(String... settings) throws ConfigurationException {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    return Configuration.load(null, Map.of(), options);
  }

  private Server start(String... settings) throws Exception {
    Server server = Server.start(configuration(settings));
    open.add(server);
    return server;
  }

  private PeerClient client(Server server) {
    PeerClient client = new PeerClient(server);
    open.add(client);
    return client;
  }

  private static RawClient.Reply raw(Server server, String head, String message) throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      return client
          .send(
              head
                  + "\r\nContent-Type: application/xml\r\nContent-Length: "
                  + message.length()
                  + "\r\n\r\n"
                  + message)
          .reply();
    }
  }

  private static String reason(RawClient.Reply reply) {
    return ((Response.Refusal) Messages.read(reply)).reason();
  }

  // ---- pages of elsewhere

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, null",
    "Origin, http://127.0.0.1:1",
    "Origin, http://localhost",
    "Origin, https://player.example.org.evil.example",
    "Origin, https://player.example.org:444",
    "Sec-Fetch-Site, cross-site",
    "sec-fetch-site, Cross-Site"
  })
  void pageOfElsewhere_isRefused_whateverItAsks(String name, String value) throws Exception {
    Server server = start("http.allowedOrigins", PLAYER);
    PeerClient client = client(server);
    for (Request request : List.of(connect("alice"), joining("alice", "movie"))) {
      PeerClient.Answer answer = client.send(request, name, value);
      assertThat(answer.http()).isEqualTo(403);
      assertThat(answer.status()).isEqualTo(Status.FORBIDDEN_ACTION);
      assertThat(answer.reason()).contains("a web page of", "http.allowedOrigins");
    }
    assertThat(client.send(keepAlive("alice")).reason()).contains("not connected");
    client.send(connect("alice")).token();
    PeerClient.Answer hers = client.send(keepAlive("alice"), name, value);
    assertThat(hers.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(server.refusals().of(Reason.FOREIGN_PAGE)).isEqualTo(3);
  }

  @Test
  void clientThatKnowsOnlyTheSeed_saysNothingOfPages_andGoesOn() throws Exception {
    Server server = start();
    PeerClient client = client(server);
    client.send(connect("alice")).token();
    assertThat(client.send(keepAlive("alice")).status()).isEqualTo(Status.SUCCESSFUL);
    RawClient.Reply old = raw(server, "POST / HTTP/1.0", Messages.request("CONNECT", "1", "bob"));
    assertThat(old.status()).isEqualTo(200);
  }

  @Test
  void pageOfElsewhere_isRefused_overHttp2() throws Exception {
    try (HttpClient http = trusting()) {
      Server server = startWithTls("http.allowedOrigins", PLAYER);
      HttpResponse<String> foreign = post(http, server.url(), "Origin", "https://evil.example");
      assertThat(foreign.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(foreign.statusCode()).isEqualTo(403);
      assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(foreign.headers().firstValue("Vary")).hasValue("origin");
      assertThat(post(http, server.url(), "Sec-Fetch-Site", "cross-site").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void twoOrigins_are400() throws Exception {
    RawClient.Reply reply =
        raw(
            start("http.allowedOrigins", PLAYER),
            "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://player.example.org\r\n"
                + "Origin: https://evil.example",
            Messages.request("CONNECT", "1", "alice"));
    assertThat(reply.status()).isEqualTo(400);
  }

  // ---- names that lead here

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:7846, 200",
    "127.0.0.1, 200",
    "127.8.9.1:1, 200",
    "[::1]:7846, 200",
    "tracker.example.org:7846, 200",
    "Tracker.Example.org., 200",
    "rebound.example:7846, 403",
    "localhost.evil.example, 403",
    "127.0.0.1.evil.example, 403",
    "192.0.2.7, 403",
    "0.0.0.0, 403",
    "[::ffff:203.0.113.9], 403"
  })
  void fromThisMachine_hostMustBeANameOfIt(String host, int status) throws Exception {
    Server server = start("http.hosts", "tracker.example.org");
    String message = Messages.request("CONNECT", "1", "alice");
    RawClient.Reply reply = raw(server, "POST / HTTP/1.1\r\nHost: " + host, message);
    assertThat(reply.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(reason(reply)).contains("not as Host " + host, "http.hosts");
    }
    String target = "POST http://" + host + "/ HTTP/1.1\r\nHost: localhost";
    assertThat(raw(server, target, message).status()).isEqualTo(status);
  }

  /// A name that was made to point here: to its page the tracker is of the same origin.
  @Test
  void pageOfANameThatWasMadeToPointHere_isNotOneOfOurs() throws Exception {
    Server server =
        start(
            "proxy.trusted",
            "127.0.0.1",
            "proxy.header",
            "x-forwarded-for",
            "http.hosts",
            "ours.example");
    String message = Messages.request("CONNECT", "1", "alice");
    String head =
        "POST / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.7\r\nHost: %1$s\r\nOrigin: http://%1$s";
    assertThat(raw(server, head.formatted("rebound.example"), message).status()).isEqualTo(403);
    assertThat(raw(server, head.formatted("ours.example"), message).status()).isEqualTo(200);
    assertThat(raw(server, head.formatted("203.0.113.1:7846"), message).status()).isEqualTo(200);
  }

  @Test
  void behindAProxy_theForwardedAddressDecides() throws Exception {
    Server server = start("proxy.trusted", "127.0.0.1", "proxy.header", "forwarded");
    String message = Messages.request("CONNECT", "1", "alice");
    String head = "POST / HTTP/1.1\r\nHost: tracker.example.org";
    assertThat(raw(server, head + "\r\nForwarded: for=203.0.113.7", message).status())
        .isEqualTo(200);
    RawClient.Reply silent = raw(server, head, message);
    assertThat(silent.status()).isEqualTo(403);
    assertThat(reason(silent)).contains("proxy.trusted");
  }

  // ---- the operator

  @Test
  void page_isNeverTheOperator_evenOneThatMayBeAPeer() throws Exception {
    Server server = start("http.allowedOrigins", "*");
    PeerClient client = client(server);
    client.send(connect("alice"), "Origin", PLAYER).token();
    String query = Messages.request("STAT_QUERY", "2", "alice", "<StatRequest/>");
    String head = "POST / HTTP/1.1\r\nHost: localhost";
    assertThat(raw(server, head, query).status()).isEqualTo(200);
    for (String page : List.of("Origin: " + PLAYER, "Sec-Fetch-Site: same-origin")) {
      RawClient.Reply reply = raw(server, head + "\r\n" + page, query);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reason(reply)).contains("STAT_QUERY goes from the tracker to a peer");
    }
    assertThat(raw(server, "POST / HTTP/1.1\r\nHost: rebound.example", query).status())
        .isEqualTo(403);
  }

  // ---- pages that are wanted

  private static RawClient.Reply preflight(Server server, String origin) throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      return client
          .send(
              "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                  + origin
                  + "\r\nAccess-Control-Request-Method: POST\r\n"
                  + "Access-Control-Request-Headers: content-type,ppsp-session\r\n\r\n")
          .reply();
    }
  }

  @Test
  void wantedPage_isToldWhatItMaySend_andReadsTheAnswers() throws Exception {
    Server server =
        start("http.allowedOrigins", "http://localhost:3000, https://Player.example.org:443/");
    for (String origin : List.of(PLAYER, "http://localhost:3000")) {
      RawClient.Reply asked = preflight(server, origin);
      assertThat(asked.status()).isEqualTo(204);
      assertThat(asked.header("Content-Length")).isNull();
      assertThat(asked.header("Content-Type")).isNull();
      assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo(origin);
      assertThat(asked.header("Access-Control-Allow-Methods")).isEqualTo("POST");
      assertThat(asked.header("Access-Control-Allow-Headers"))
          .isEqualTo("Content-Type, PPSP-Session, Authorization");
      assertThat(asked.header("Access-Control-Max-Age")).isEqualTo("7200");
      assertThat(asked.header("Vary")).isEqualTo("origin");
      for (String text : List.of(Messages.request("CONNECT", "1", "alice"), "no message")) {
        RawClient.Reply reply =
            raw(server, "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin, text);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(reply.header("Access-Control-Expose-Headers"))
            .isEqualTo("PPSP-Session, Retry-After, WWW-Authenticate");
        assertThat(reply.header("Vary")).isEqualTo("origin");
      }
    }
    RawClient.Reply foreign = preflight(server, "https://evil.example");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(foreign.header("Access-Control-Allow-Origin")).isNull();
    assertThat(foreign.header("Vary")).isEqualTo("origin");
    assertThat(reason(foreign)).contains("https://evil.example", "http.allowedOrigins");
  }

  @Test
  void wantedPage_isServed_overHttp2() throws Exception {
    try (HttpClient http = trusting()) {
      Server server = startWithTls("http.allowedOrigins", PLAYER);
      HttpResponse<String> asked =
          http.send(
              HttpRequest.newBuilder(server.url())
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .headers("Origin", PLAYER, "Access-Control-Request-Method", "POST")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(asked.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(asked.statusCode()).isEqualTo(204);
      assertThat(asked.body()).isEmpty();
      assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PLAYER);
      assertThat(asked.headers().firstValue("Access-Control-Allow-Methods")).hasValue("POST");
      HttpResponse<String> answer = post(http, server.url(), "Origin", PLAYER);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PLAYER);
      assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
          .hasValue("PPSP-Session, Retry-After, WWW-Authenticate");
      assertThat(answer.headers().firstValue("Vary")).hasValue("origin");
    }
  }

  @Test
  void withoutAnyPage_answersSayNothingOfThem() throws Exception {
    Server server = start();
    assertThat(client(server).raw(connect("alice")).headers().map())
        .doesNotContainKeys("vary", "access-control-allow-origin");
    assertThat(preflight(server, PLAYER).status()).isEqualTo(403);
    try (RawClient client = new RawClient(server.address())) {
      RawClient.Reply reply = client.send("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n").reply();
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("Allow")).isEqualTo("POST");
    }
  }

  @Test
  void everyPage_mayBeAPeer_whereTheOperatorSaysSo() throws Exception {
    Server server = start("http.allowedOrigins", "*");
    HttpResponse<byte[]> answer =
        client(server).raw(connect("alice"), "Origin", "null", "Sec-Fetch-Site", "cross-site");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(answer.headers().firstValue("Vary")).isEqualTo(Optional.empty());
  }

  @Test
  void pages_areTakenByAReload() throws Exception {
    Server server = start();
    PeerClient client = client(server);
    assertThat(client.send(connect("alice"), "Origin", PLAYER).http()).isEqualTo(403);
    server.reload(configuration("http.allowedOrigins", PLAYER, "http.hosts", "ours.example"));
    assertThat(client.send(connect("alice"), "Origin", PLAYER).http()).isEqualTo(200);
    assertThat(
            raw(
                    server,
                    "POST / HTTP/1.1\r\nHost: ours.example",
                    Messages.request("CONNECT", "1", "alice"))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"player.example.org", "https://player.example.org/app", "https://a b", "null"})
  void originThatIsNone_isToldSo(String origin) {
    assertThatThrownBy(() -> configuration("http.allowedOrigins", origin))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.allowedOrigins")
        .hasMessageContaining("origins of web pages such as https://player.example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tracker.example.org:7846", "https://tracker.example.org", "a b", ""})
  void hostThatIsNone_isToldSo(String host) {
    assertThatThrownBy(() -> configuration("http.hosts", host))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.hosts")
        .hasMessageContaining("host names and addresses without ports");
  }

  // ---- HTTP/2

  private TestAuthority authority;

  private HttpClient trusting() {
    authority = TestAuthority.in(folder);
    return HttpClient.newBuilder().sslContext(authority.trust()).build();
  }

  private Server startWithTls(String... settings) throws Exception {
    TestAuthority.Issued own = authority.issue("tracker", "127.0.0.1");
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(
        List.of("tls.certificate", own.certificate().toString(), "tls.key", own.key().toString()));
    return start(all.toArray(String[]::new));
  }

  private static HttpResponse<String> post(HttpClient http, URI url, String... headers)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/xml")
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(Messages.request("CONNECT", "1", "alice")))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}

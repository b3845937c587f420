package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.request;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;
import org.ppsp.server.http.Transport;

/// The server as a whole, over sockets.
class ServerTest {
  private static Server start(String... settings) throws Exception {
    Map<String, String> options =
        new HashMap<>(Map.of("manage.listen", "none", "listen", "127.0.0.1:0"));
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    return Server.start(Configuration.load(null, Map.of(), options));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bind(..) failed with error(-99): Cannot assign requested address",
        "socket(..) failed with error(-97): Address family not supported by protocol",
        "Protocol family unavailable"
      })
  void addressThatIsNotHere_isToldWithACureThatWorks(String message) {
    IOException failure = new IOException(message);
    assertThat(Server.causeAndCure(failure, true)).endsWith("or 0.0.0.0 or [::] for all");
    assertThat(Server.causeAndCure(failure, false))
        .contains("IPv6 is off")
        .endsWith("or 0.0.0.0 for all")
        .doesNotContain("[");
  }

  @Test
  void managementPortThatIsTaken_isToldWithItsCure_andNothingStaysOpen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listen = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> start("manage.listen", listen))
          .isInstanceOf(StartException.class)
          .hasMessageContainingAll(listen, "for management: the port is in use", "manage.listen");
    }
    assertThatThrownBy(() -> start("manage.listen", "0.0.0.0:0"))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("no loopback address", "manage.token", "manage.certificate");
    assertThatThrownBy(() -> start("manage.certificate", "/nowhere"))
        .hasMessageContaining("manage.certificate is set and manage.key is not");
  }

  private static Response ask(Server server, String message) throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      return Messages.read(client.post(message).reply());
    }
  }

  private static void assertRefused(Response response, Status status, String reason) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(((Response.Refusal) response).reason()).contains(reason);
  }

  @Test
  void peersOfASwarm_findEachOther() throws Exception {
    try (Server server = start()) {
      assertThat(server.url())
          .isEqualTo(URI.create("http://127.0.0.1:" + server.address().getPort() + "/"));
      for (String peer : new String[] {"a", "b"}) {
        assertThat(ask(server, request("CONNECT", "1", peer))).isInstanceOf(Response.Connect.class);
        assertThat(ask(server, request("JOIN", "2", peer, "<SwarmID>s</SwarmID>")))
            .isInstanceOf(Response.Join.class);
      }
      Response found = ask(server, request("FIND", "3", "a", "<SwarmID>s</SwarmID>"));
      assertThat(((Response.Find) found).peers())
          .singleElement()
          .satisfies(peer -> assertThat(peer.id()).isEqualTo(new PeerId("b")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JOIN_CHUNK", "FIND_CHUNK", "LEAVE"})
  void chunksThatAreNoList_areRefusedWithTheCure(String method) throws Exception {
    try (Server server = start()) {
      var _ = ask(server, request("CONNECT", "1", "a"));
      for (String chunks : new String[] {"1,2,3", "0-", "0-99 -5"}) {
        String swarm = "<SwarmID>s</SwarmID><ChunkID>" + chunks + "</ChunkID>";
        assertRefused(
            ask(server, request(method, "2", "a", swarm)),
            Status.BAD_REQUEST,
            "write a list with blanks, such as '1 2 3'");
      }
    }
  }

  /// The token in the header is what lets a peer go on from another address; here both have one
  /// address, so a wrong token shows that it is looked at.
  @Test
  void sessionToken_isLookedAt() throws Exception {
    try (Server server = start();
        RawClient client = new RawClient(server.address())) {
      String token = client.post(request("CONNECT", "1", "a")).reply().header("PPSP-Session");
      String keepAlive = request("KEEPALIVE", "2", "a");
      assertThat(client.post(keepAlive, "PPSP-Session: " + token).reply().status()).isEqualTo(200);
      String wrong = "0123456789abcdef0123456789abcdef";
      assertThat(client.post(keepAlive, "PPSP-Session: " + wrong).reply().status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void ipv6_isServed(Transport transport) throws Exception {
    String name = transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
    try (Server server = start("listen", "[::1]:0", "http.transport", name)) {
      assertThat(server.url().toString()).startsWith("http://[::1]:");
      Response.Connect answer = (Response.Connect) ask(server, request("CONNECT", "1", "a"));
      assertThat(answer.observed().ip()).hasToString("::1");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void portInUse_isToldWithTheCure(Transport transport) throws Exception {
    String name = transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
    try (Server server = start()) {
      String listen = "127.0.0.1:" + server.address().getPort();
      assertThatThrownBy(() -> start("listen", listen, "http.transport", name))
          .isInstanceOf(StartException.class)
          .hasMessageContainingAll(listen, "in use", "another port");
    }
  }

  @Test
  void addressOfAnotherMachine_isToldWithTheCure() {
    assertThatThrownBy(() -> start("listen", "192.0.2.1:0", "allowPlainHttp", "true"))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("192.0.2.1:0", "no such address");
  }

  @Test
  void unknownHost_isToldWithTheCure() {
    assertThatThrownBy(() -> start("listen", "no-such-host.invalid:0"))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("no-such-host.invalid", "not known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:0", "[::]:0"})
  void plainHttp_needsLeave_onAnAddressThatIsNotLoopback(String listen) throws Exception {
    assertThatThrownBy(() -> start("listen", listen))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(listen, "allowPlainHttp");
    try (Server server = start("listen", "0.0.0.0:0", "allowPlainHttp", "true")) {
      assertThat(server.address().getPort()).isPositive();
    }
  }

  @Test
  void close_freesThePort_andMayBeCalledTwice() throws Exception {
    Server server = start();
    server.close();
    server.close();
    try (Server next = start("listen", "127.0.0.1:" + server.address().getPort())) {
      assertThat(next.address()).isEqualTo(server.address());
    }
  }

  // ---- STAT_QUERY, specification, section 7

  private static String connect(FakePeer peer) {
    return request("CONNECT", "1", "a", "<ControlPort>" + peer.port() + "</ControlPort>");
  }

  private static final String QUERY = request("STAT_QUERY", "q", "a");
  private static final String STATS_WANTED =
      request("STAT_QUERY", "q", "a", "<Stats><Stat property=\"UploadBandwidth\"/></Stats>");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void statQuery_goesToTheControlPort_andItsAnswerIsStored(String host) throws Exception {
    String listen = new Listen(host, 0).toString();
    try (FakePeer peer = FakePeer.honest(host);
        Server server = start("listen", listen)) {
      ask(server, connect(peer));
      Stat bandwidth = Stat.of("UploadBandwidth", 600);
      for (int i = 0; i < 2; i++) {
        Response.StatQuery answer = (Response.StatQuery) ask(server, STATS_WANTED);
        assertThat(answer.transactionId()).isEqualTo(new TransactionId("q"));
        assertThat(answer.stats()).containsExactly(bandwidth);
        assertThat(peer.asked.take().peerId()).isEqualTo(new PeerId("a"));
      }
      // Without a control port the tracker tells what it knows: what the peer answered.
      ask(server, request("CONNECT", "2", "a"));
      Response.StatQuery known = (Response.StatQuery) ask(server, STATS_WANTED);
      assertThat(known.stats()).containsExactly(bandwidth);
    }
  }

  @Test
  void statQuery_waitsForTheNextKeepAlive_ofAPeerWithoutControlPort() throws Exception {
    try (Server server = start()) {
      ask(server, request("CONNECT", "1", "a"));
      assertThat(((Response.StatQuery) ask(server, STATS_WANTED)).stats()).isEmpty();
      Response.KeepAlive answer = (Response.KeepAlive) ask(server, request("KEEPALIVE", "2", "a"));
      assertThat(answer.statRequest()).singleElement().hasToString("UploadBandwidth");
      ask(
          server,
          request(
              "STAT_REPORT",
              "3",
              "a",
              "<Stats><Stat property=\"UploadBandwidth\">7</Stat></Stats>"));
      assertThat(((Response.StatQuery) ask(server, STATS_WANTED)).stats())
          .containsExactly(Stat.of("UploadBandwidth", 7));
    }
  }

  @Test
  void statQuery_ofAPeerThatIsNotConnected_isRefused() throws Exception {
    try (Server server = start()) {
      assertRefused(ask(server, QUERY), Status.FORBIDDEN_ACTION, "peer a is not connected");
    }
  }

  @Test
  void statQuery_isNoOnesBusiness_whenSwitchedOff_orListeningElsewhere() throws Exception {
    for (String[] settings :
        new String[][] {
          {"statQuery.fromLoopback", "false"}, {"listen", "0.0.0.0:0", "allowPlainHttp", "true"}
        }) {
      try (FakePeer peer = FakePeer.honest("127.0.0.1");
          Server server = start(settings);
          RawClient client =
              new RawClient(
                  new InetSocketAddress(
                      InetAddress.ofLiteral("127.0.0.1"), server.address().getPort()))) {
        client.post(connect(peer)).reply();
        assertRefused(Messages.read(client.post(QUERY).reply()), Status.FORBIDDEN_ACTION, "");
        assertThat(peer.asked).isEmpty();
      }
    }
  }

  @Test
  void statQuery_isRefused_whenNoOneListensThere() throws Exception {
    try (Server server = start()) {
      try (FakePeer peer = FakePeer.honest("127.0.0.1")) {
        ask(server, connect(peer));
      }
      assertRefused(ask(server, QUERY), Status.SERVICE_UNAVAILABLE, "did not answer");
    }
  }

  @Test
  void statQuery_isRefused_whenThePeerIsSlow() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (FakePeer peer =
            new FakePeer(
                "127.0.0.1",
                (exchange, query) -> {
                  exchange.sendResponseHeaders(200, 100); // and then nothing
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                });
        Server server = start("statQuery.timeout", "100ms", "statQuery.concurrency", "1")) {
      ask(server, connect(peer));
      for (int i = 0; i < 2; i++) {
        assertRefused(ask(server, QUERY), Status.SERVICE_UNAVAILABLE, "did not answer");
      }
      end.countDown();
    }
  }

  @Test
  void statQueries_beyondTheLimit_areRefused() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (FakePeer peer =
            FakePeer.answering(
                "127.0.0.1",
                query -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  return new Response.StatQuery(query.transactionId(), query.peerId(), List.of());
                });
        Server server = start("statQuery.concurrency", "1", "statQuery.timeout", "1m");
        RawClient first = new RawClient(server.address())) {
      ask(server, connect(peer));
      first.post(QUERY);
      peer.asked.take();
      assertRefused(ask(server, QUERY), Status.SERVICE_UNAVAILABLE, "too many");
      end.countDown();
      assertThat(first.reply().status()).isEqualTo(200);
    }
  }

  /// Whatever a peer answers: the refusal says nothing of it, and no other place is asked.
  @ParameterizedTest
  @ValueSource(
      strings = {"redirect", "text", "status", "large", "transaction", "peer", "method", "refusal"})
  void statQuery_isRefused_whenTheAnswerIsNone(String kind) throws Exception {
    BlockingQueue<String> elsewhere = new LinkedBlockingQueue<>();
    try (FakePeer other = new FakePeer("127.0.0.1", (exchange, query) -> elsewhere.add("asked"));
        FakePeer peer = wrong(kind, other);
        Server server = start()) {
      ask(server, connect(peer));
      Response.Refusal refusal = (Response.Refusal) ask(server, QUERY);
      assertThat(refusal.status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
      assertThat(refusal.reason()).doesNotContain("secret");
      assertThat(elsewhere).isEmpty();
    }
  }

  private static FakePeer wrong(String kind, FakePeer other) throws IOException {
    TransactionId strange = new TransactionId("secret");
    return switch (kind) {
      case "redirect" -> raw(307, "", "Location", "http://127.0.0.1:" + other.port() + "/");
      case "text" -> raw(200, "secret", "X", "y");
      case "status" ->
          raw(
              500,
              "<PPSPTrackerProtocol version=\"1.0\"><Response>STAT_QUERY</Response>"
                  + "<TransactionID>q</TransactionID><Status code=\"0\">SUCCESSFUL</Status>"
                  + "<PeerID>a</PeerID><Stats/></PPSPTrackerProtocol>",
              "X",
              "y");
      case "large" -> raw(200, "secret".repeat(100_000), "X", "y");
      case "transaction" ->
          FakePeer.answering(
              "127.0.0.1", query -> new Response.StatQuery(strange, query.peerId(), List.of()));
      case "peer" ->
          FakePeer.answering(
              "127.0.0.1",
              query ->
                  new Response.StatQuery(query.transactionId(), new PeerId("secret"), List.of()));
      case "method" ->
          FakePeer.answering("127.0.0.1", query -> new Response.StatReport(query.transactionId()));
      default ->
          FakePeer.answering(
              "127.0.0.1", query -> Response.Refusal.of(query, Status.FORBIDDEN_ACTION, "secret"));
    };
  }

  private static FakePeer raw(int status, String body, String header, String value)
      throws IOException {
    return new FakePeer(
        "127.0.0.1",
        (exchange, query) -> {
          byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set(header, value);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static Response askBy(Server server, String from, String message) throws IOException {
    try (RawClient proxy = new RawClient(server.address())) {
      return Messages.read(proxy.post(message, "X-Forwarded-For: " + from).reply());
    }
  }

  @Test
  void clientOfAProxy_isSeenByItsOwnAddress() throws Exception {
    try (Server server =
        start("proxy.trusted", "127.0.0.0/8, ::1", "proxy.header", "x-forwarded-for")) {
      Response answer = askBy(server, "203.0.113.9:4711", request("CONNECT", "1", "a"));
      assertThat(((Response.Connect) answer).observed())
          .isEqualTo(PeerAddress.of(IpAddress.parse("203.0.113.9"), 4711, AddressType.REFLEXIVE));
      assertThat(askBy(server, "203.0.113.9", request("KEEPALIVE", "2", "a")).status())
          .isEqualTo(Status.SUCCESSFUL);
      assertThat(askBy(server, "203.0.113.10", request("KEEPALIVE", "3", "a")).status())
          .isEqualTo(Status.FORBIDDEN_ACTION);
      assertThat(askBy(server, "nobody", request("KEEPALIVE", "4", "a")).status())
          .isEqualTo(Status.BAD_REQUEST);
      assertThat(server.refusals().of(Reason.BAD_PROXY)).isEqualTo(1);
    }
  }

  /// Neither by a name that the proxy passes on, nor without one.
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "127.0.0.2", "unknown", "203.0.113.9"})
  void clientOfAProxyHere_isNoOperator(String from) throws Exception {
    String query =
        request("STAT_QUERY", "2", "a", "<Properties><Stat name=\"Uptime\"/></Properties>");
    try (Server server = start("proxy.trusted", "127.0.0.1", "proxy.header", "x-forwarded-for")) {
      assertThat(askBy(server, from, query).status()).isNotEqualTo(Status.SUCCESSFUL);
      assertThat(((Response.Refusal) askBy(server, from, query)).reason())
          .isEqualTo(((Response.Refusal) askBy(server, "203.0.113.77", query)).reason());
      assertThat(((Response.Refusal) ask(server, query)).reason())
          .isEqualTo(((Response.Refusal) askBy(server, "203.0.113.77", query)).reason());
    }
    try (Server server = start()) {
      assertThat(((Response.Refusal) ask(server, query)).reason()).contains("is not connected");
    }
  }

  @Test
  void clientThatAsksTooOften_is503_inItsEncoding() throws Exception {
    try (Server server =
            start(
                "proxy.trusted", "127.0.0.1",
                "proxy.header", "x-forwarded-for",
                "rate.exempt", "::1",
                "rate.requestsPerAddress", "2/m",
                "rate.burst", "1m");
        RawClient proxy = new RawClient(server.address())) {
      String from = "X-Forwarded-For: 203.0.113.9";
      assertThat(proxy.post(request("CONNECT", "1", "a"), from).reply().status()).isEqualTo(200);
      assertThat(proxy.post(request("KEEPALIVE", "2", "a"), from).reply().status()).isEqualTo(200);
      RawClient.Reply refused = proxy.post(request("KEEPALIVE", "3", "a"), from).reply();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(Long.parseLong(refused.header("retry-after"))).isBetween(25L, 45L);
      Response.Refusal answer = (Response.Refusal) Messages.read(refused);
      assertThat(answer.transactionId()).isEqualTo(new TransactionId("3"));
      assertRefused(answer, Status.SERVICE_UNAVAILABLE, "from your address");
      String json =
          "{\"PPSPTrackerProtocol\":{\"version\":1,\"request_type\":\"STAT_REPORT\","
              + "\"transaction_id\":\"4\",\"peer_id\":\"a\"}}";
      RawClient.Reply other =
          proxy.post(json, from, "Content-Type: application/ppsp-tracker+json").reply();
      assertThat(other.header("content-type")).isEqualTo("application/ppsp-tracker+json");
      assertThat(other.status()).isEqualTo(503);
      assertThat(
              proxy
                  .post(request("KEEPALIVE", "5", "a"), "X-Forwarded-For: 203.0.113.10")
                  .reply()
                  .status())
          .isEqualTo(403);
      assertThat(server.refusals().of(Reason.REQUESTS_OF_ADDRESS)).isEqualTo(2);
    }
  }
}

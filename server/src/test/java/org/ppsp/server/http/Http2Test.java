package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.keepAlive;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.audit.Refusals;
import org.ppsp.server.security.TlsEngine;
import org.ppsp.testkit.TestAuthority;

/// What [HttpFrontTest] and [HttpErrorsTest] hold of HTTP/1.1, over HTTP/2, with ordinary clients
/// and each engine of TLS.
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"BORINGSSL", "JDK"})
class Http2Test {
  @Parameter private TlsEngine engine;
  @TempDir private Path folder;

  private final Front.Settings settings = new Front.Settings();
  private TestAuthority authority;
  private TestAuthority.Issued issued;
  private @Nullable Front front;
  private @Nullable HttpClient client;

  @BeforeEach
  void issue() throws Exception {
    authority = TestAuthority.in(folder);
    issued = authority.issue("tracker", "127.0.0.1", "localhost");
    SslContext context = tls(engine, issued, null);
    settings.tls = () -> context;
  }

  /// TLS with a certificate; clients may have one of the authority.
  static SslContext tls(
      TlsEngine engine, TestAuthority.Issued issued, @Nullable TestAuthority authority)
      throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(issued.pair().getPrivate(), issued.value())
            .sslProvider(engine == TlsEngine.JDK ? SslProvider.JDK : SslProvider.OPENSSL)
            .applicationProtocolConfig(HttpFront.VERSIONS);
    if (authority != null) {
      builder.trustManager(authority.certificate().toFile()).clientAuth(ClientAuth.OPTIONAL);
    }
    return builder.build();
  }

  @AfterEach
  void close() throws IOException {
    if (client != null) {
      client.shutdownNow();
    }
    if (front != null) {
      front.close();
    }
  }

  private Front start(Requests requests) throws IOException {
    return start(requests, authority.trust());
  }

  private Front start(Requests requests, SSLContext context) throws IOException {
    front = Front.with(settings, requests);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(context).build();
    return front;
  }

  private HttpRequest.Builder request(String... headers) {
    URI url = URI.create("https://127.0.0.1:" + front.front.address().getPort() + "/any?a=b");
    HttpRequest.Builder builder = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return builder;
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .whenComplete(
            (reply, e) -> {
              if (reply != null) {
                assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_2);
              }
            });
  }

  private HttpResponse<String> post(String message, String... headers) {
    return post(BodyPublishers.ofString(message), headers);
  }

  private HttpResponse<String> post(BodyPublisher body, String... headers) {
    return send(request(headers).POST(body).build()).join();
  }

  private static @Nullable String header(HttpResponse<?> reply, String name) {
    return reply.headers().firstValue(name).orElse(null);
  }

  private static Response read(HttpResponse<String> reply) {
    return Messages.read(new RawClient.Reply(reply.statusCode(), Map.of(), reply.body()));
  }

  private static void assertRefused(HttpResponse<String> reply, int status, String reason) {
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(header(reply, "content-type")).isEqualTo("application/ppsp-tracker+xml");
    Response response = read(reply);
    assertThat(response.status()).isEqualTo(Status.BAD_REQUEST);
    assertThat(((Response.Refusal) response).reason()).contains(reason);
  }

  private void assertStillAnswers() {
    assertThat(post(keepAlive("again")).statusCode()).isEqualTo(200);
    assertThat(front.front.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void everyTransport_answers(Transport transport) throws Exception {
    settings.transport = transport;
    start(Front.KEEP_ALIVE);
    HttpResponse<String> reply = post(keepAlive("t1"));
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(header(reply, "content-type")).isEqualTo("application/ppsp-tracker+xml");
    assertThat(header(reply, "date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT");
    assertThat(header(reply, "content-length")).isEqualTo(reply.body().length() + "");
    assertThat(header(reply, "connection")).isNull();
    assertThat(read(reply)).isEqualTo(new Response.KeepAlive(new TransactionId("t1"), null));
    assertStillAnswers();
  }

  @Test
  void manyRequestsAtOnce_shareOneConnection() throws Exception {
    start(Front.KEEP_ALIVE);
    assertStillAnswers();
    List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      replies.add(send(request().POST(BodyPublishers.ofString(keepAlive("t" + i))).build()));
    }
    for (int i = 0; i < 90; i++) {
      assertThat(replies.get(i).join().body()).contains("<TransactionID>t" + i + "<");
    }
    assertStillAnswers();
  }

  /// Not as in HTTP/1.1: who waits holds up nobody.
  @Test
  void answerThatTakesTime_isOvertaken() throws Exception {
    BlockingQueue<Consumer<Answer>> taken = new LinkedBlockingQueue<>();
    start(
        (request, sender, later) -> {
          if (request.transactionId().equals(new TransactionId("slow"))) {
            taken.add(later);
            return null;
          }
          return Answer.of(Front.answer(request));
        });
    assertStillAnswers();
    CompletableFuture<HttpResponse<String>> slow =
        send(request().POST(BodyPublishers.ofString(keepAlive("slow"))).build());
    Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
    assertStillAnswers();
    assertThat(slow).isNotDone();
    later.accept(Answer.of(new Response.KeepAlive(new TransactionId("slow"), null)));
    later.accept(Answer.of(new Response.KeepAlive(new TransactionId("twice"), null)));
    assertThat(slow.join().body()).contains("<TransactionID>slow<");
    assertStillAnswers();
  }

  @Test
  void sessionToken_goesBothWays() throws Exception {
    SessionToken token = new SessionToken(1, 2);
    AtomicReference<Sender> seen = new AtomicReference<>();
    AtomicReference<String> said = new AtomicReference<>();
    start(
        (request, sender, later) -> {
          seen.set(sender);
          said.set(
              "%s %s %s %s %s"
                  .formatted(
                      sender.caller().session(),
                      sender.authorization(),
                      sender.method(),
                      sender.target(),
                      new String(sender.body(), StandardCharsets.US_ASCII)));
          return Answer.of(new Response.Connect(request.transactionId(), null, 30, token));
        });
    String message = Messages.request("CONNECT", "t", "peer");
    assertThat(header(post(message), SessionToken.HEADER)).isEqualTo(token.text());
    assertThat(said.get()).isEqualTo("null null POST /any?a=b " + message);
    post(message, "PPSP-SESSION", token.text(), "Authorization", "Bearer x").statusCode();
    assertThat(said.get()).isEqualTo(token + " Bearer x POST /any?a=b " + message);
  }

  @Test
  void refusalWithATimeToWait_saysRetryAfter() throws Exception {
    start(
        (request, sender, later) ->
            Answer.of(Response.Refusal.of(request, Status.FORBIDDEN_ACTION, "why").retryAfter(42)));
    HttpResponse<String> reply = post(keepAlive("t"));
    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(header(reply, "retry-after")).isEqualTo("42");
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCESSFUL")
  void refusals_haveTheirHttpStatus(Status status) throws Exception {
    int[] expected = {200, 400, 400, 403, 500, 503, 401};
    start(
        (request, sender, later) ->
            new Answer(
                status.http(), Response.Refusal.of(request, status, "why"), List.of("A", "B x=y")));
    HttpResponse<String> reply = post(keepAlive("t"));
    assertThat(reply.statusCode()).isEqualTo(expected[status.code()]);
    String retryAfter = header(reply, "retry-after");
    if (status == Status.SERVICE_UNAVAILABLE) {
      assertThat(Long.parseLong(retryAfter)).isBetween(7L, 10L);
    } else {
      assertThat(retryAfter).isNull();
    }
    assertThat(reply.headers().allValues("www-authenticate")).containsExactly("A", "B x=y");
    assertThat(read(reply).status()).isEqualTo(status);
  }

  @Test
  void unexpectedFailure_tellsNothingOfItself() throws Exception {
    start(
        (request, sender, later) -> {
          throw new IllegalStateException("secret");
        });
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> reply = post(keepAlive("t"));
      assertThat(reply.statusCode()).isEqualTo(500);
      assertThat(reply.body()).doesNotContain("secret").doesNotContain("Exception");
      assertThat(read(reply).transactionId()).isEqualTo(new TransactionId("t"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "OPTIONS", "DELETE", "TRACE"})
  void otherMethods_are405(String method) throws Exception {
    start(Front.KEEP_ALIVE);
    HttpResponse<String> reply =
        send(request().method(method, BodyPublishers.noBody()).build()).join();
    assertRefused(reply, 405, "POST");
    assertThat(header(reply, "allow")).isEqualTo("POST");
    assertStillAnswers();
  }

  /// As with HTTP/1.1; there is no whole URL in `:path`, either.
  @Test
  void hostOrTargetThatIsNone_is400() throws Exception {
    start(Front.KEEP_ALIVE);
    String[][] heads = {
      {"POST", "user@a", "/"},
      {"POST", "a/b", "/"},
      {"POST", "a", "/#x"},
      {"POST", "a", "*"},
      {"POST", "a", "a:80"},
      {"POST", "a", "http://a/"},
      {"POST", "a", "https://a/"}
    };
    try (RawHttp2 raw = RawHttp2.connect(front.front.address(), authority.trust())) {
      int stream = 1;
      for (String[] head : heads) {
        raw.headers(
            stream,
            true,
            ":method",
            head[0],
            ":scheme",
            "https",
            ":authority",
            head[1],
            ":path",
            head[2]);
        assertThat(raw.reply(stream).status()).as(String.join(" ", head)).isEqualTo(400);
        stream += 2;
      }
      raw.headers(stream, true, ":method", "CONNECT", ":authority", "a:80");
      assertThat(raw.reply(stream).status()).isEqualTo(405);
    }
  }

  /// As a client that is told by Alt-Svc would ask, or one whose proxy asks.
  @Test
  void targetOfHttps_isServed_withinTls() throws Exception {
    start(Front.KEEP_ALIVE);
    try (SSLSocket socket = RawHttp2.socket(front.front.address(), authority.trust(), 0);
        RawClient raw = new RawClient(socket)) {
      String message = keepAlive("t");
      String head = "POST https://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: ";
      raw.send(head + message.length() + "\r\n\r\n" + message);
      assertThat(raw.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void methodThatHttpDoesNotKnow_is501() throws Exception {
    start(Front.KEEP_ALIVE);
    HttpResponse<String> reply =
        send(request().method("FOO", BodyPublishers.noBody()).build()).join();
    assertRefused(reply, 501, "POST");
    assertStillAnswers();
  }

  @Test
  void head_is405_withoutABody() throws Exception {
    start(Front.KEEP_ALIVE);
    HttpResponse<String> reply = send(request().HEAD().build()).join();
    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(header(reply, "content-length")).isNotEqualTo("0");
    assertThat(reply.body()).isEmpty();
    assertStillAnswers();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Type     | application/json          | application/xml",
        "Content-Type     | text/plain                | application/xml",
        "Content-Type     | text/xml; charset=latin-1 | charset",
        "Content-Encoding | gzip                      | Content-Encoding"
      })
  void whatNoCodecReads_is415(String header, String value, String reason) throws Exception {
    start(Front.KEEP_ALIVE);
    assertRefused(post(keepAlive("t"), header, value), 415, reason);
    assertStillAnswers();
  }

  @Test
  void messageThatIsNone_is400() throws Exception {
    start(Front.KEEP_ALIVE);
    assertRefused(post(""), 400, "");
    assertRefused(post("<a>"), 400, "");
    assertRefused(post("<!DOCTYPE a><a/>"), 400, "DOCTYPE");
    assertRefused(post(keepAlive("t"), "PPSP-Session", "xyz"), 400, "PPSP-Session");
    assertRefused(
        post(keepAlive("t"), "Authorization", "A", "Authorization", "B"), 400, "Authorization");
    assertStillAnswers();
  }

  @Test
  void bodyOfTheMostBytes_isRead_inParts() throws Exception {
    start(Front.KEEP_ALIVE);
    byte[] message =
        (keepAlive("t") + " ".repeat(65_536))
            .substring(0, 65_536)
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(post(BodyPublishers.ofByteArray(message)).statusCode()).isEqualTo(200);
    BodyPublisher inParts =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofByteArrays(List.of(Arrays.copyOf(message, 30), new byte[0])));
    assertRefused(post(inParts), 400, "");
    assertStillAnswers();
  }

  @Test
  void bodyTooLarge_is413() throws Exception {
    start(Front.KEEP_ALIVE);
    for (int size : new int[] {65_537, 1 << 20}) {
      assertRefused(post(" ".repeat(size)), 413, "65536 bytes");
      assertRefused(
          post(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[size]))),
          413,
          "65536 bytes");
    }
    assertStillAnswers();
  }

  @Test
  void expectContinue_isToldToGoOn() throws Exception {
    start(Front.KEEP_ALIVE);
    for (int i = 0; i < 2; i++) {
      HttpRequest request =
          request().expectContinue(true).POST(BodyPublishers.ofString(keepAlive("t"))).build();
      assertThat(send(request).join().statusCode()).isEqualTo(200);
    }
    HttpRequest wrong =
        request("Content-Type", "text/plain")
            .expectContinue(true)
            .POST(BodyPublishers.ofString(keepAlive("t")))
            .build();
    assertRefused(send(wrong).join(), 415, "Content-Type");
  }

  @Test
  void longRequestLine_is414() throws Exception {
    start(Front.KEEP_ALIVE);
    URI url = request().build().uri().resolve("/" + "a".repeat(5000));
    HttpRequest request =
        HttpRequest.newBuilder(url).POST(BodyPublishers.ofString(keepAlive("t"))).build();
    assertRefused(send(request).join(), 414, "4096 bytes");
    assertStillAnswers();
  }

  @Test
  void certificateOfTheClient_isSeen() throws Exception {
    SslContext context = tls(engine, issued, authority);
    settings.tls = () -> context;
    TestAuthority.Issued own = authority.issue("peer", "urn:ppsp:peer:alice");
    BlockingQueue<X509Certificate> seen = new LinkedBlockingQueue<>();
    start(
        (request, sender, later) -> {
          seen.add(sender.certificate());
          return Answer.of(Front.answer(request));
        },
        identity(own));
    assertStillAnswers();
    assertThat(seen.remove()).isEqualTo(own.value());
  }

  private SSLContext identity(TestAuthority.Issued own) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", own.pair().getPrivate(), new char[0], new X509Certificate[] {own.value()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(Files.newInputStream(authority.certificate())));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void clientThatPrefersHttp11_getsIt() throws Exception {
    start(Front.KEEP_ALIVE);
    for (String[] protocols : new String[][] {{"http/1.1"}, {"http/1.1", "h3"}, {}}) {
      try (SSLSocket socket =
              RawHttp2.socket(front.front.address(), authority.trust(), 0, protocols);
          RawClient raw = new RawClient(socket)) {
        assertThat(raw.post(keepAlive("t")).reply().status()).isEqualTo(200);
      }
    }
  }

  /// Whatever the engine does, and however the first message is divided.
  @Test
  void clientThatSpeaksNothingOfOurs_getsTheAlertOfAlpn() throws Exception {
    start(Front.KEEP_ALIVE);
    for (String[] protocols : new String[][] {{"other"}, {"h3", "spdy/3", "http/1"}}) {
      assertThatThrownBy(
              () -> RawHttp2.socket(front.front.address(), authority.trust(), 0, protocols))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("no_application_protocol");
    }
    SSLEngine engine = authority.trust().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"other"});
    engine.setSSLParameters(parameters);
    ByteBuffer hello = ByteBuffer.allocate(1 << 15);
    engine.beginHandshake();
    engine.wrap(ByteBuffer.allocate(0), hello);
    try (Socket socket = new Socket()) {
      socket.connect(front.front.address());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      for (int i = 0; i < hello.position(); i++) {
        socket.getOutputStream().write(hello.get(i));
      }
      assertThat(socket.getInputStream().readAllBytes()).containsExactly(21, 3, 3, 0, 2, 2, 120);
    }
    assertThat(front.refusals.of(Refusals.Reason.MALFORMED)).isEqualTo(3);
  }

  /// As people call the tracker by hand.
  @Test
  void curl_isServed() throws Exception {
    start(Front.KEEP_ALIVE);
    assertThat(curl("--version")).contains("HTTP2");
    String url = request().build().uri().toString();
    String ca = authority.certificate().toString();
    String[] both = {
      "-s",
      "--http2",
      "--cacert",
      ca,
      "-w",
      "%{http_version} %{http_code}\n",
      "-H",
      "Content-Type: text/xml",
      "-d",
      keepAlive("t"),
      url,
      url
    };
    assertThat(curl(both))
        .contains("<TransactionID>t</TransactionID>")
        .containsPattern("(?s)2 200.*2 200");
    assertThat(curl("-s", "--http2", "--cacert", ca, "-i", url))
        .contains("HTTP/2 405", "allow: POST", "<Status code=\"1\">");
    String large = " ".repeat(70_000);
    Files.writeString(folder.resolve("large"), large);
    assertThat(
            curl(
                "-s",
                "--http2",
                "--cacert",
                ca,
                "-i",
                "-H",
                "Content-Type: text/xml",
                "-d",
                "@" + folder.resolve("large"),
                url))
        .contains("HTTP/2 413");
  }

  private static String curl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl"));
    command.addAll(List.of(arguments));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(curl.waitFor()).as(out).isZero();
    return out;
  }
}

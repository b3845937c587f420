package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ppsp.server.http.Messages.request;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
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
import org.ppsp.server.http.Messages;
import org.ppsp.server.http.RawClient;
import org.ppsp.server.security.TlsEngine;
import org.ppsp.testkit.TestAuthority;

/// TLS as clients see it, over sockets and with real certificates, with each engine.
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"BORINGSSL", "JDK"})
class TlsTest {
  private static final String KEEPALIVE = request("KEEPALIVE", "1", "a");
  private static final String CONNECT = request("CONNECT", "1", "a");

  @Parameter private TlsEngine engine;

  @TempDir private Path folder;
  private TestAuthority authority;
  private Path certificate;
  private Path key;

  @BeforeEach
  void issue() throws IOException {
    authority = TestAuthority.in(Files.createDirectory(folder.resolve("authority")));
    certificate = folder.resolve("tracker.pem");
    key = folder.resolve("tracker.key");
    install(authority.issue("tracker", "127.0.0.1", "localhost"));
  }

  private void install(TestAuthority.Issued issued) throws IOException {
    replace(issued.certificate(), certificate);
    replace(issued.key(), key);
  }

  /// As tools do it that renew certificates: the file is there as a whole, or not at all.
  private static void replace(Path from, Path to) throws IOException {
    Path next = Files.copy(from, Path.of(to + ".next"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private Server start(String... settings) throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("listen", "127.0.0.1:0");
    options.put("manage.listen", "none");
    options.put("tls.certificate", certificate.toString());
    options.put("tls.key", key.toString());
    options.put("reloadInterval", "50ms");
    options.put("tls.engine", engine.name().toLowerCase(Locale.ROOT));
    for (int i = 0; i < settings.length; i += 2) {
      options.put(settings[i], settings[i + 1]);
    }
    return Server.start(Configuration.load(null, Map.of(), options));
  }

  private static SSLSocket socket(Server server, SSLContext context, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static X509Certificate certificateOf(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @Test
  void message_isAnsweredOverTls13() throws Exception {
    try (Server server = start();
        HttpClient client = HttpClient.newBuilder().sslContext(authority.trust()).build()) {
      assertThat(server.url()).hasScheme("https").hasPort(server.address().getPort());
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(server.url())
                  .header("Content-Type", "application/ppsp-tracker+xml")
                  .POST(HttpRequest.BodyPublishers.ofString(CONNECT))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("<Status code=\"0\">");
      assertThat(answer.sslSession()).map(SSLSession::getProtocol).contains("TLSv1.3");
    }
  }

  /// Java's client reads no answer if it is told of the connection's end while it still sends.
  @Test
  void bodyTooLarge_isTold_amidTheRequest() throws Exception {
    SSLContext context = authority.trust();
    try (Server server = start()) {
      for (int i = 0; i < 10; i++) { // sessions are resumed, so that all comes sooner
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(server.url())
                      .version(HttpClient.Version.HTTP_1_1)
                      .header("Content-Type", "application/ppsp-tracker+xml")
                      .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 20]))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).isEqualTo(413);
          assertThat(answer.body()).contains("65536 bytes");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"EC,TLSv1.3", "EC,TLSv1.2", "RSA,TLSv1.3", "RSA,TLSv1.2"})
  void bothVersions_areSpoken_withBothKindsOfKeys(String algorithm, String version)
      throws Exception {
    install(authority.issue("other", algorithm, Duration.ofHours(1), "127.0.0.1"));
    try (Server server = start();
        SSLSocket socket = socket(server, authority.trust(), version);
        RawClient client = new RawClient(socket)) {
      assertThat(client.post(CONNECT).reply().status()).isEqualTo(200);
      assertThat(client.post(KEEPALIVE).reply().status()).isEqualTo(200);
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void tls12_canBeForbidden() throws Exception {
    try (Server server = start("tls.allowTls12", "false");
        SSLSocket socket = socket(server, authority.trust(), "TLSv1.2");
        SSLSocket newer = socket(server, authority.trust())) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
      newer.startHandshake();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void session_isResumed(String version) throws Exception {
    try (Server server = start()) {
      SSLContext context = authority.trust();
      long first = 0;
      for (int i = 0; i < 3; i++) {
        try (SSLSocket socket = socket(server, context, version);
            RawClient client = new RawClient(socket)) {
          client.post(CONNECT).reply(); // with it comes the ticket
          long created = socket.getSession().getCreationTime();
          first = i == 0 ? created : first;
          assertThat(created).isEqualTo(first);
        }
      }
      try (SSLSocket stranger = socket(server, authority.trust(), version)) {
        stranger.startHandshake();
        assertThat(stranger.getSession().getCreationTime()).isGreaterThan(first);
      }
    }
  }

  @Test
  void newCertificate_isTaken_twiceInARow_andConnectionsStay() throws Exception {
    try (Server server = start();
        SSLSocket first = socket(server, authority.trust());
        RawClient client = new RawClient(first)) {
      assertThat(client.post(CONNECT).reply().status()).isEqualTo(200);
      for (String name : new String[] {"second", "third"}) {
        TestAuthority.Issued issued = authority.issue(name, "127.0.0.1");
        install(issued);
        awaitCertificate(server, issued.value());
      }
      assertThat(client.post(KEEPALIVE).reply().status()).isEqualTo(200);
    }
  }

  /// The server looks every 50 ms.
  private void awaitCertificate(Server server, X509Certificate expected) throws Exception {
    for (int i = 0; i < 2000; i++) {
      try (SSLSocket socket = socket(server, authority.trust())) {
        socket.startHandshake();
        if (certificateOf(socket).equals(expected)) {
          return;
        }
      }
    }
    throw new AssertionError("the certificate was not taken");
  }

  @Test
  void plainHttp_isToldWhatToDo() throws Exception {
    try (Server server = start();
        RawClient client = new RawClient(server.address())) {
      RawClient.Reply reply = client.post(CONNECT).reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("connection")).isEqualTo("close");
      Response.Refusal refusal = (Response.Refusal) Messages.read(reply);
      assertThat(refusal.reason()).contains("TLS", "https://");
    }
  }

  @Test
  void tooManyConnections_areToldWithinTls() throws Exception {
    try (Server server = start("http.maxConnections", "1");
        RawClient first = new RawClient(socket(server, authority.trust()))) {
      assertThat(first.post(CONNECT).reply().status()).isEqualTo(200);
      try (RawClient second = new RawClient(socket(server, authority.trust()))) {
        assertThat(second.post(CONNECT).reply().status()).isEqualTo(503);
      }
    }
  }

  @Test
  void clientOfTls12_cannotBeginAnotherHandshake() throws Exception {
    try (Server server = start();
        SSLSocket socket = socket(server, authority.trust(), "TLSv1.2");
        RawClient client = new RawClient(socket)) {
      assertThat(client.post(CONNECT).reply().status()).isEqualTo(200);
      socket.startHandshake();
      assertThatThrownBy(() -> client.post(KEEPALIVE).reply()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void clientOfAnotherAuthority_doesNotTrustTheTracker() throws Exception {
    TestAuthority other = TestAuthority.in(Files.createDirectory(folder.resolve("other")));
    try (Server server = start();
        SSLSocket socket = socket(server, other.trust())) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void clientThatIsDone_isToldTheEndWithinTls() throws Exception {
    try (Server server = start();
        RawClient client = new RawClient(socket(server, authority.trust()))) {
      assertThat(client.post(CONNECT, "Connection: close").reply().status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue(); // a connection cut off would throw
    }
  }

  /// BoringSSL ends both directions together.
  @Test
  void clientThatHasEnded_stillGetsItsAnswer_fromTheJdksEngine() throws Exception {
    try (Server server = start();
        RawClient client = new RawClient(socket(server, authority.trust()))) {
      client.post(CONNECT).endInput();
      if (engine == TlsEngine.JDK) {
        assertThat(client.reply().status()).isEqualTo(200);
      }
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void handshakeThatStops_isCutOff() throws Exception {
    try (Server server = start("http.requestTimeout", "50ms", "http.idleTimeout", "50ms");
        RawClient silent = new RawClient(server.address());
        RawClient slow = new RawClient(server.address())) {
      slow.send(new byte[] {0x16, 3, 1, 0, (byte) 200, 1, 0});
      assertThat(slow.isClosed()).isTrue();
      assertThat(silent.isClosed()).isTrue();
    }
  }

  @Test
  void garbage_endsTheConnectionAndNothingElse() throws Exception {
    try (Server server = start();
        RawClient garbage = new RawClient(server.address());
        RawClient client = new RawClient(socket(server, authority.trust()))) {
      garbage.send(new byte[] {0x16, 3, 3, 0, 5, 9, 9, 9, 9, 9});
      while (!garbage.isClosed()) {
        // an alert
      }
      assertThat(client.post(CONNECT).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void addressOtherThanLoopback_isServedWithTls() throws Exception {
    try (Server server = start("listen", "0.0.0.0:0")) {
      assertThat(server.url()).hasScheme("https");
    }
  }

  @Test
  void filesThatCannotBeUsed_areToldWithTheCure() throws Exception {
    Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n");
    assertStartFails(key.toString(), "EC PRIVATE KEY", "openssl pkcs8 -topk8 -nocrypt");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
    assertStartFails(key.toString(), "neither RSA nor EC", "openssl genpkey");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
    assertStartFails(key.toString(), "no Base64");
    Files.writeString(key, "nothing");
    assertStartFails(key.toString(), "no private key");
    Files.write(key, new byte[(1 << 20) + 1]);
    assertStartFails(key.toString(), "larger than 1MiB");
    replace(authority.issue("other").key(), key);
    assertStartFails(key.toString(), "not that of the first certificate", certificate.toString());
    Files.writeString(
        certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertStartFails(certificate.toString(), "cannot be read");
    Files.writeString(certificate, "");
    assertStartFails(certificate.toString(), "no certificate");
    Files.delete(certificate);
    assertStartFails(certificate.toString(), "does not exist");
  }

  private void assertStartFails(String... parts) {
    assertThatThrownBy(this::start)
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void halfOfTheConfiguration_isToldWhatIsMissing() {
    for (String[] pair :
        new String[][] {{"tls.certificate", "tls.key"}, {"tls.key", "tls.certificate"}}) {
      assertThatThrownBy(
              () -> Configuration.load(null, Map.of(), Map.of(pair[0], certificate.toString())))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContainingAll(pair[0] + " is set", pair[1] + " is not");
    }
    assertThatThrownBy(
            () -> Configuration.load(null, Map.of(), Map.of("tls.certificate", "tracker.pem")))
        .hasMessageContaining("absolute");
  }
}

package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.testkit.TestAuthority;

/// The management port with a certificate and a token, both renewed while it runs.
@Timeout(60)
class ManageTlsTest {
  private static final String TOKEN = "a".repeat(32);

  @TempDir private Path folder;
  private TestAuthority authority;
  private Map<String, String> options;

  @BeforeEach
  void prepare() throws Exception {
    authority = TestAuthority.in(Files.createDirectory(folder.resolve("authority")));
    install("EC");
    Files.writeString(folder.resolve("token"), TOKEN);
    options =
        new HashMap<>(
            Map.of(
                "listen",
                "127.0.0.1:0",
                "manage.listen",
                "127.0.0.1:0",
                "manage.token",
                folder.resolve("token").toString(),
                "manage.certificate",
                folder.resolve("cert.pem").toString(),
                "manage.key",
                folder.resolve("key.pem").toString(),
                "reloadInterval",
                "50ms"));
  }

  private void install(String algorithm) throws Exception {
    TestAuthority.Issued issued =
        authority.issue("manage" + algorithm, algorithm, Duration.ofHours(1), "127.0.0.1");
    Files.copy(
        issued.certificate(), folder.resolve("cert.pem"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(issued.key(), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpResponse<String> get(URI url, String token) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(authority.trust()).build()) {
      return client.send(
          HttpRequest.newBuilder(url.resolve("/api/v1/status"))
              .header("Authorization", "Bearer " + token)
              .build(),
          BodyHandlers.ofString());
    }
  }

  private BigInteger serial(URI url) throws Exception {
    X509Certificate seen =
        (X509Certificate) get(url, TOKEN).sslSession().orElseThrow().getPeerCertificates()[0];
    return seen.getSerialNumber();
  }

  @Test
  void certificateAndToken_areRenewed_twiceInARow() throws Exception {
    try (Server server = Server.start(Configuration.load(null, Map.of(), options))) {
      URI url = Objects.requireNonNull(server.managementUrl());
      assertThat(url).hasScheme("https");
      assertThat(get(url, TOKEN).statusCode()).isEqualTo(200);
      assertThat(get(url, TOKEN).body()).contains("\"tokenNeeded\":true");
      assertThat(get(url, "b".repeat(32)).statusCode()).isEqualTo(401);
      for (String algorithm : new String[] {"RSA", "EC"}) {
        BigInteger before = serial(url);
        Files.writeString(folder.resolve("cert.pem"), "nonsense");
        install(algorithm);
        while (serial(url).equals(before)) {
          Thread.onSpinWait(); // the handshake itself takes its time
        }
      }
      for (String next : new String[] {"c".repeat(32), "d".repeat(16)}) {
        Files.writeString(folder.resolve("token"), "too short");
        Files.writeString(folder.resolve("token"), next + "\n");
        while (get(url, next).statusCode() != 200) {
          Thread.onSpinWait();
        }
      }
      assertThat(get(url, TOKEN).statusCode()).isEqualTo(401);
    }
  }

  /// RFC 7301, section 3.2; who names none speaks HTTP/1.1.
  @Test
  void clientThatSpeaksNoHttp11_getsTheAlertOfAlpn() throws Exception {
    try (Server server = Server.start(Configuration.load(null, Map.of(), options))) {
      URI url = Objects.requireNonNull(server.managementUrl());
      for (String[] protocols : new String[][] {{"h2"}, {"http/1.1"}, {"h2", "http/1.1"}, {}}) {
        try (SSLSocket socket =
            (SSLSocket)
                authority.trust().getSocketFactory().createSocket(url.getHost(), url.getPort())) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setApplicationProtocols(protocols);
          socket.setSSLParameters(parameters);
          if (List.of(protocols).equals(List.of("h2"))) {
            assertThatThrownBy(socket::startHandshake)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("no_application_protocol");
          } else {
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol())
                .isEqualTo(protocols.length == 0 ? "" : "http/1.1");
          }
        }
      }
    }
  }

  @Test
  void filesThatCannotBeUsed_refuseTheStart() throws Exception {
    Files.writeString(folder.resolve("token"), "short");
    assertThatThrownBy(() -> Server.start(Configuration.load(null, Map.of(), options)))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("token", "at least 16", "openssl rand -hex 32")
        .hasMessageNotContaining("short ");
    Files.writeString(folder.resolve("token"), TOKEN);
    TestAuthority.Issued other = authority.issue("other", "127.0.0.1");
    Files.copy(other.key(), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Server.start(Configuration.load(null, Map.of(), options)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("is not that of the first certificate");
  }
}

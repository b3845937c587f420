package org.ppsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestAuthorityTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void serverWithItsCertificate_isTrusted(String algorithm) throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    connect(
        authority.issue("server", algorithm, Duration.ofHours(1), "127.0.0.1", "localhost"),
        authority.trust());
  }

  @Test
  void certificateThatIsOverOrOfAnother_isNotTrusted() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued old = authority.issue("old", "EC", Duration.ofHours(-1), "127.0.0.1");
    assertThatThrownBy(() -> old.value().checkValidity())
        .isInstanceOf(CertificateExpiredException.class);
    assertThatThrownBy(() -> connect(old, authority.trust()))
        .isInstanceOf(SSLHandshakeException.class);
    SSLContext other = TestAuthority.in(Files.createDirectory(folder.resolve("other"))).trust();
    assertThatThrownBy(() -> connect(authority.issue("server", "127.0.0.1"), other))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void files_arePem_andUrisAreSubjects() throws Exception {
    TestAuthority.Issued issued = TestAuthority.in(folder).issue("alice", "urn:ppsp:peer:alice");
    assertThat(issued.certificate()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
    assertThat(issued.key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(issued.value().getSubjectAlternativeNames().toString())
        .isEqualTo("[[6, urn:ppsp:peer:alice]]");
    assertThat(folder.resolve("authority.pem")).exists();
  }

  private static void connect(TestAuthority.Issued issued, SSLContext client) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", issued.pair().getPrivate(), new char[0], new Certificate[] {issued.value()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread accepting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (SSLSocket accepted = (SSLSocket) server.accept()) {
                      accepted.startHandshake();
                    } catch (IOException _) {
                      // the client tells
                    }
                  });
      try (SSLSocket socket =
          (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", server.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
      } finally {
        accepting.join();
      }
    }
  }
}

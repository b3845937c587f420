package org.ppsp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
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
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.auth.PeerName;
import org.ppsp.protocol.xml.XmlCodec;

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

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void peersCertificate_namesIt_andIsForClients(String algorithm) throws Exception {
    PeerId peer = new PeerId("zoë/1");
    TestAuthority.Issued issued =
        TestAuthority.in(folder).peer(peer, algorithm, Duration.ofHours(1));
    assertThat(PeerName.of(issued.value())).contains(peer);
    assertThat(issued.value().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(issued.certificate()).exists().hasParent(folder);
  }

  @Test
  void listOfWhatIsRevoked_isWrittenAnew() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued alice = authority.peer(new PeerId("alice"));
    assertThat(revoked(authority.revoke(), alice)).isFalse();
    assertThat(revoked(authority.revoke(alice.value()), alice)).isTrue();
    assertThat(revoked(authority.revoke(), alice)).isFalse();
  }

  private static boolean revoked(Path list, TestAuthority.Issued issued) throws Exception {
    try (InputStream in = Files.newInputStream(list)) {
      return CertificateFactory.getInstance("X.509").generateCRL(in).isRevoked(issued.value());
    }
  }

  @Test
  void keyOfTheCallers_isSigned() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    PublicKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    assertThat(authority.peer(new PeerId("alice"), key).getPublicKey()).isEqualTo(key);
  }

  @Test
  void trackerThatServesTls_seesWhoHasACertificate() throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Issued peer = authority.peer(new PeerId("alice"));
    try (FakeTracker tracker =
        FakeTracker.start(
            new XmlCodec(), authority.serve(authority.issue("tracker", "127.0.0.1")))) {
      assertThat(tracker.uri()).hasScheme("https");
      post(tracker, authority.serve(peer));
      post(tracker, authority.trust());
      assertThat(tracker.received())
          .extracting(Received::certificate)
          .containsExactly(peer.value(), null);
    }
  }

  private static void post(FakeTracker tracker, SSLContext tls) throws Exception {
    ByteWriter out = new ByteWriter();
    new XmlCodec().encode(new Request.KeepAlive(new TransactionId("1"), new PeerId("alice")), out);
    HttpRequest request =
        HttpRequest.newBuilder(tracker.uri())
            .POST(HttpRequest.BodyPublishers.ofByteArray(out.toByteArray()))
            .build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(403);
    }
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

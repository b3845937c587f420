package org.ppsp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;
import org.ppsp.testkit.FakeTracker;
import org.ppsp.testkit.Received;
import org.ppsp.testkit.TestAuthority;

/// How a peer shows its second family; the address that is connected to is the test's.
@Timeout(60)
class OtherFamilyTest {
  private static final SessionToken TOKEN = new SessionToken(47, 11);
  private static final Request KEEP_ALIVE =
      new Request.KeepAlive(new TransactionId("t"), new PeerId("alice"));
  private static final XmlCodec CODEC = new XmlCodec();

  private static PeerAddress address(String ip) {
    return PeerAddress.of(IpAddress.parse(ip), 6778, AddressType.HOST);
  }

  private static byte[] body() {
    ByteWriter out = new ByteWriter(512);
    CODEC.encode(KEEP_ALIVE, out);
    return Arrays.copyOf(out.array(), out.size());
  }

  private static int send(SSLContext context, URI tracker) throws Exception {
    return new OtherFamily(context, Duration.ofSeconds(20))
        .send(tracker, InetAddress.getLoopbackAddress(), CODEC.mediaType(), TOKEN, body());
  }

  @Test
  void peer_needsItOnlyForPublicAddressesOfAnotherFamily() {
    PeerAddress v4 = address("198.51.100.7");
    PeerAddress v6 = address("2001:db8::7");
    assertThat(OtherFamily.isNamed(List.of(v4, v6), v4)).isTrue();
    assertThat(OtherFamily.isNamed(List.of(v4), v6)).isTrue();
    assertThat(OtherFamily.isNamed(List.of(v6, address("10.0.0.1")), v6)).isFalse();
    assertThat(OtherFamily.isNamed(List.of(v4, address("fe80::1")), v4)).isFalse();
    assertThat(OtherFamily.isNamed(List.of(), v4)).isFalse();
  }

  @Test
  void tracker_isReachedAtItsFirstAddressOfTheOtherFamily() throws Exception {
    InetAddress v4 = InetAddress.ofLiteral("192.0.2.1");
    InetAddress v6 = InetAddress.ofLiteral("2001:db8::1");
    assertThat(OtherFamily.of(List.of(v4, v6), address("198.51.100.7"))).contains(v6);
    assertThat(OtherFamily.of(List.of(v4, v6), address("2001:db8::7"))).contains(v4);
    assertThat(OtherFamily.of(List.of(v4), address("198.51.100.7"))).isEmpty();
  }

  @Test
  void request_isTheOneThatItIs_withTheToken() throws Exception {
    try (FakeTracker tracker = FakeTracker.start()) {
      URI uri = URI.create("http://ppsp.example:" + tracker.uri().getPort() + "/a%20b?c=d");
      assertThat(send(SSLContext.getDefault(), uri)).isEqualTo(403); // it is not connected
      Received received = tracker.await(Method.KEEPALIVE);
      assertThat(received.request()).isEqualTo(KEEP_ALIVE);
      assertThat(received.token()).isEqualTo(TOKEN);
    }
  }

  @Test
  void certificate_mustBeOfTheTrackersName_notOfTheAddress(@TempDir Path folder) throws Exception {
    TestAuthority authority = TestAuthority.in(folder);
    SSLContext server = authority.serve(authority.issue("tracker", "ppsp.example"));
    try (FakeTracker tracker = FakeTracker.start(CODEC, server)) {
      int port = tracker.uri().getPort();
      assertThat(send(authority.trust(), URI.create("https://ppsp.example:" + port)))
          .isEqualTo(403);
      assertThat(tracker.await(Method.KEEPALIVE).token()).isEqualTo(TOKEN);
      URI other = URI.create("https://other.example:" + port);
      assertThatThrownBy(() -> send(authority.trust(), other))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }
}

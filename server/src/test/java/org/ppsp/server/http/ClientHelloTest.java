package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.ppsp.server.http.ClientHello.Verdict;

/// First messages of real clients, whole and in every part, and spoilt ones.
class ClientHelloTest {
  private static final List<String> SPOKEN = List.of("h2", "http/1.1");

  private static byte[] hello(String... protocols) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("tracker.example.org", 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.beginHandshake();
    var _ = engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static Verdict judge(byte... bytes) {
    return ClientHello.judge(Unpooled.wrappedBuffer(bytes), SPOKEN);
  }

  @Test
  void clientOfOtherProtocols_isFound() throws Exception {
    assertThat(judge(hello())).isEqualTo(Verdict.GO_ON);
    assertThat(judge(hello("h2"))).isEqualTo(Verdict.GO_ON);
    assertThat(judge(hello("h3", "http/1.1"))).isEqualTo(Verdict.GO_ON);
    assertThat(judge(hello("h3"))).isEqualTo(Verdict.NO_COMMON_PROTOCOL);
    assertThat(judge(hello("H2", "http/1", "http/1.10"))).isEqualTo(Verdict.NO_COMMON_PROTOCOL);
  }

  @Test
  void everyPart_isWaitedFor() throws Exception {
    byte[] whole = hello("h3");
    for (int length = 0; length < whole.length; length++) {
      assertThat(judge(Arrays.copyOf(whole, length))).isEqualTo(Verdict.INCOMPLETE);
    }
    byte[] more = Arrays.copyOf(whole, whole.length + 10);
    assertThat(judge(more)).isEqualTo(Verdict.NO_COMMON_PROTOCOL);
  }

  /// Whatever stands there, the engine says what is wrong with it.
  @Test
  void spoiltMessage_isLeftToTheEngine() throws Exception {
    byte[] whole = hello("h2");
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] spoilt = whole.clone();
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        spoilt[5 + random.nextInt(spoilt.length - 5)] = (byte) random.nextInt(256);
      }
      assertThat(judge(spoilt)).isNotEqualTo(Verdict.INCOMPLETE);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThat(judge(noise)).isNotNull();
    }
    byte[] record = {22, 3, 1, 0x40, 1};
    assertThat(judge(record)).isEqualTo(Verdict.GO_ON); // too long for a record
    assertThat(judge((byte) 21, (byte) 3, (byte) 3, (byte) 0, (byte) 2)).isEqualTo(Verdict.GO_ON);
  }
}

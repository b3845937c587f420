package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.ProxyGate.Announced;

/// Whatever a trusted proxy begins with is the header of the PROXY protocol, the beginning of one,
/// or ends the connection. The inputs are in `ProxyGateFuzzInputs` among the resources.
class ProxyGateFuzz {
  /// What stands behind the gate.
  private static final class Behind extends ChannelInboundHandlerAdapter {
    final List<Announced> told = new ArrayList<>();
    int bytes;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Announced announced) {
        told.add(announced);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf read = (ByteBuf) message;
      bytes += read.readableBytes();
      read.release();
    }
  }

  @FuzzTest
  void header(byte[] bytes) {
    List<Reason> refused = new ArrayList<>();
    EmbeddedChannel channel = new EmbeddedChannel();
    Behind behind = new Behind();
    new ProxyGate(Duration.ofSeconds(1), (reason, detail) -> refused.add(reason))
        .addTo(channel.pipeline());
    channel.pipeline().addLast(behind);
    int half = bytes.length / 2;
    channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, half));
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes, half, bytes.length - half));
    }
    if (refused.isEmpty()) {
      assertThat(channel.isOpen()).isTrue();
      assertThat(behind.told.size()).isLessThanOrEqualTo(1);
      assertThat(behind.bytes).isLessThanOrEqualTo(behind.told.isEmpty() ? 0 : bytes.length - 15);
    } else {
      assertThat(refused).containsExactly(Reason.BAD_PROXY);
      assertThat(channel.isOpen()).isFalse();
      assertThat(behind.told).isEmpty();
    }
    for (Announced announced : behind.told) {
      if (announced.origin() != null && announced.origin().ip().isKnown()) {
        assertThat(announced.origin().ip().isUsable()).isTrue();
        assertThat(announced.origin().ip().isLoopback()).isFalse();
      }
    }
    channel.finishAndReleaseAll();
  }
}

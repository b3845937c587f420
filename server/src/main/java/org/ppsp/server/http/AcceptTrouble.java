package org.ppsp.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says why connections are not accepted, once a minute; Netty pauses for a second and tries again.
/// Stands at the end of a listener's pipeline. For its event loop.
public final class AcceptTrouble extends ChannelInboundHandlerAdapter {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final Logger LOG = LoggerFactory.getLogger(AcceptTrouble.class);

  private final String port;

  /// Asked for before there is trouble: the JVM needs a file to tell how many are open.
  private final long limit = OpenFiles.now().limit();

  private long told;
  private boolean hasTold;

  private AcceptTrouble(String port) {
    this.port = port;
  }

  /// Watches a listener.
  ///
  /// @param port what the log calls it
  public static void watch(Channel listener, String port) {
    listener.pipeline().addLast(new AcceptTrouble(port));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    long now = System.nanoTime();
    if (!hasTold || now - told >= MINUTE) {
      hasTold = true;
      told = now;
      LOG.error("the {} accepts no connections for now: {}", port, causeAndCure(cause));
    }
  }

  private String causeAndCure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("Too many open files")
        ? "the process may open "
            + limit
            + " files, and all of them are open. Raise the limit (ulimit -n, LimitNOFILE of"
            + " systemd), or lower http.maxConnections"
        : message;
  }
}

package org.ppsp.server.http;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.Request;
import org.ppsp.tracker.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line a request at level debug, in the log `org.ppsp.access`.
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("org.ppsp.access");

  private AccessLog() {}

  /// When a request begins; the clock is read only if someone will see it.
  static long now() {
    return LOG.isDebugEnabled() ? System.nanoTime() : 0;
  }

  /// Writes `address method peer HTTP-status status bytes microseconds`; `-` is what is not known.
  static void write(
      Caller caller, @Nullable Request request, Answer answer, int bytes, long begun) {
    if (LOG.isDebugEnabled()) {
      Method method = answer.response().method();
      LOG.debug(
          "{} {} {} {} {} {} B {} us",
          caller.ip().isKnown() ? caller.ip() : "-",
          method == null ? "-" : method,
          request == null ? "-" : request.peerId(),
          answer.http(),
          answer.response().status(),
          bytes,
          begun == 0 ? 0 : (System.nanoTime() - begun) / 1000);
    }
  }
}

package org.ppsp.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Finds heads of requests that two servers could read in two ways.
public final class Framing {
  /// What is wrong with a head.
  ///
  /// @param status the answer's
  /// @param detail what the client is told
  public record Fault(HttpResponseStatus status, String detail) {}

  private Framing() {}

  /// What makes it unclear how long the request is, or for whom; null if nothing does.
  public static @Nullable Fault fault(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (request.protocolVersion().majorVersion() != 1) {
      return new Fault(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "this port speaks HTTP/1.1 and HTTP/1.0");
    }
    boolean http10 = isHttp10(request);
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null
        && (http10
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)
            || isRepeated(headers, HttpHeaderNames.TRANSFER_ENCODING))) {
      return new Fault(
          HttpResponseStatus.BAD_REQUEST, "Transfer-Encoding must be chunked or absent");
    }
    String host = headers.get(HttpHeaderNames.HOST);
    if (host == null ? !http10 : isRepeated(headers, HttpHeaderNames.HOST)) {
      return new Fault(HttpResponseStatus.BAD_REQUEST, "there must be one header Host");
    }
    return null;
  }

  /// Whether the client speaks HTTP/1.0.
  static boolean isHttp10(HttpRequest request) {
    return request.protocolVersion().minorVersion() == 0;
  }

  /// Whether there are several headers of a name, of which there is one.
  static boolean isRepeated(HttpHeaders headers, CharSequence name) {
    Iterator<String> values = headers.valueStringIterator(name);
    values.next();
    return values.hasNext();
  }
}

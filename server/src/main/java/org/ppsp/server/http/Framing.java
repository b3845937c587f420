package org.ppsp.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds heads of requests that two servers could read in two ways, or that HTTP does not allow.
public final class Framing {
  /// What is wrong with a head.
  ///
  /// @param status the answer's
  /// @param detail what the client is told
  public record Fault(HttpResponseStatus status, String detail) {}

  /// Those of RFC 9110, section 9, and PATCH (RFC 5789).
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.DELETE,
          HttpMethod.CONNECT,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PATCH);

  private static final Fault UNCLEAR =
      new Fault(HttpResponseStatus.BAD_REQUEST, "Transfer-Encoding must be chunked or absent");

  private Framing() {}

  /// What makes it unclear how long the request is, or for whom; null if nothing does.
  ///
  /// @param maySayHttps whether the request may be for an `https` URL: it came within TLS, or from
  ///   a proxy that is believed
  public static @Nullable Fault fault(HttpRequest request, boolean maySayHttps) {
    HttpHeaders headers = request.headers();
    if (request.protocolVersion().majorVersion() != 1) {
      return new Fault(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "this port speaks HTTP/1.1 and HTTP/1.0");
    }
    boolean http10 = isHttp10(request);
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      Fault coding = codingFault(headers.getAll(HttpHeaderNames.TRANSFER_ENCODING), http10);
      if (coding != null) {
        return coding;
      }
    }
    String host = headers.get(HttpHeaderNames.HOST);
    if (host == null ? !http10 : isRepeated(headers, HttpHeaderNames.HOST)) {
      return new Fault(HttpResponseStatus.BAD_REQUEST, "there must be one header Host");
    }
    if (host != null && !RequestTarget.isAuthority(host)) {
      return new Fault(
          HttpResponseStatus.BAD_REQUEST, "the header Host must be a host and perhaps a port");
    }
    return RequestTarget.fault(request.method(), request.uri(), maySayHttps);
  }

  /// Where chunked is not the last coding, or stands there twice, nobody can tell how long the
  /// request is (RFC 9112, section 6.3); one before it that is not known is 501 (section 6.1).
  private static @Nullable Fault codingFault(List<String> lines, boolean http10) {
    boolean isChunked = false;
    boolean isStrange = false;
    for (String coding : String.join(",", lines).split(",", -1)) {
      String name = coding.strip();
      if (http10
          || isChunked
          || name.isEmpty()
          || HttpHeaderValidationUtil.validateToken(name) != -1) {
        return UNCLEAR;
      }
      isChunked = HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(name);
      isStrange |= !isChunked;
    }
    if (!isChunked) {
      return UNCLEAR;
    }
    return isStrange
        ? new Fault(
            HttpResponseStatus.NOT_IMPLEMENTED,
            "the only Transfer-Encoding that is read here is chunked")
        : null;
  }

  /// Whether HTTP knows the method, whatever becomes of it here.
  public static boolean isKnown(HttpMethod method) {
    return METHODS.contains(method);
  }

  /// Whether the client speaks HTTP/1.0.
  static boolean isHttp10(HttpRequest request) {
    return request.protocolVersion().minorVersion() == 0;
  }

  /// Whether all codings of a body are `identity`, or there is none.
  public static boolean isUncoded(HttpHeaders headers) {
    for (String line : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      for (String coding : line.split(",", -1)) {
        String name = coding.strip();
        if (!name.isEmpty() && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(name)) {
          return false;
        }
      }
    }
    return true;
  }

  /// Whether there are several headers of a name, of which there is one.
  static boolean isRepeated(HttpHeaders headers, CharSequence name) {
    Iterator<String> values = headers.valueStringIterator(name);
    values.next();
    return values.hasNext();
  }
}

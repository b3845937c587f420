package org.ppsp.server.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import io.netty.util.internal.StringUtil;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.Framing.Fault;

/// The forms in which a request line says what is asked for (RFC 9112, section 3.2).
final class RequestTarget {
  private static final int MAX_PORT = 0xffff;

  /// What a name in a URI has beside letters, digits and percent-encoded bytes (RFC 3986, section
  /// 3.2.2).
  private static final String OTHERS_OF_NAME = "-._~!$&'()*+,;=";

  private RequestTarget() {}

  /// What is wrong with a target; null if nothing is.
  ///
  /// @param maySayHttps whether the request may be for an `https` URL: it came within TLS, or from
  ///   a proxy that is believed
  static @Nullable Fault fault(HttpMethod method, String target, boolean maySayHttps) {
    if (!isVisible(target) || target.indexOf('#') >= 0) {
      return bad("the target of a request is a path in visible ASCII, and has no fragment");
    }
    if (method.equals(HttpMethod.CONNECT)) {
      return isAuthority(target) && target.matches(".*:\\d+")
          ? null
          : bad("the target of CONNECT is a host and a port");
    }
    if (target.startsWith("/")) {
      return null;
    }
    if (target.equals("*")) {
      return method.equals(HttpMethod.OPTIONS)
          ? null
          : bad("* is the target of OPTIONS only; send messages to a path, such as /");
    }
    return absoluteFault(target, maySayHttps);
  }

  private static @Nullable Fault absoluteFault(String target, boolean maySayHttps) {
    String authority = authority(target);
    if (authority == null || !isAuthority(authority)) {
      return bad("the target of a request is a path, such as /, or an absolute http URL");
    }
    boolean isHttps = target.regionMatches(true, 0, "https:", 0, 6);
    if (isHttps ? !maySayHttps : !target.regionMatches(true, 0, "http:", 0, 5)) {
      return new Fault(
          HttpResponseStatus.MISDIRECTED_REQUEST,
          isHttps
              ? "this port speaks no TLS, and does not answer for https URLs; a proxy before it"
                  + " that ends TLS belongs in proxy.trusted"
              : "this port answers for http and https URLs only");
    }
    return null;
  }

  /// The host and port of a target that has a scheme before them; null if it has none.
  static @Nullable String authority(String target) {
    int scheme = target.indexOf("://");
    if (scheme <= 0 || target.startsWith("/") || target.lastIndexOf('/', scheme) >= 0) {
      return null;
    }
    int start = scheme + 3;
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return target.substring(start, end);
  }

  /// The path and query of a target, whichever form it has.
  static String path(String target) {
    String authority = authority(target);
    if (authority == null) {
      return target;
    }
    String path = target.substring(target.indexOf("://") + 3 + authority.length());
    return path.startsWith("/") ? path : "/" + path;
  }

  /// Whether a text is a host and perhaps a port, without a user's name (RFC 9110, section 7.2).
  static boolean isAuthority(String text) {
    int at = 0;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || !NetUtil.isValidIpV6Address(text.substring(1, close))) {
        return false;
      }
      at = close + 1;
    } else {
      int length = nameLength(text);
      if (length <= 0) {
        return false;
      }
      at = length;
    }
    return at == text.length() || text.charAt(at) == ':' && isPort(text, at + 1);
  }

  /// The characters of a name at the beginning of a text; -1 if one is encoded and is none.
  private static int nameLength(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '%') {
        if (at + 2 >= text.length()
            || StringUtil.decodeHexNibble(text.charAt(at + 1)) < 0
            || StringUtil.decodeHexNibble(text.charAt(at + 2)) < 0) {
          return -1;
        }
        at += 2;
      } else if (!isAlphanumeric(c) && OTHERS_OF_NAME.indexOf(c) < 0) {
        return at;
      }
      at++;
    }
    return at;
  }

  /// A port may be empty (RFC 3986, section 3.2.3).
  private static boolean isPort(String text, int start) {
    int port = 0;
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      port = 10 * port + (c - '0');
      if (c < '0' || c > '9' || port > MAX_PORT) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static Fault bad(String detail) {
    return new Fault(HttpResponseStatus.BAD_REQUEST, detail);
  }
}

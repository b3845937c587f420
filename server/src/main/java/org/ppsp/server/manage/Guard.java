package org.ppsp.server.manage;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.security.ManageAccess;

/// Who is let in.
///
/// With a token, who shows it. Without one, which there is on loopback only, whoever is on this
/// machine; but not a web page of elsewhere that is open in a browser here: it would come under a
/// foreign name (`Host`), or say where it comes from (`Origin`).
final class Guard {
  private static final String CHALLENGE = "Bearer realm=\"ppsp management\"";

  private final ManageAccess access;

  Guard(ManageAccess access) {
    this.access = access;
  }

  /// Whether a request of that method changes nothing.
  static boolean isRead(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  /// Whether a token is needed.
  boolean needsToken() {
    return access.needsToken();
  }

  /// @param host null for HTTP/1.0 without the header, which no browser speaks
  /// @param open whether it is one of the paths that need no token
  /// @throws Problem if the caller is not let in
  void check(
      String method,
      boolean open,
      @Nullable String host,
      @Nullable String origin,
      @Nullable String authorization) {
    if (!access.needsToken() && host != null && !isLoopback(host)) {
      throw new Problem(
          403,
          "without manage.token, this port is reached as localhost, 127.0.0.1 or [::1] only, not as"
              + " another name");
    }
    if (origin != null && !isRead(method) && !isOf(origin, host)) {
      throw new Problem(403, "a page of " + origin + " may not do that here");
    }
    if (!open && access.needsToken() && !access.accepts(authorization)) {
      throw refusal(authorization);
    }
  }

  /// What RFC 6750, section 3.1, says of a token that is missing, malformed or another one.
  private static Problem refusal(@Nullable String authorization) {
    String scheme = "WWW-Authenticate";
    if (authorization == null || !authorization.matches("(?i)bearer( .*)?")) {
      return new Problem(
              401, "the token of the file manage.token is needed: Authorization: Bearer TOKEN")
          .with(scheme, CHALLENGE);
    }
    return authorization.matches("(?i)bearer +[!-~]+")
        ? new Problem(401, "that is not the token of the file manage.token")
            .with(scheme, CHALLENGE + ", error=\"invalid_token\"")
        : new Problem(400, "the header is malformed; it must be Authorization: Bearer TOKEN")
            .with(scheme, CHALLENGE + ", error=\"invalid_request\"");
  }

  private static boolean isOf(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isLoopback(String authority) {
    String host = authority.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return host.startsWith("[") && host.endsWith("]")
          ? InetAddress.ofLiteral(host.substring(1, host.length() - 1)).isLoopbackAddress()
          : InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false; // a name, which anyone may point here
    }
  }
}

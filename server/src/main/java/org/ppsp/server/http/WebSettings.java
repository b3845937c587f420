package org.ppsp.server.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.auth.TrackerName;

/// Which web pages may send requests, and by which names clients reach the tracker. Immutable.
///
/// A browser sends what any page tells it to, from an address that may have rights here. What it
/// says of the page is true, since the page cannot change it. Programs say nothing of the kind.
///
/// @param allowedOrigins the origins of pages (RFC 6454), such as `https://player.example.org`; `*`
///   stands for every page
/// @param hosts the tracker's names (see [TrackerName#of])
public record WebSettings(List<String> allowedOrigins, List<String> hosts) {
  /// No page, and no name but those of loopback.
  public static final WebSettings NONE = new WebSettings(List.of(), List.of());

  private static final String ANY = "*";

  /// How programs write the names of loopback.
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final int SHOWN = 100;

  /// Copies the lists.
  public WebSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    hosts = List.copyOf(hosts);
  }

  /// Whether pages of that origin may send requests and read the answers.
  boolean allows(String origin) {
    return allowedOrigins.contains(origin) || allowsAny();
  }

  /// Whether every page may.
  boolean allowsAny() {
    return allowedOrigins.contains(ANY);
  }

  /// Why a request must not have the rights of the address it comes from.
  ///
  /// @param origin the header `Origin`, or null
  /// @param site the header `Sec-Fetch-Site`, or null
  /// @param host the header `Host`, or null
  /// @param fromLoopback whether the client is on this machine
  /// @return cause and cure; null if it may have them
  @Nullable String problem(
      @Nullable String origin, @Nullable String site, @Nullable String host, boolean fromLoopback) {
    if (fromLoopback && host != null && !isOwnName(host, false)) {
      return "on its own machine the tracker answers as localhost, 127.0.0.1, [::1] or a name in"
          + " http.hosts, not as Host "
          + shown(host)
          + ": use one of these, or have the operator add the name; a proxy on this machine belongs"
          + " in proxy.trusted";
    }
    boolean foreign =
        origin == null
            ? "cross-site".equalsIgnoreCase(site)
            : !allows(origin) && !isOwnPage(origin, host);
    return foreign ? refusal(origin) : null;
  }

  /// What a page of elsewhere is answered.
  static String refusal(@Nullable String origin) {
    return "a web page of "
        + (origin == null ? "another site" : shown(origin))
        + " sends this, and its browser's address must not speak for it: the tracker's operator"
        + " names the pages that may in http.allowedOrigins";
  }

  /// Whether the page was loaded from the tracker's own host and port, as through a proxy that
  /// serves both. A name alone does not show that: anyone can make a name of his point here.
  private boolean isOwnPage(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return host != null
        && scheme > 0
        && origin.substring(scheme + 3).equalsIgnoreCase(host)
        && isOwnName(host, true);
  }

  private boolean isOwnName(String host, boolean anyAddress) {
    if (LOOPBACK.contains(withoutPort(host))) {
      return true; // without a look at all that a name may be, which takes microseconds
    }
    return TrackerName.inAuthority(host)
        .filter(
            name ->
                hosts.contains(name)
                    || TrackerName.isLoopback(name)
                    || anyAddress && TrackerName.isAddress(name))
        .isPresent();
  }

  private static String withoutPort(String host) {
    int end = host.length();
    while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
      end--;
    }
    return end > 0 && host.charAt(end - 1) == ':' ? host.substring(0, end - 1) : host;
  }

  /// What a stranger has sent, cut, and nothing of it if it is no plain text.
  private static String shown(String text) {
    return text.length() <= SHOWN && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
        ? text
        : "a strange name";
  }
}

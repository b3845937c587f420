package org.ppsp.server.proxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads a line of the header `Forwarded` (RFC 7239, section 4).
///
/// All of it must be well formed, also what a client may have sent to the proxy: a quoted string
/// that begins on the left decides what is on the right. Blanks around `;` are taken, since some
/// proxies write them.
final class Forwarded {
  static final String NAME = "Forwarded";
  private static final String OTHERS_OF_TOKEN = "!#$%&'*+-.^_`|~";

  private final String text;
  private int at;

  private Forwarded(String text) {
    this.text = text;
  }

  /// What the proxies of a line say, in its order.
  static List<Hop> read(String line) throws ProxyException {
    return new Forwarded(line).elements();
  }

  private List<Hop> elements() throws ProxyException {
    List<Hop> hops = new ArrayList<>(2);
    do {
      blanks();
      if (at < text.length() && text.charAt(at) != ',') {
        hops.add(element());
      }
    } while (skip(','));
    if (at < text.length()) {
      throw malformed();
    }
    return hops;
  }

  private Hop element() throws ProxyException {
    Hop hop = Hop.UNKNOWN;
    Set<String> seen = HashSet.newHashSet(4);
    do {
      blanks();
      if (at < text.length() && isToken(text.charAt(at))) {
        String name = token().toLowerCase(Locale.ROOT);
        if (!skip('=') || !seen.add(name)) {
          throw malformed();
        }
        String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
        if (name.equals("for")) {
          hop = node(value);
        }
        blanks();
      }
    } while (skip(';'));
    return hop;
  }

  private static Hop node(String value) throws ProxyException {
    boolean unknown = value.toLowerCase(Locale.ROOT).startsWith("unknown");
    int colon = value.indexOf(':');
    String name = colon < 0 || value.startsWith("[") ? value : value.substring(0, colon);
    if (unknown && name.length() == "unknown".length() || Hop.isHidden(name)) {
      return Hop.UNKNOWN; // whatever its port
    }
    return Hop.read(NAME, value, false);
  }

  private String token() throws ProxyException {
    int begin = at;
    while (at < text.length() && isToken(text.charAt(at))) {
      at++;
    }
    if (at == begin) {
      throw malformed();
    }
    return text.substring(begin, at);
  }

  private String quoted() throws ProxyException {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\' && ++at < text.length()) {
        c = text.charAt(at);
      }
      if (c < ' ' && c != '\t' || c == 0x7f) {
        throw malformed();
      }
      value.append(c);
    }
    throw malformed();
  }

  private boolean skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isToken(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || OTHERS_OF_TOKEN.indexOf(c) >= 0;
  }

  private ProxyException malformed() {
    return new ProxyException(
        "%s is malformed at character %s; it must be as for=192.0.2.7 or for=\"[2001:db8::1]:4711\""
            .formatted(NAME, at + 1));
  }
}

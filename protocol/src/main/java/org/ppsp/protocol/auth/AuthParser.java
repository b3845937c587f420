package org.ppsp.protocol.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what stands in `Authorization` or `WWW-Authenticate` in one pass. A comma parts both
/// parameters and challenges there: what follows it is a parameter if it has an equals sign after
/// its first word.
final class AuthParser {
  private final String text;
  private int at;

  AuthParser(String text) {
    if (text.length() > AuthHeader.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the header is longer than " + AuthHeader.MAX_LENGTH + " characters");
    }
    this.text = text;
  }

  AuthHeader credentials() {
    blanks();
    AuthHeader only = one();
    if (at < text.length()) {
      throw new IllegalArgumentException("something follows the credentials");
    }
    return only;
  }

  List<AuthHeader> challenges() {
    List<AuthHeader> all = new ArrayList<>();
    commas();
    while (at < text.length()) {
      if (all.size() == AuthHeader.MAX_CHALLENGES) {
        throw new IllegalArgumentException(
            "there are more than " + AuthHeader.MAX_CHALLENGES + " challenges");
      }
      all.add(one());
    }
    return List.copyOf(all);
  }

  /// Reads one, and the commas after it.
  private AuthHeader one() {
    String scheme = word();
    if (at < text.length() && !isNext(',') && !isBlank(text.charAt(at))) {
      throw new IllegalArgumentException("no blank follows the scheme");
    }
    blanks();
    String token = token();
    Map<String, String> parameters = new LinkedHashMap<>();
    if (token == null) {
      boolean first = true;
      while (first ? at < text.length() && !isNext(',') : parameterFollows()) {
        parameter(parameters);
        first = false;
        separator();
      }
    }
    commas();
    return new AuthHeader(scheme, token, parameters);
  }

  /// After a parameter there is a comma, or nothing.
  private void separator() {
    blanks();
    if (at < text.length() && !isNext(',')) {
      throw new IllegalArgumentException("a comma is missing after a parameter");
    }
    commas();
  }

  private boolean parameterFollows() {
    int end = at;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    while (end < text.length() && isBlank(text.charAt(end))) {
      end++;
    }
    return end < text.length() && text.charAt(end) == '=';
  }

  private void parameter(Map<String, String> parameters) {
    String name = word().toLowerCase(Locale.ROOT);
    blanks();
    if (!isNext('=')) {
      throw new IllegalArgumentException("a parameter has no equals sign");
    }
    at++;
    blanks();
    String value = isNext('"') ? quoted() : word();
    if (parameters.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("a parameter stands there twice");
    }
    if (parameters.size() > AuthHeader.MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          "there are more than " + AuthHeader.MAX_PARAMETERS + " parameters");
    }
  }

  /// A `token68`, if one stands here: it ends the credentials or the challenge.
  private @Nullable String token() {
    int end = at;
    while (end < text.length() && isToken(text.charAt(end))) {
      end++;
    }
    if (end == at) {
      return null;
    }
    while (end < text.length() && text.charAt(end) == '=') {
      end++;
    }
    int after = end;
    while (after < text.length() && isBlank(text.charAt(after))) {
      after++;
    }
    if (after < text.length() && text.charAt(after) != ',') {
      return null;
    }
    String token = text.substring(at, end);
    at = after;
    return token;
  }

  private String word() {
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw new IllegalArgumentException("a scheme, a parameter's name or its value is missing");
    }
    return text.substring(start, at);
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\') {
        at++;
        if (at == text.length()) {
          break;
        }
        c = text.charAt(at);
      }
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("a quoted string holds a character HTTP cannot carry");
      }
      value.append(c);
    }
    throw new IllegalArgumentException("a quoted string does not end");
  }

  private void blanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private void commas() {
    while (at < text.length() && (isNext(',') || isBlank(text.charAt(at)))) {
      at++;
    }
  }

  private boolean isNext(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /// A character of a `token` (RFC 9110, section 5.6.2).
  private static boolean isWord(char c) {
    return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /// A character of a `token68` (RFC 9110, section 11.2).
  private static boolean isToken(char c) {
    return isAlphanumeric(c) || "-._~+/".indexOf(c) >= 0;
  }
}

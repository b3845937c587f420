package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Credentials or a challenge of HTTP authentication (RFC 9110, section 11).
///
/// @param scheme `Digest` or `Bearer`, say, as it was sent; [#is] compares it
/// @param token what stands there instead of parameters, or null
/// @param parameters by name in lower case, in the order in which they were sent, values without
///   their quotes
public record AuthHeader(String scheme, @Nullable String token, Map<String, String> parameters) {
  /// The most characters of a header that are read.
  public static final int MAX_LENGTH = 8192;

  /// The most parameters of credentials or of a challenge.
  public static final int MAX_PARAMETERS = 32;

  /// The most challenges in a header.
  public static final int MAX_CHALLENGES = 8;

  /// What an extended value has beside letters and digits (RFC 8187, section 3.2.1).
  private static final PercentCode CODE = new PercentCode("!#$&+-.^_`|~");

  private static final String EXTENDED = "UTF-8''";

  /// Copies the parameters.
  public AuthHeader {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /// Reads a header `Authorization`.
  ///
  /// @throws IllegalArgumentException if it is malformed or too long; the message does not repeat
  ///   what was sent
  public static AuthHeader credentials(String header) {
    return new AuthParser(header).credentials();
  }

  /// Reads a header `WWW-Authenticate`, or several with commas between them.
  ///
  /// @throws IllegalArgumentException if it is malformed or too long; the message does not repeat
  ///   what was sent
  public static List<AuthHeader> challenges(String header) {
    return new AuthParser(header).challenges();
  }

  /// Whether this is of a scheme; case does not matter.
  public boolean is(String other) {
    return scheme.equalsIgnoreCase(other);
  }

  /// A parameter in UTF-8, whichever way it is written: as `name`, whose characters are the bytes
  /// of the header (RFC 7616, section 4), or as `name*` (RFC 8187).
  ///
  /// @param name in lower case, without the asterisk
  /// @return null if there is none
  /// @throws IllegalArgumentException if there are both, or it is not UTF-8
  public @Nullable String text(String name) {
    String plain = parameters.get(name);
    String extended = parameters.get(name + "*");
    if (extended == null) {
      return plain == null || canQuote(plain) ? plain : utf8(name, plain);
    }
    if (plain != null) {
      throw new IllegalArgumentException("there are both " + name + " and " + name + "*");
    }
    int language = extended.indexOf('\'');
    int value = extended.indexOf('\'', language + 1);
    if (value < 0 || !extended.substring(0, language).equalsIgnoreCase("UTF-8")) {
      throw new IllegalArgumentException(name + "* must begin with UTF-8''");
    }
    return CODE.decode(extended.substring(value + 1));
  }

  private static String utf8(String name, String bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(name + " must be in UTF-8", e);
    }
  }

  /// Writes a value as [#text] reads it from a parameter whose name ends in an asterisk.
  public static String extended(String value) {
    return EXTENDED + CODE.encode(value);
  }

  /// Whether [#quoted] can write a value.
  public static boolean canQuote(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
  }

  /// Writes a value as a quoted string.
  ///
  /// @throws IllegalArgumentException if it has a character that is not ASCII or controls
  ///   something; the message does not repeat the value
  public static String quoted(String value) {
    if (!canQuote(value)) {
      throw new IllegalArgumentException(
          "a quoted string in an HTTP header holds visible ASCII characters and blanks only");
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Hides the values, so that no log shows them.
  @Override
  public String toString() {
    return "AuthHeader["
        + scheme
        + (token == null ? "" : ", token …")
        + (parameters.isEmpty() ? "" : ", " + String.join(", ", parameters.keySet()))
        + "]";
  }
}

package org.ppsp.protocol;

import java.util.HexFormat;

/// The secret that shows who owns a session: 128 random bits, given to the peer by CONNECT and sent
/// back with each request in the HTTP header `PPSP-Session`.
///
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record SessionToken(long high, long low) {
  /// The HTTP header that carries the token in both directions.
  public static final String HEADER = "PPSP-Session";

  private static final HexFormat HEX = HexFormat.of();

  /// Reads the 32 hexadecimal digits that [#text] writes.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static SessionToken parse(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException(HEADER + " must be 32 hexadecimal digits");
    }
    try {
      return new SessionToken(
          HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(HEADER + " must be 32 hexadecimal digits", e);
    }
  }

  /// Compares in constant time, so that the time of an answer tells nothing about the token.
  public boolean matches(long otherHigh, long otherLow) {
    return ((high ^ otherHigh) | (low ^ otherLow)) == 0;
  }

  /// The token as it stands in the header: 32 hexadecimal digits.
  public String text() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }

  /// Hides the secret, so that no log shows it.
  @Override
  public String toString() {
    return "SessionToken[…]";
  }
}

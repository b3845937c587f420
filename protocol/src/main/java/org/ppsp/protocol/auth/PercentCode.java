package org.ppsp.protocol.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.BitSet;
import java.util.HexFormat;

/// Text as UTF-8 of which all bytes but some are written as `%` and two hexadecimal digits.
final class PercentCode {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final BitSet plain = new BitSet(128);

  /// @param signs which stand for themselves, beside letters and digits
  PercentCode(String signs) {
    plain.set('0', '9' + 1);
    plain.set('A', 'Z' + 1);
    plain.set('a', 'z' + 1);
    signs.chars().forEach(plain::set);
  }

  String encode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      if (b >= 0 && plain.get(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  /// @throws IllegalArgumentException if there is another character, half a code, or no UTF-8
  String decode(String code) {
    ByteBuffer bytes = ByteBuffer.allocate(code.length());
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (plain.get(c)) {
        bytes.put((byte) c);
      } else if (c == '%'
          && i + 2 < code.length()
          && HexFormat.isHexDigit(code.charAt(i + 1))
          && HexFormat.isHexDigit(code.charAt(i + 2))) {
        bytes.put((byte) HexFormat.fromHexDigits(code, i + 1, i + 3));
        i += 2;
      } else {
        throw new IllegalArgumentException("not percent-encoded as it has to be");
      }
    }
    try {
      return UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("what is percent-encoded is not UTF-8", e);
    }
  }
}

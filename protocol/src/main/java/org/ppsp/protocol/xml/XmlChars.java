package org.ppsp.protocol.xml;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Which bytes and characters XML 1.0 allows where, on UTF-8.
final class XmlChars {
  /// Bits of a byte's class.
  static final int NAME_START = 1;

  static final int NAME = 2;
  static final int BLANK = 4;

  /// Not a character of XML.
  static final int ILLEGAL = 8;

  /// Has to be looked at when it stands in a text: markup, a reference, a line end, not ASCII.
  static final int TEXT_STOP = 16;

  /// Has to be looked at when it stands in an attribute's value.
  static final int VALUE_STOP = 32;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private static final byte[] CLASSES = classes();

  private XmlChars() {}

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int c = 0; c < 256; c++) {
      int is = 0;
      if (c < ' ') {
        is = ILLEGAL | TEXT_STOP | VALUE_STOP;
      }
      if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':') {
        is = NAME_START | NAME;
      }
      if (c >= '0' && c <= '9' || c == '-' || c == '.') {
        is = NAME;
      }
      if (c >= 0x80) {
        is = TEXT_STOP | VALUE_STOP;
      }
      classes[c] = (byte) is;
    }
    classes[' '] = BLANK;
    classes['\t'] = BLANK | VALUE_STOP;
    classes['\n'] = BLANK | VALUE_STOP;
    classes['\r'] = BLANK | VALUE_STOP | TEXT_STOP;
    classes['<'] = TEXT_STOP | VALUE_STOP;
    classes['&'] = TEXT_STOP | VALUE_STOP;
    classes[']'] = TEXT_STOP;
    classes['"'] = VALUE_STOP;
    classes['\''] = VALUE_STOP;
    return classes;
  }

  /// The bits of a byte's class.
  static int of(byte b) {
    return CLASSES[b & 255];
  }

  static boolean isBlank(byte b) {
    return (CLASSES[b & 255] & BLANK) != 0;
  }

  /// Whether XML can carry the character.
  static boolean isLegal(int c) {
    return c >= ' ' && c < 0xd800
        || c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= 0xe000 && c <= 0xfffd
        || c >= 0x1_0000 && c <= 0x10_ffff;
  }

  /// Whether a name can begin with this character, which is not ASCII.
  static boolean isNameStart(int c) {
    return c >= 0xc0 && c <= 0x2ff && c != 0xd7 && c != 0xf7
        || c >= 0x370 && c <= 0x1fff && c != 0x37e
        || c == 0x200c
        || c == 0x200d
        || c >= 0x2070 && c <= 0x218f
        || c >= 0x2c00 && c <= 0x2fef
        || c >= 0x3001 && c <= 0xd7ff
        || c >= 0xf900 && c <= 0xfdcf
        || c >= 0xfdf0 && c <= 0xfffd
        || c >= 0x1_0000 && c <= 0xe_ffff;
  }

  /// Whether this character, which is not ASCII, can stand in a name.
  static boolean isName(int c) {
    return isNameStart(c) || c == 0xb7 || c >= 0x300 && c <= 0x36f || c == 0x203f || c == 0x2040;
  }

  /// How many bytes the character has that begins with this byte of valid UTF-8.
  static int length(byte first) {
    return first >= 0 ? 1 : first < (byte) 0xe0 ? 2 : first < (byte) 0xf0 ? 3 : 4;
  }

  /// The character at a place of valid UTF-8.
  static int decode(byte[] bytes, int at) {
    int first = bytes[at];
    return switch (length(bytes[at])) {
      case 1 -> first;
      case 2 -> (first & 0x1f) << 6 | bytes[at + 1] & 0x3f;
      case 3 -> (first & 15) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f;
      default ->
          (first & 7) << 18
              | (bytes[at + 1] & 0x3f) << 12
              | (bytes[at + 2] & 0x3f) << 6
              | bytes[at + 3] & 0x3f;
    };
  }

  /// Writes a character as UTF-8.
  ///
  /// @return the place behind it
  static int encode(int c, byte[] to, int at) {
    if (c < 0x80) {
      to[at] = (byte) c;
      return at + 1;
    }
    if (c < 0x800) {
      to[at] = (byte) (0xc0 | c >> 6);
      to[at + 1] = (byte) (0x80 | c & 0x3f);
      return at + 2;
    }
    if (c < 0x1_0000) {
      to[at] = (byte) (0xe0 | c >> 12);
      to[at + 1] = (byte) (0x80 | c >> 6 & 0x3f);
      to[at + 2] = (byte) (0x80 | c & 0x3f);
      return at + 3;
    }
    to[at] = (byte) (0xf0 | c >> 18);
    to[at + 1] = (byte) (0x80 | c >> 12 & 0x3f);
    to[at + 2] = (byte) (0x80 | c >> 6 & 0x3f);
    to[at + 3] = (byte) (0x80 | c & 0x3f);
    return at + 4;
  }

  /// The first place in an eight of bytes that has one which is not ASCII, or in the last few.
  static int skipAscii(byte[] bytes, int start, int end) {
    int at = start;
    while (end - at >= Long.BYTES && ((long) EIGHT.get(bytes, at) & NOT_ASCII) == 0) {
      at += Long.BYTES;
    }
    return at;
  }

  /// The first place that is not valid UTF-8 (no overlong form, no surrogate), or `end`.
  static int firstInvalid(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      byte first = bytes[at];
      if (first >= 0) {
        at++;
        continue;
      }
      if (first < (byte) 0xc2 || first > (byte) 0xf4) {
        return at;
      }
      int length = length(first);
      if (end - at < length) {
        return at;
      }
      for (int i = 1; i < length; i++) {
        if ((bytes[at + i] & 0xc0) != 0x80) {
          return at;
        }
      }
      int c = decode(bytes, at);
      if (length > 2 && (c < (length == 3 ? 0x800 : 0x1_0000) || !isUnicode(c))) {
        return at;
      }
      at += length;
    }
    return end;
  }

  private static boolean isUnicode(int c) {
    return (c < 0xd800 || c > 0xdfff) && c <= 0x10_ffff;
  }
}

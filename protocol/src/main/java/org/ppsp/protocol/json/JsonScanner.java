package org.ppsp.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Splits a document into tokens, and checks that it is well formed (RFC 8259), in UTF-8. Nothing
/// that a stranger names is kept, so neither memory nor time can be made to grow with it.
///
/// For one document and one thread.
final class JsonScanner {
  /// What a place in a document holds.
  enum Token {
    OBJECT,
    OBJECT_END,
    ARRAY,
    ARRAY_END,
    TEXT,
    NUMBER,
    /// `true` or `false`.
    TRUTH,
    NULL
  }

  /// What may stand behind a backslash, but for `u`, and what it means there.
  static final String ESCAPES = "\"\\/bfnrt";

  static final String MEANT = "\"\\/\b\f\n\r\t";

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';
  private static final long UPPERMOST = ONES << 7;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;
  private @Nullable Token token;

  /// Which of the open brackets are of objects.
  private final boolean[] isObject;

  private int depth;

  /// Whether nothing stands yet behind the last open bracket.
  private boolean isFirst = true;

  // the last text, number, truth value or name, without quotation marks
  private int from;
  private int to;
  private boolean hasEscapes;
  private boolean isAscii;

  /// The number of the name that was read last; negative if it is none that messages have.
  private int name;

  /// @param bytes holds the document
  /// @param depth how many objects and arrays may be inside each other
  JsonScanner(byte[] bytes, int offset, int length, int depth) {
    this.bytes = bytes;
    this.start = offset;
    this.end = offset + length;
    this.at = hasMark(bytes, offset, end) ? offset + 3 : offset;
    this.isObject = new boolean[depth];
  }

  /// Whether a byte order mark begins the document.
  private static boolean hasMark(byte[] bytes, int start, int end) {
    return end - start >= 3
        && bytes[start] == (byte) 0xef
        && bytes[start + 1] == (byte) 0xbb
        && bytes[start + 2] == (byte) 0xbf;
  }

  /// Where the scanner stands; null before the document and behind it.
  @Nullable Token token() {
    return token;
  }

  /// How many objects and arrays are open; the one of a beginning is, the one of an end is not any
  /// more.
  int depth() {
    return depth;
  }

  /// Goes on. Names in objects are passed over.
  ///
  /// @return null behind the document
  @Nullable Token next() throws JsonException {
    skipBlank();
    if (depth == 0) {
      return isFirst && at < end ? document() : documentEnd();
    }
    if (isObject[depth - 1]) {
      return behindName() ? value() : token;
    }
    if (isEnd(']')) {
      token = Token.ARRAY_END;
      return token;
    }
    comma();
    return value();
  }

  /// Goes on in an object, to behind the name of its next member.
  ///
  /// @return the name, with [#value] to be called next; null at the end of the object
  @Nullable String name() throws JsonException {
    skipBlank();
    if (!behindName()) {
      return null;
    }
    if (hasEscapes) {
      byte[] meant = text().getBytes(StandardCharsets.UTF_8);
      name = Names.find(meant, 0, meant.length);
    } else {
      name = Names.find(bytes, from, to);
    }
    return name < 0 ? text() : Names.known(name);
  }

  /// A bit for the name that was read last, if it is one that messages have; 0 for others.
  long nameBit() {
    return name < 0 ? 0 : 1L << name;
  }

  /// Goes on to the value of the member whose name was read.
  Token value() throws JsonException {
    if (at == end) {
      throw truncated();
    }
    isFirst = false;
    byte b = bytes[at];
    token =
        switch (b) {
          case '"' -> string();
          case '{' -> open(true, Token.OBJECT);
          case '[' -> open(false, Token.ARRAY);
          case 't' -> literal("true", Token.TRUTH);
          case 'f' -> literal("false", Token.TRUTH);
          case 'n' -> literal("null", Token.NULL);
          default -> {
            if (b != '-' && !isDigit(at)) {
              throw malformed(at, "a value is missing");
            }
            yield number();
          }
        };
    return token;
  }

  /// The text, number or truth value as it stands there, or what it means if it has escapes.
  String text() {
    String text =
        new String(
            bytes, from, to - from, isAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    return hasEscapes ? unescaped(text) : text;
  }

  // --- structure ---

  /// In UTF-16 or UTF-32, a zero is among the first two bytes, or a mark before them.
  private Token document() throws JsonException {
    int first = bytes[at] & 0xff;
    if (first == 0 || first >= 0xfe || at + 1 < end && bytes[at + 1] == 0) {
      throw notUtf8();
    }
    return value();
  }

  private @Nullable Token documentEnd() throws JsonException {
    if (at < end) {
      throw malformed(at, "something follows the message; send one at a time");
    }
    token = null;
    return null;
  }

  private Token open(boolean object, Token opened) throws JsonException {
    if (depth == isObject.length) {
      throw new JsonException(
          "objects and arrays are more than " + isObject.length + " inside each other");
    }
    isObject[depth++] = object;
    isFirst = true;
    at++;
    return opened;
  }

  private boolean isEnd(char bracket) throws JsonException {
    if (at == end) {
      throw truncated();
    }
    if (bytes[at] != bracket) {
      return false;
    }
    at++;
    depth--;
    isFirst = false;
    return true;
  }

  private void comma() throws JsonException {
    if (isFirst) {
      return;
    }
    if (bytes[at] != ',') {
      throw malformed(at, "a comma or the end of what is open is missing");
    }
    at++;
    skipBlank();
  }

  /// @return false at the end of the object
  private boolean behindName() throws JsonException {
    if (isEnd('}')) {
      token = Token.OBJECT_END;
      return false;
    }
    comma();
    expect('"', "a member's name in quotation marks is missing");
    var _ = string();
    skipBlank();
    expect(':', "a colon is missing behind a name");
    at++;
    skipBlank();
    return true;
  }

  private void expect(char wanted, String otherwise) throws JsonException {
    if (at == end) {
      throw truncated();
    }
    if (bytes[at] != wanted) {
      throw malformed(at, otherwise);
    }
  }

  private void skipBlank() {
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  // --- values ---

  private Token string() throws JsonException {
    int i = at + 1;
    int all = 0;
    from = i;
    hasEscapes = false;
    while (true) {
      i = behindPlain(i);
      if (i >= end) {
        throw truncated();
      }
      byte b = bytes[i];
      all |= b;
      if (b == '"') {
        break;
      }
      if (b == '\\') {
        hasEscapes = true;
        i = escape(i);
      } else if (b >= 0 && b < ' ') {
        throw malformed(i, "a control character in a text; write it as an escape");
      } else {
        i++;
      }
    }
    to = i;
    at = i + 1;
    isAscii = all >= 0;
    if (!isAscii && !isUtf8()) {
      throw notUtf8();
    }
    return Token.TEXT;
  }

  /// The place of the next byte that may be something else than a character of a text in ASCII.
  private int behindPlain(int from) {
    int i = from;
    while (i <= end - Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, i);
      long quote = eight ^ QUOTES;
      long backslash = eight ^ BACKSLASHES;
      // the uppermost bit of each byte that is not ASCII, one of the two, or less than a space; and
      // perhaps of some behind it
      long stops =
          (eight
                  | (quote - ONES) & ~quote
                  | (backslash - ONES) & ~backslash
                  | (eight - SPACES) & ~eight)
              & UPPERMOST;
      if (stops != 0) {
        return i + (Long.numberOfTrailingZeros(stops) >>> 3);
      }
      i += Long.BYTES;
    }
    return i;
  }

  private boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// @return the place behind it
  private int escape(int i) throws JsonException {
    if (i + 1 >= end) {
      throw truncated();
    }
    if (bytes[i + 1] != 'u') {
      if (ESCAPES.indexOf(bytes[i + 1]) < 0) {
        throw malformed(i, "an unknown escape");
      }
      return i + 2;
    }
    for (int k = i + 2; k < i + 6; k++) {
      if (k >= end) {
        throw truncated();
      }
      if (Character.digit(bytes[k], 16) < 0) {
        throw malformed(k, "\\u must have four hexadecimal digits");
      }
    }
    return i + 6;
  }

  private static String unescaped(String text) {
    StringBuilder meant = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\') {
        meant.append(c);
        continue;
      }
      char escape = text.charAt(i++);
      if (escape == 'u') {
        meant.append((char) Integer.parseInt(text, i, i + 4, 16));
        i += 4;
      } else {
        meant.append(MEANT.charAt(ESCAPES.indexOf(escape)));
      }
    }
    return meant.toString();
  }

  private Token literal(String literal, Token kind) throws JsonException {
    from = at;
    hasEscapes = false;
    isAscii = true;
    for (int i = 0; i < literal.length(); i++) {
      expect(literal.charAt(i), "a value that is neither true nor false nor null");
      at++;
    }
    to = at;
    return kind;
  }

  private Token number() throws JsonException {
    from = at;
    hasEscapes = false;
    isAscii = true;
    if (bytes[at] == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0' && isDigit(at + 1)) {
      throw malformed(at, "a number begins with a 0 too many");
    }
    digits();
    if (at < end && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (bytes[at] | 32) == 'e') {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits();
    }
    to = at;
    return Token.NUMBER;
  }

  private void digits() throws JsonException {
    if (at == end) {
      throw truncated();
    }
    if (!isDigit(at)) {
      throw malformed(at, "a number lacks a digit");
    }
    while (isDigit(at)) {
      at++;
    }
  }

  private boolean isDigit(int i) {
    return i < end && bytes[i] >= '0' && bytes[i] <= '9';
  }

  // --- errors ---

  private static JsonException notUtf8() {
    return new JsonException("the message must be encoded in UTF-8");
  }

  private static JsonException truncated() {
    return new JsonException("the message is no well-formed JSON: it ends too early");
  }

  private JsonException malformed(int where, String what) {
    int line = 1;
    int lineStart = start;
    for (int i = start; i < where; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonException(
        "the message is no well-formed JSON: %s (line %s, byte %s)"
            .formatted(what, line, where - lineStart + 1));
  }
}

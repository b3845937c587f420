package org.ppsp.protocol.xml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A document as valid UTF-8, behind its byte order mark and XML declaration. Honours UTF-8, UTF-16
/// in both orders and US-ASCII, and refuses every other encoding (specification, section 2).
final class XmlInput {
  private static final String CURE = "; send UTF-8, UTF-16 or US-ASCII";

  private final byte[] bytes;
  private final int start;
  private final int end;
  private final @Nullable String broken;

  private XmlInput(byte[] bytes, int start, int end, @Nullable String broken) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.broken = broken;
  }

  /// Holds the document.
  byte[] bytes() {
    return bytes;
  }

  /// Where that begins which follows the declaration.
  int start() {
    return start;
  }

  /// The place behind the last byte that can be read.
  int end() {
    return end;
  }

  /// Why nothing can be read at [#end], or null if the document ends there.
  @Nullable String broken() {
    return broken;
  }

  /// Finds the encoding, and turns the document into UTF-8 if it is another one.
  static XmlInput of(byte[] bytes, int offset, int length) throws XmlException {
    int end = offset + length;
    int b0 = length > 0 ? bytes[offset] & 255 : -1;
    int b1 = length > 1 ? bytes[offset + 1] & 255 : -1;
    int b2 = length > 2 ? bytes[offset + 2] & 255 : -1;
    int b3 = length > 3 ? bytes[offset + 3] & 255 : -1;
    if (b0 == 0xef && b1 == 0xbb && b2 == 0xbf) {
      return utf8(bytes, offset + 3, end);
    }
    boolean zeros = b2 == 0 && b3 == 0;
    if (b0 == 0 && b1 == 0 || b0 == 0xff && b1 == 0xfe && zeros || b0 == '<' && b1 == 0 && zeros) {
      throw new XmlException("encoding UTF-32 is not supported" + CURE);
    }
    if (b0 == 0xfe && b1 == 0xff) {
      return utf16(bytes, offset + 2, end, StandardCharsets.UTF_16BE);
    }
    if (b0 == 0xff && b1 == 0xfe) {
      return utf16(bytes, offset + 2, end, StandardCharsets.UTF_16LE);
    }
    if (b0 == 0) {
      return utf16(bytes, offset, end, StandardCharsets.UTF_16BE);
    }
    if (b1 == 0) {
      return utf16(bytes, offset, end, StandardCharsets.UTF_16LE);
    }
    return utf8(bytes, offset, end);
  }

  private static XmlInput utf8(byte[] bytes, int start, int end) throws XmlException {
    int valid = XmlChars.firstInvalid(bytes, XmlChars.skipAscii(bytes, start, end), end);
    XmlDeclaration declaration = XmlDeclaration.of(bytes, start, valid);
    String broken = valid < end ? "not valid UTF-8" : null;
    String encoding = declaration.encoding();
    if (encoding != null) {
      switch (encoding.toUpperCase(Locale.ROOT)) {
        case "UTF-8" -> {}
        case "US-ASCII", "ASCII" -> {
          broken = broken == null ? null : "not valid US-ASCII";
          for (int i = declaration.end(); i < valid; i++) {
            if (bytes[i] < 0) {
              valid = i;
              broken = "not valid US-ASCII";
            }
          }
        }
        case "UTF-16", "UTF-16LE", "UTF-16BE" ->
            throw new XmlException("declared as UTF-16, but it is not");
        default -> throw unsupported(encoding);
      }
    }
    return new XmlInput(bytes, declaration.end(), valid, broken);
  }

  private static XmlInput utf16(byte[] bytes, int start, int end, Charset charset)
      throws XmlException {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate((end - start) / 2);
    boolean valid =
        !decoder.decode(ByteBuffer.wrap(bytes, start, end - start), chars, true).isError();
    byte[] utf8 = chars.flip().toString().getBytes(StandardCharsets.UTF_8);
    XmlDeclaration declaration = XmlDeclaration.of(utf8, 0, utf8.length);
    String encoding = declaration.encoding();
    if (encoding != null) {
      String name = encoding.toUpperCase(Locale.ROOT);
      if (!name.equals("UTF-16") && !name.equals(charset.name())) {
        if (name.equals("UTF-8") || name.endsWith("ASCII") || name.startsWith("UTF-16")) {
          throw new XmlException("declared as " + name + ", but it is " + charset.name());
        }
        throw unsupported(encoding);
      }
    }
    return new XmlInput(utf8, declaration.end(), utf8.length, valid ? null : "not valid UTF-16");
  }

  private static XmlException unsupported(String encoding) {
    return new XmlException("encoding " + encoding + " is not supported" + CURE);
  }
}

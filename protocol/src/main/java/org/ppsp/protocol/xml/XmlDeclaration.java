package org.ppsp.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The XML declaration with which a document may begin.
///
/// @param encoding the encoding it names, or null
/// @param end the place behind it; where the document begins, if there is none
record XmlDeclaration(@Nullable String encoding, int end) {
  /// What nearly every message begins with, so that it is told at a glance.
  private static final byte[] USUAL =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] OPEN = "<?xml".getBytes(StandardCharsets.US_ASCII);

  /// Reads the declaration, if there is one.
  static XmlDeclaration of(byte[] bytes, int start, int end) throws XmlException {
    int usual = start + USUAL.length;
    if (usual <= end && Arrays.equals(bytes, start, usual, USUAL, 0, USUAL.length)) {
      return new XmlDeclaration("UTF-8", usual);
    }
    int name = start + OPEN.length;
    if (end <= name
        || !XmlChars.isBlank(bytes[name])
        || !Arrays.equals(bytes, start, name, OPEN, 0, OPEN.length)) {
      return new XmlDeclaration(null, start);
    }
    return new Parser(bytes, name, end).parse();
  }

  /// Walks over the pseudo-attributes: version, encoding, standalone, in this order.
  private static final class Parser {
    private final byte[] bytes;
    private final int end;
    private int at;

    Parser(byte[] bytes, int at, int end) {
      this.bytes = bytes;
      this.at = at;
      this.end = end;
    }

    XmlDeclaration parse() throws XmlException {
      String version = value("version");
      if (version == null
          || version.length() < 3
          || !version.startsWith("1.")
          || !version.chars().skip(2).allMatch(c -> c >= '0' && c <= '9')) {
        throw malformed();
      }
      String encoding = value("encoding");
      if (encoding != null && !isEncodingName(encoding)) {
        throw malformed();
      }
      String standalone = value("standalone");
      if (standalone != null && !standalone.equals("yes") && !standalone.equals("no")) {
        throw malformed();
      }
      skipBlank();
      if (end - at < 2 || bytes[at] != '?' || bytes[at + 1] != '>') {
        throw malformed();
      }
      return new XmlDeclaration(encoding, at + 2);
    }

    /// The value of the pseudo-attribute, or null if another one follows, or none.
    private @Nullable String value(String name) throws XmlException {
      int before = at;
      boolean blank = skipBlank();
      byte[] expected = name.getBytes(StandardCharsets.US_ASCII);
      for (byte b : expected) {
        if (at >= end || bytes[at] != b) {
          at = before;
          return null;
        }
        at++;
      }
      skipBlank();
      if (!blank || at >= end || bytes[at++] != '=') {
        throw malformed();
      }
      skipBlank();
      byte quote = at < end ? bytes[at++] : 0;
      if (quote != '"' && quote != '\'') {
        throw malformed();
      }
      int start = at;
      while (at < end && bytes[at] != quote) {
        at++;
      }
      if (at >= end) {
        throw malformed();
      }
      return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
    }

    private boolean skipBlank() {
      int before = at;
      while (at < end && XmlChars.isBlank(bytes[at])) {
        at++;
      }
      return at > before;
    }

    private static boolean isEncodingName(String name) {
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        boolean other = c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
        if (!letter && (i == 0 || !other)) {
          return false;
        }
      }
      return !name.isEmpty();
    }

    private static XmlException malformed() {
      return new XmlException(
          "the XML declaration is not well formed; write <?xml version=\"1.0\""
              + " encoding=\"UTF-8\"?>");
    }
  }
}

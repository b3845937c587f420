package org.ppsp.protocol.xml;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A place in a document, and what is checked from there on: characters, names, references,
/// comments, processing instructions.
///
/// For one document and one thread.
abstract class XmlCursor {
  /// Holds the document, in valid UTF-8.
  final byte[] bytes;

  /// Behind the last byte.
  final int end;

  /// The place.
  int at;

  private final int start;
  private final @Nullable String broken;

  XmlCursor(XmlInput input) {
    bytes = input.bytes();
    start = input.start();
    end = input.end();
    broken = input.broken();
    at = start;
  }

  /// Whether the bytes go on behind the end, but cannot be read.
  final boolean isBroken() {
    return broken != null;
  }

  /// Checks one character.
  ///
  /// @return the place behind it
  final int character(int i) throws XmlException {
    byte b = bytes[i];
    if (b >= 0) {
      if ((XmlChars.of(b) & XmlChars.ILLEGAL) != 0) {
        throw illegal(i, b);
      }
      return i + 1;
    }
    int c = XmlChars.decode(bytes, i);
    if (!XmlChars.isLegal(c)) {
      throw illegal(i, c);
    }
    return i + XmlChars.length(b);
  }

  /// Checks a reference to a character or a predefined entity.
  ///
  /// @return the place behind it
  final int reference(int i) throws XmlException {
    int semicolon = i + 1;
    while (semicolon < end
        && (bytes[semicolon] == '#' || (XmlChars.of(bytes[semicolon]) & XmlChars.NAME) != 0)) {
      semicolon++;
    }
    if (semicolon >= end) {
      throw truncated();
    }
    if (bytes[semicolon] != ';' || semicolon == i + 1) {
      throw malformed(i, "& begins no reference; write &amp;");
    }
    if (XmlText.reference(bytes, i, semicolon) < 0) {
      throw malformed(
          i,
          bytes[i + 1] == '#'
              ? "a reference to no character of XML"
              : "only the entities amp, lt, gt, quot and apos are known");
    }
    return semicolon + 1;
  }

  final void comment() throws XmlException {
    int i = at + 4;
    while (true) {
      if (i >= end) {
        throw truncated();
      }
      if (bytes[i] == '-' && i + 1 < end && bytes[i + 1] == '-') {
        if (i + 2 >= end) {
          throw truncated();
        }
        if (bytes[i + 2] != '>') {
          throw malformed(i, "-- in a comment");
        }
        at = i + 3;
        return;
      }
      i = character(i);
    }
  }

  final void instruction() throws XmlException {
    int from = at + 2;
    int i = name(from);
    if (i - from == 3
        && (bytes[from] | 32) == 'x'
        && (bytes[from + 1] | 32) == 'm'
        && (bytes[from + 2] | 32) == 'l') {
      throw malformed(at, "an XML declaration that is not at the document's beginning");
    }
    if (i < end && bytes[i] != '?' && !XmlChars.isBlank(bytes[i])) {
      throw malformed(i, "a processing instruction's name ends with white space or ?>");
    }
    boolean blank = i < end && XmlChars.isBlank(bytes[i]);
    while (!(i + 1 < end && bytes[i] == '?' && bytes[i + 1] == '>')) {
      if (i + 1 >= end) {
        throw truncated();
      }
      if (!blank) {
        throw malformed(i, "a processing instruction's name ends with white space or ?>");
      }
      i = character(i);
    }
    at = i + 2;
  }

  /// Checks a name.
  ///
  /// @return the place behind it
  final int name(int from) throws XmlException {
    int i = from;
    while (i < end) {
      byte b = bytes[i];
      if (b >= 0) {
        int wanted = i == from ? XmlChars.NAME_START : XmlChars.NAME;
        if ((XmlChars.of(b) & wanted) == 0) {
          break;
        }
        i++;
      } else {
        int c = XmlChars.decode(bytes, i);
        if (i == from ? !XmlChars.isNameStart(c) : !XmlChars.isName(c)) {
          break;
        }
        i += XmlChars.length(b);
      }
    }
    if (i >= end) {
      throw truncated();
    }
    if (i == from) {
      throw malformed(from, "a name is missing");
    }
    return i;
  }

  final int skipBlank(int from) {
    int i = from;
    while (i < end && XmlChars.isBlank(bytes[i])) {
      i++;
    }
    return i;
  }

  final boolean startsWith(String markup) {
    if (end - at < markup.length()) {
      return false;
    }
    for (int i = 0; i < markup.length(); i++) {
      if (bytes[at + i] != markup.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  final XmlException truncated() {
    if (broken != null) {
      return malformed(end, broken);
    }
    return new XmlException("not well formed: the document ends too early");
  }

  private XmlException illegal(int where, int character) {
    return malformed(
        where, String.format(Locale.ROOT, "the character U+%04X is not allowed in XML", character));
  }

  final XmlException malformed(int where, String what) {
    int line = 1;
    int column = 1;
    for (int i = start; i < where; i++) {
      if (bytes[i] == '\n') {
        line++;
        column = 1;
      } else if ((bytes[i] & 0xc0) != 0x80) {
        column++;
      }
    }
    return new XmlException(
        "not well formed: " + what + " (line " + line + ", column " + column + ")");
  }
}

package org.ppsp.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Splits a document into tags and text, and checks that it is well formed (XML 1.0). Comments and
/// processing instructions are passed over; a DOCTYPE ends it. Names stay bytes: nothing that a
/// stranger names is kept, so neither memory nor time can be made to grow with it.
///
/// For one document and one thread.
final class XmlScanner extends XmlCursor {
  /// What [#next] stands on.
  enum Token {
    /// A start tag, or an empty-element tag, which an END follows.
    START,
    END,
    /// A part of a text; comments and CDATA sections part it.
    TEXT,
    /// Behind the root.
    EOF
  }

  /// Where the names of the open elements begin and end.
  private int[] open = new int[8];

  private int depth;
  private boolean rootSeen;
  private boolean emptyElement;

  // the tag or text the scanner stands on
  private int nameStart;
  private int nameEnd;
  private int localStart;
  private int textStart;
  private int textEnd;
  private boolean textIsPlain;
  private boolean textIsCdata;
  private final XmlAttributes attributes;

  XmlScanner(XmlInput input) {
    super(input);
    attributes = new XmlAttributes(bytes);
  }

  /// How many elements are open; the one of a START is, the one of an END is not any more.
  int depth() {
    return depth;
  }

  /// The document's bytes, in which the places below are.
  byte[] bytes() {
    return bytes;
  }

  /// Where the tag's name begins.
  int nameStart() {
    return nameStart;
  }

  /// Where the tag's name begins behind its prefix, if it has one.
  int localStart() {
    return localStart;
  }

  /// Where the tag's name ends.
  int nameEnd() {
    return nameEnd;
  }

  /// The start tag's name, for a message.
  String name() {
    return new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
  }

  /// The attribute's value, or null.
  @Nullable String attribute(byte[] name) {
    return attributes.value(name);
  }

  /// The text with its references replaced and its line ends made one.
  String text() {
    if (textIsPlain) {
      return new String(bytes, textStart, textEnd - textStart, StandardCharsets.ISO_8859_1);
    }
    return textIsCdata
        ? XmlText.cdata(bytes, textStart, textEnd)
        : XmlText.text(bytes, textStart, textEnd);
  }

  /// Goes to the next tag or text.
  ///
  /// @throws XmlException if the document is not well formed; nothing can be read any more
  Token next() throws XmlException {
    if (emptyElement) {
      emptyElement = false;
      depth--;
      return Token.END;
    }
    while (at < end) {
      if (bytes[at] != '<') {
        if (scanText()) {
          return Token.TEXT;
        }
        continue;
      }
      switch (at + 1 < end ? bytes[at + 1] : 0) {
        case '/' -> {
          endTag();
          return Token.END;
        }
        case '?' -> instruction();
        case '!' -> {
          if (startsWith("<!--")) {
            comment();
          } else if (startsWith("<![CDATA[")) {
            cdata();
            return Token.TEXT;
          } else if (startsWith("<!DOCTYPE")) {
            throw new XmlException("DOCTYPE is not allowed; send the document without one");
          } else {
            throw malformed(at, "unknown markup");
          }
        }
        default -> {
          startTag();
          return Token.START;
        }
      }
    }
    if (isBroken() || depth > 0 || !rootSeen) {
      throw truncated();
    }
    return Token.EOF;
  }

  // --- text ---

  /// Reads up to the next markup.
  ///
  /// @return false if it was the white space around the root
  private boolean scanText() throws XmlException {
    textStart = at;
    textIsPlain = true;
    textIsCdata = false;
    int i = at;
    while (i < end) {
      byte b = bytes[i];
      if ((XmlChars.of(b) & XmlChars.TEXT_STOP) == 0) {
        i++;
        continue;
      }
      if (b == '<') {
        break;
      }
      if (b == '&') {
        textIsPlain = false;
        i = reference(i);
      } else if (b == ']') {
        if (i + 2 < end && bytes[i + 1] == ']' && bytes[i + 2] == '>') {
          throw malformed(i, "]]> in a text; write ]]&gt;");
        }
        i++;
      } else {
        textIsPlain = false;
        i = character(i);
      }
    }
    at = i;
    textEnd = i;
    if (depth > 0) {
      return true;
    }
    for (int k = textStart; k < textEnd; k++) {
      if (!XmlChars.isBlank(bytes[k])) {
        throw malformed(k, rootSeen ? "text behind the root" : "text before the root");
      }
    }
    return false;
  }

  private void cdata() throws XmlException {
    if (depth == 0) {
      throw malformed(at, "CDATA outside of the root");
    }
    textStart = at + "<![CDATA[".length();
    textIsCdata = true;
    textIsPlain = true;
    int i = textStart;
    while (!(i + 2 < end && bytes[i] == ']' && bytes[i + 1] == ']' && bytes[i + 2] == '>')) {
      if (i >= end) {
        throw truncated();
      }
      byte b = bytes[i];
      textIsPlain &= b >= 0 && b != '\r';
      i = character(i);
    }
    textEnd = i;
    at = i + 3;
  }

  // --- markup ---

  private void startTag() throws XmlException {
    if (depth == 0 && rootSeen) {
      throw malformed(at, "a second root");
    }
    rootSeen = true;
    nameStart = at + 1;
    int i = name(nameStart);
    nameEnd = i;
    attributes.clear();
    while (true) {
      int blank = i;
      i = skipBlank(i);
      if (i >= end) {
        throw truncated();
      }
      if (bytes[i] == '>') {
        break;
      }
      if (bytes[i] == '/') {
        if (i + 1 >= end) {
          throw truncated();
        }
        if (bytes[++i] != '>') {
          throw malformed(i, "/ without > in a tag");
        }
        emptyElement = true;
        break;
      }
      if (i == blank) {
        throw malformed(i, "white space is missing before an attribute");
      }
      i = attribute(i);
    }
    at = i + 1;
    localStart = nameStart;
    for (int k = nameStart; k < nameEnd; k++) {
      if (bytes[k] == ':') {
        localStart = k + 1;
        break;
      }
    }
    push();
  }

  private void push() {
    int top = 2 * depth++;
    if (top == open.length) {
      open = Arrays.copyOf(open, top * 2);
    }
    open[top] = nameStart;
    open[top + 1] = nameEnd;
  }

  private int attribute(int from) throws XmlException {
    int behindName = name(from);
    int i = skipBlank(behindName);
    if (i >= end) {
      throw truncated();
    }
    if (bytes[i] != '=') {
      throw malformed(i, "an attribute without a value");
    }
    i = skipBlank(i + 1);
    if (i >= end) {
      throw truncated();
    }
    byte quote = bytes[i];
    if (quote != '"' && quote != '\'') {
      throw malformed(i, "an attribute's value must be quoted");
    }
    int valueStart = ++i;
    boolean plain = true;
    while (true) {
      if (i >= end) {
        throw truncated();
      }
      byte b = bytes[i];
      if ((XmlChars.of(b) & XmlChars.VALUE_STOP) == 0) {
        i++;
      } else if (b == quote) {
        break;
      } else if (b == '<') {
        throw malformed(i, "< in an attribute; write &lt;");
      } else if (b == '&') {
        plain = false;
        i = reference(i);
      } else {
        plain &= b == '"' || b == '\'';
        i = character(i);
      }
    }
    if (!attributes.add(from, behindName, valueStart, i, plain)) {
      throw malformed(from, "an attribute is given twice");
    }
    return i + 1;
  }

  private void endTag() throws XmlException {
    if (depth == 0) {
      throw malformed(at, "an end tag without a start tag");
    }
    int top = 2 * --depth;
    int length = open[top + 1] - open[top];
    int i = at + 2;
    int behind = i + length;
    boolean same =
        behind <= end && Arrays.equals(bytes, open[top], open[top + 1], bytes, i, behind);
    int k = same ? skipBlank(behind) : i;
    if (same && k >= end || !same && behind > end) {
      throw truncated();
    }
    if (!same || bytes[k] != '>') {
      String name = new String(bytes, open[top], length, StandardCharsets.UTF_8);
      throw malformed(
          at, "the end tag does not fit its start tag <" + MessageReader.clip(name) + ">");
    }
    at = k + 1;
  }
}

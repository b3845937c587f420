package org.ppsp.protocol.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attributes of one start tag as places in the document. Used again for the next tag.
final class XmlAttributes {
  /// Up to this many, names are compared one by one.
  private static final int FEW = 8;

  /// Ints of an attribute: name from, name to, value from, value to, 1 if the value is plain ASCII.
  private static final int STRIDE = 5;

  private final byte[] bytes;
  private int[] places = new int[STRIDE * 2];
  private int size;

  /// The names, once there are more than a few.
  private @Nullable Set<String> names;

  XmlAttributes(byte[] bytes) {
    this.bytes = bytes;
  }

  void clear() {
    size = 0;
    names = null;
  }

  /// Adds an attribute.
  ///
  /// @return false if there is one of this name
  boolean add(int nameStart, int nameEnd, int valueStart, int valueEnd, boolean plain) {
    if (size < FEW) {
      for (int i = 0; i < size; i++) {
        if (isNamed(i, bytes, nameStart, nameEnd)) {
          return false;
        }
      }
    } else {
      Set<String> seen = names();
      if (!seen.add(text(nameStart, nameEnd))) {
        return false;
      }
    }
    int at = STRIDE * size++;
    if (at == places.length) {
      places = Arrays.copyOf(places, at * 2);
    }
    places[at] = nameStart;
    places[at + 1] = nameEnd;
    places[at + 2] = valueStart;
    places[at + 3] = valueEnd;
    places[at + 4] = plain ? 1 : 0;
    return true;
  }

  private Set<String> names() {
    Set<String> seen = names;
    if (seen == null) {
      seen = new HashSet<>();
      for (int i = 0; i < size; i++) {
        seen.add(text(places[STRIDE * i], places[STRIDE * i + 1]));
      }
      names = seen;
    }
    return seen;
  }

  private boolean isNamed(int index, byte[] name, int from, int to) {
    int at = STRIDE * index;
    return Arrays.equals(bytes, places[at], places[at + 1], name, from, to);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /// The value of the attribute of this name, or null.
  @Nullable String value(byte[] name) {
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name, 0, name.length)) {
        int from = places[STRIDE * i + 2];
        int to = places[STRIDE * i + 3];
        return places[STRIDE * i + 4] == 1
            ? new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
            : XmlText.attribute(bytes, from, to);
      }
    }
    return null;
  }
}

package org.ppsp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A byte array that grows as one writes to it: what codecs write into. Kept by its owner and used
/// again after [#clear]. For one thread.
public final class ByteWriter {
  /// "00", "01" and so on to "99".
  private static final byte[] PAIRS = new byte[200];

  /// The decimal digits of 0 to 255 in the lower three bytes, first one lowest; how many in the
  /// uppermost.
  private static final int[] BYTES = new int[256];

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
    for (int i = 0; i < 256; i++) {
      String digits = Integer.toString(i);
      int packed = digits.length() << 24;
      for (int k = 0; k < digits.length(); k++) {
        packed |= digits.charAt(k) << (8 * k);
      }
      BYTES[i] = packed;
    }
  }

  private byte[] bytes;
  private int size;

  /// A writer with room for some kilobytes.
  public ByteWriter() {
    this(8192);
  }

  /// A writer with room for this many bytes at first.
  public ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /// Forgets what was written.
  public ByteWriter clear() {
    size = 0;
    return this;
  }

  /// How many bytes were written.
  public int size() {
    return size;
  }

  /// The array that holds them from 0 to [#size]; valid until the next write.
  public byte[] array() {
    return bytes;
  }

  /// A copy of what was written.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// Makes room for this many more bytes, to be written to [#array] from [#size] and then counted
  /// with [#advance].
  public byte[] reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
    return bytes;
  }

  /// Counts bytes that were written behind [#size] after [#reserve].
  public void advance(int more) {
    size += more;
  }

  /// Writes one byte.
  public void one(int b) {
    reserve(1)[size++] = (byte) b;
  }

  /// Writes a whole array.
  public void bytes(byte[] from) {
    bytes(from, 0, from.length);
  }

  /// Writes a part of an array.
  public void bytes(byte[] from, int offset, int length) {
    System.arraycopy(from, offset, reserve(length), size, length);
    size += length;
  }

  /// Writes a text as UTF-8.
  public void utf8(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes a number in decimal.
  public void decimal(long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      utf8(Long.toString(value));
      return;
    }
    int rest = (int) value;
    byte[] to = reserve(10);
    int at = size + digits(rest);
    size = at;
    while (rest >= 10) {
      int hundreds = rest / 100;
      int pair = (rest - hundreds * 100) * 2;
      to[--at] = PAIRS[pair + 1];
      to[--at] = PAIRS[pair];
      rest = hundreds;
    }
    if (rest > 0 || value == 0) {
      to[--at] = (byte) ('0' + rest);
    }
  }

  private static int digits(int value) {
    if (value < 100_000) { // most are ports
      return value < 100 ? value < 10 ? 1 : 2 : value < 10_000 ? value < 1000 ? 3 : 4 : 5;
    }
    int digits = 6;
    for (int bound = 1_000_000; digits < 10 && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }

  /// Writes an IPv4 address as four numbers with dots.
  public void dottedQuad(int bits) {
    byte[] to = reserve(16); // the longest one and a dot behind it
    int at = size;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int number = BYTES[bits >>> shift & 255];
      to[at] = (byte) number;
      to[at + 1] = (byte) (number >> 8);
      to[at + 2] = (byte) (number >> 16);
      at += number >>> 24;
      to[at++] = '.';
    }
    size = at - 1;
  }

  /// What was written, read as UTF-8.
  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}

package org.ppsp.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A byte array that grows as one writes to it: what codecs write into. Kept by its owner and used
/// again after [#clear]. For one thread.
public final class ByteWriter {
  /// The longest IPv4 address, and a dot behind it that is written over.
  public static final int QUAD_ROOM = 16;

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

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /// Up to here, copying eight bytes at a time costs less than the call of the JVM's own routine.
  private static final int SHORT = 64;

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
    size = put(from, offset, length, reserve(length), size);
  }

  /// Copies a whole array to a place in another one that has room for it. This and its like are for
  /// those who write many small parts: [#reserve] once for all of them, then [#advance].
  ///
  /// @return the place behind it
  public static int put(byte[] from, byte[] to, int at) {
    return put(from, 0, from.length, to, at);
  }

  /// Copies a part of an array to a place in another one that has room for it.
  ///
  /// @return the place behind it
  public static int put(byte[] from, int offset, int length, byte[] to, int at) {
    if (length < Long.BYTES || length > SHORT) {
      System.arraycopy(from, offset, to, at, length);
    } else {
      int last = length - Long.BYTES; // may overlap the one before it
      for (int i = 0; i < last; i += Long.BYTES) {
        LONG.set(to, at + i, (long) LONG.get(from, offset + i));
      }
      LONG.set(to, at + last, (long) LONG.get(from, offset + last));
    }
    return at + length;
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
    size = putDecimal((int) value, reserve(10), size);
  }

  /// Writes a number of at least 0 in decimal to a place in an array that has room for it.
  ///
  /// @return the place behind it
  public static int putDecimal(int value, byte[] to, int at) {
    int rest = value;
    int end = at + digits(value);
    int last = end;
    while (rest >= 10) {
      int hundreds = rest / 100;
      int pair = (rest - hundreds * 100) * 2;
      to[--last] = PAIRS[pair + 1];
      to[--last] = PAIRS[pair];
      rest = hundreds;
    }
    if (rest > 0 || value == 0) {
      to[--last] = (byte) ('0' + rest);
    }
    return end;
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
    size = putDottedQuad(bits, reserve(QUAD_ROOM), size);
  }

  /// Writes an IPv4 address as four numbers with dots to a place in an array that has [#QUAD_ROOM]
  /// bytes from there on.
  ///
  /// @return the place behind it
  public static int putDottedQuad(int bits, byte[] to, int start) {
    int at = start;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int number = BYTES[bits >>> shift & 255];
      to[at] = (byte) number;
      to[at + 1] = (byte) (number >> 8);
      to[at + 2] = (byte) (number >> 16);
      at += number >>> 24;
      to[at++] = '.';
    }
    return at - 1;
  }

  /// What was written, read as UTF-8.
  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}

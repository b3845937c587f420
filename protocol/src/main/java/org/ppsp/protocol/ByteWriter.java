package org.ppsp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A byte array that grows as one writes to it: what codecs write into. Kept by its owner and used
/// again after [#clear]. For one thread.
public final class ByteWriter {
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
    if (value < 0) {
      utf8(Long.toString(value));
      return;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    byte[] to = reserve(digits);
    long rest = value;
    for (int i = size + digits - 1; i >= size; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  /// What was written, read as UTF-8.
  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}

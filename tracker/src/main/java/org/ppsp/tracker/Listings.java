package org.ppsp.tracker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The listings of up to sixteen neighbours of a [MemberArray] in one byte array, so that a FIND
/// reads them one behind the other instead of sixteen places of the memory.
///
/// An array is never changed once it is made: who changes a listing makes another one, and who
/// reads needs no lock.
///
/// ```
/// i32 start     of each of the sixteen; it ends where the next one begins
/// ..  listings  in the form of PackedPeer
/// ```
final class Listings {
  /// The position of a member in its block is the lower bits of its position.
  static final int BITS = 4;

  static final int SIZE = 1 << BITS;
  private static final int MASK = SIZE - 1;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /// Sixteen empty ones.
  static final byte[] NONE = none();

  private Listings() {}

  private static byte[] none() {
    byte[] none = new byte[SIZE * Integer.BYTES];
    for (int i = 0; i < SIZE; i++) {
      INT.set(none, i * Integer.BYTES, none.length);
    }
    return none;
  }

  /// Where the listing of a position begins.
  static int start(byte[] block, int position) {
    return (int) INT.get(block, (position & MASK) * Integer.BYTES);
  }

  private static int end(byte[] block, int position) {
    return (position & MASK) == MASK ? block.length : start(block, position + 1);
  }

  /// How long the listing of a position is.
  static int length(byte[] block, int position) {
    return end(block, position) - start(block, position);
  }

  /// Whether a listing is the one of a position.
  static boolean isAt(byte[] block, int position, byte[] listing) {
    return Arrays.equals(
        block, start(block, position), end(block, position), listing, 0, listing.length);
  }

  /// The listing of a position alone.
  static byte[] copy(byte[] block, int position) {
    return Arrays.copyOfRange(block, start(block, position), end(block, position));
  }

  /// The same block with another listing at a position.
  static byte[] with(byte[] block, int position, byte[] listing) {
    int start = start(block, position);
    int end = end(block, position);
    int longer = listing.length - (end - start);
    byte[] copy = Arrays.copyOf(block, block.length + longer);
    System.arraycopy(listing, 0, copy, start, listing.length);
    System.arraycopy(block, end, copy, start + listing.length, block.length - end);
    for (int i = (position & MASK) + 1; i < SIZE; i++) {
      INT.set(copy, i * Integer.BYTES, start(block, i) + longer);
    }
    return copy;
  }
}

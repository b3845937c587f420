package org.ppsp.tracker;

import java.util.random.RandomGenerator;

/// Visits each position of an array exactly once, in a random order that takes no memory: blocks of
/// neighbours, the blocks a random odd stride apart, the whole turned by a random offset. The
/// offset makes every position equally likely at every step.
///
/// A list of 30 comes from several places of the array, so that peers that stand side by side are
/// not always handed out together.
final class Walk {
  private static final int BLOCK_BITS = Listings.BITS;
  private static final int BLOCK = 1 << BLOCK_BITS;

  /// Below this size single positions are visited instead of blocks: everything is in the cache.
  private static final int SMALL = 1024;

  private final int size;
  private final int bits;
  private final int mask;
  private final int stride;
  private final int turn;
  private int blocksLeft;
  private int block;
  private int position;
  private int blockEnd;

  Walk(int size, RandomGenerator random) {
    this.size = size;
    bits = size < SMALL ? 0 : BLOCK_BITS;
    int blocks = (size + (1 << bits) - 1) >>> bits;
    int cycle = blocks <= 1 ? 1 : Integer.highestOneBit(blocks - 1) << 1;
    long seed = random.nextLong();
    mask = cycle - 1;
    stride = (int) (seed >>> 32) | 1;
    block = (int) seed & mask;
    turn = size == 0 ? 0 : random.nextInt(size);
    blocksLeft = size == 0 ? 0 : cycle;
  }

  /// The next position, or -1 when all were visited.
  int next() {
    while (position == blockEnd) {
      if (blocksLeft-- <= 0) {
        blocksLeft = 0;
        return -1;
      }
      position = block << bits;
      blockEnd = Math.min(position + (bits == 0 ? 1 : BLOCK), size);
      if (position >= size) {
        blockEnd = position; // the cycle is longer than the array
      }
      block = block + stride & mask;
    }
    int turned = position++ + turn;
    return turned < size ? turned : turned - size;
  }
}

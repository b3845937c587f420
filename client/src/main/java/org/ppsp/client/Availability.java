package org.ppsp.client;

import org.ppsp.protocol.ChunkSet;

/// Which chunks of a swarm the peer has, and which of them the tracker knows of. Every thread may
/// call.
final class Availability {
  /// The most ranges and tokens that one message names.
  static final int MAX_ENTRIES = 500;

  /// The most characters of tokens in one message; any text of so many characters fits into 64 KiB.
  private static final int MAX_CHARS = 16_384;

  private ChunkSet held = ChunkSet.EMPTY;
  private ChunkSet told = ChunkSet.EMPTY;

  synchronized void add(ChunkSet chunks) {
    held = held.union(chunks);
  }

  synchronized void remove(ChunkSet chunks) {
    held = held.minus(chunks);
  }

  synchronized boolean isTold() {
    return held.equals(told);
  }

  /// Some of the chunks that the tracker does not know of, as many as fit into a message.
  synchronized ChunkSet toAnnounce() {
    return some(held.minus(told));
  }

  /// Some of the chunks that the tracker wrongly knows of, as many as fit into a message.
  synchronized ChunkSet toWithdraw() {
    return some(told.minus(held));
  }

  synchronized void announced(ChunkSet chunks) {
    told = told.union(chunks);
  }

  synchronized void withdrawn(ChunkSet chunks) {
    told = told.minus(chunks);
  }

  /// The tracker knows of nothing any more.
  synchronized void forgotten() {
    told = ChunkSet.EMPTY;
  }

  private static ChunkSet some(ChunkSet chunks) {
    if (chunks.entries() <= MAX_ENTRIES && chunks.tokens().isEmpty()) {
      return chunks;
    }
    ChunkSet.Builder part = new ChunkSet.Builder(MAX_ENTRIES);
    int[] room = {MAX_ENTRIES};
    chunks.forEachRange(
        (first, last) -> {
          if (room[0] > 0) {
            part.range(first, last);
            room[0]--;
          }
        });
    int chars = 0;
    for (String token : chunks.tokens()) {
      chars += token.length();
      if (room[0]-- <= 0 || chars > MAX_CHARS) {
        break;
      }
      part.token(token);
    }
    return part.build();
  }
}

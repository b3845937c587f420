package org.ppsp.cli.demo;

import java.util.BitSet;

/// Plays a content as its chunks come, and waits where one is missing.
final class Player {
  /// How far behind the latest chunk a live content is played.
  static final int DELAY = 10;

  /// How many chunks must be there until it begins.
  private static final int BUFFERED = 3;

  private final Content content;
  private final long joined;

  /// Where it is, in ms of the content.
  private long position;

  private long startup = -1;
  private long stalled;

  /// @param joined when the viewer came
  /// @param held the chunks that are there; one who has a part goes on in the middle of it
  Player(Content content, long joined, BitSet held) {
    this.content = content;
    this.joined = joined;
    int start = content.live() ? content.last(joined) - DELAY : held.nextClearBit(0) / 2;
    position = 1000L * start;
  }

  /// Lets time pass.
  ///
  /// @param held the chunks that are there
  void advance(long now, long millis, BitSet held) {
    int first = content.first(now);
    if (next() < first) {
      position = 1000L * (content.last(now) - DELAY); // missed for good: goes on with what is new
    }
    if (startup < 0) {
      if (buffered(held) < Math.min(BUFFERED, content.chunks())) {
        return;
      }
      startup = now - joined;
    }
    if (hasEnded()) {
      return;
    }
    if (held.get(next())) {
      position += millis;
    } else {
      stalled += millis;
    }
  }

  /// The chunk that is played, or needed next.
  int next() {
    return (int) (position / 1000);
  }

  boolean hasEnded() {
    return !content.live() && next() >= content.chunks();
  }

  /// How many chunks without a gap are there from here on.
  int buffered(BitSet held) {
    return held.nextClearBit(next()) - next();
  }

  /// Until it began, in ms; -1 if it has not.
  long startup() {
    return startup;
  }

  /// How long it stood still, in ms.
  long stalled() {
    return stalled;
  }
}

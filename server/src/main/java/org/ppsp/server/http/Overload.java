package org.ppsp.server.http;

import java.time.Duration;

/// Whether an event loop keeps up, and how many of its requests are turned away until it does.
///
/// It is measured how late the loop does what was due: that is how long requests wait for it. At
/// the first delay beyond the limit half of the requests are turned away, then more each time it is
/// still late, up to fifteen of sixteen: some are always served, so that sessions do not all end by
/// it. Once the delay is half the limit or less, one sixteenth more is served after each look. For
/// one event loop only.
final class Overload {
  /// So many parts of all requests.
  private static final int PARTS = 16;

  private final long limit;
  private final long pause;
  private long due;
  private boolean wasLate;
  private int shed;
  private int turn;

  /// Whether a part is turned away, for other threads to see.
  private volatile boolean shedding;

  /// @param limit the delay that is borne
  /// @param now nanoseconds
  Overload(Duration limit, long now) {
    this.limit = limit.toNanos();
    this.pause = Math.max(5_000_000, this.limit / 10);
    this.due = now + pause;
  }

  /// Nanoseconds between two looks.
  long pause() {
    return pause;
  }

  /// A look, at the time when it was done; the next one is due after the pause.
  ///
  /// @return how late it was, in nanoseconds
  long look(long now) {
    long late = now - due;
    if (late > limit && wasLate) {
      shed = shed == 0 ? PARTS / 2 : Math.min(PARTS - 1, shed + 1);
    } else if (late <= limit / 2 && shed > 0) {
      shed--;
    }
    wasLate = late > limit;
    due = now + pause;
    shedding = shed > 0;
    return Math.max(0, late);
  }

  /// Whether requests are turned away, as of the last look. Every thread may call.
  boolean isShedding() {
    return shedding;
  }

  /// Whether a request that comes now shall be turned away. A look that is late beyond the limit
  /// counts before it is done.
  boolean sheds(long now) {
    int parts = shed == 0 && wasLate && now - due > limit ? PARTS / 2 : shed;
    if (parts == 0) {
      return false;
    }
    turn = (turn + 7) % PARTS; // those served stand spread among the others
    return turn < parts;
  }
}

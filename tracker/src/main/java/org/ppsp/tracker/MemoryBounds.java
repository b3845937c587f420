package org.ppsp.tracker;

/// How much memory peers may use, by an estimate that is never far below the real size.
///
/// @param all bytes of all peers together, 1 MiB to 1 TiB
/// @param addressShare the most that the peers of one address use of it, in percent, 1 to 100; of
///   IPv6, those of one /64
/// @param networkShare the most that the peers of one network use of it, in percent, 1 to 100: of a
///   /24 of IPv4 or a /56 of IPv6; those of a /16 or a /40 use half of the rest as well
/// @param session bytes of one peer, 4 KiB to 16 MiB, those included that it shares with others
public record MemoryBounds(long all, int addressShare, int networkShare, int session) {
  private static final long LEAST = 1 << 20;
  private static final long MOST = 1L << 40;

  /// From there on a reference takes eight bytes instead of four.
  private static final long WIDE_HEAP = 32L << 30;

  /// What holds when nothing is configured.
  public static final MemoryBounds DEFAULT =
      new MemoryBounds(shareOf(Runtime.getRuntime().maxMemory()), 25, 50, 128 << 10);

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one is left; the message names value and range
  public MemoryBounds {
    if (all < LEAST || all > MOST) {
      throw new IllegalArgumentException("memory must be 1 MiB to 1 TiB, not " + all);
    }
    Range.check("memoryPerAddress", addressShare, 1, 100);
    Range.check("memoryPerNetwork", networkShare, 1, 100);
    Range.check("maxMemoryPerSession", session, 4 << 10, 16 << 20);
  }

  /// The part of a heap that peers may use: half of it, so that connections, garbage and the
  /// program itself fit as well. A heap with wide references holds less.
  public static long shareOf(long heap) {
    return Math.clamp(heap < WIDE_HEAP ? heap / 2 : heap / 3, LEAST, MOST);
  }

  long address() {
    return all / 100 * addressShare;
  }

  long network() {
    return all / 100 * networkShare;
  }

  /// The most that a /16 of IPv4 or a /40 of IPv6 uses: of what one of its networks leaves, half is
  /// for others.
  long prefix() {
    return all / 200 * (100 + networkShare);
  }

  /// What new peers may use: the last tenth is kept for those that are connected.
  long forNewcomers() {
    return all / 10 * 9;
  }
}

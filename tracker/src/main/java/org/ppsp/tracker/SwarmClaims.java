package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Property;

/// What the members of a swarm say of themselves, taken together: which properties at all, and how
/// much upload bandwidth. Written under the lock of the swarm, read without it.
final class SwarmClaims {
  /// Kbit/s that a claim of bandwidth may always count: a common line.
  static final long COMMON_BANDWIDTH = 16_384;

  /// One in how many members has to claim a bandwidth for it to count.
  private static final int QUORUM = 4;

  private static final int MAGNITUDES = 1 << 5;

  /// What is known of every member, whatever it says.
  private static final long ALWAYS =
      Statistics.mark(Property.ONLINE_TIME) | Statistics.mark(Property.PEER_MODE);

  private volatile long marks = ALWAYS;
  private volatile long mostBandwidth = COMMON_BANDWIDTH;

  /// How many members claim a bandwidth of each magnitude (see [Traits]); null if none does.
  private int @Nullable [] magnitudes;

  /// Takes note of what a member says, before its summary is made.
  void note(Membership member) {
    Session session = member.session();
    long more = member.statistics().marks() | session.statistics().marks();
    if (session.asn() != 0) {
      more |= Statistics.mark(Property.ASN);
    }
    if (session.connection() != null) {
      more |= Statistics.mark(Property.CONNECTION);
    }
    if ((marks & more) != more) {
      marks |= more;
    }
  }

  /// Whether a member may have said something of this property since the swarm came to be; surely
  /// not if false.
  boolean mayKnow(Filter filter) {
    return (marks & filter.mark()) != 0;
  }

  /// A member's summary has changed.
  ///
  /// @param before 0 if the member is new
  /// @param after 0 if it has left
  /// @param members how many there are now
  void changed(long before, long after, int members) {
    int less = magnitude(before);
    int more = magnitude(after);
    int[] counts = magnitudes;
    if (counts == null) {
      if (more == 0) {
        return;
      }
      magnitudes = counts = new int[MAGNITUDES];
    }
    counts[less]--;
    counts[more]++;
    mostBandwidth = mostBandwidth(counts, members);
  }

  private static int magnitude(long summary) {
    return Traits.upload(MemberArray.traits(summary));
  }

  private static long mostBandwidth(int[] counts, int members) {
    long claiming = 0;
    for (int magnitude = MAGNITUDES - 1; magnitude > 0; magnitude--) {
      claiming += counts[magnitude];
      if (claiming * QUORUM >= members) {
        return Math.max(COMMON_BANDWIDTH, 2L << magnitude);
      }
    }
    return COMMON_BANDWIDTH;
  }

  /// Up to how much a claim of bandwidth raises a member's quality, in kbit/s: twice what at least
  /// one in four members claims, rounded up to a power of two, and never less than
  /// [#COMMON_BANDWIDTH].
  long mostBandwidth() {
    return mostBandwidth;
  }
}

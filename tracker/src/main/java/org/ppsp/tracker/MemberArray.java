package org.ppsp.tracker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PackedPeer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;

/// The members of a swarm: a dense array in which joining, leaving and picking one at random take
/// the same few steps at any size.
///
/// What a FIND needs of a member stands beside it ([#summary], and its listing in [Listings]), so
/// that a run of sixteen neighbours costs the memory accesses of a few. A member's position is
/// random at any time: a new one goes to a random position and the one that stood there to the end,
/// one that leaves is replaced by the last. So every order is equally likely, and a few runs of
/// neighbours are as fair a sample as members picked one by one.
///
/// Writers hold the lock of the swarm. Readers take no lock and never wait: while a writer moves a
/// member they may meet it twice or read its neighbour's summary. Then [#version] has changed, and
/// the reader looks at the members themselves ([Search]).
///
/// The array is made of segments, so that growing copies at most one of them.
final class MemberArray {
  private static final VarHandle MEMBER = MethodHandles.arrayElementVarHandle(Membership[].class);
  private static final VarHandle SUMMARY = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle LISTINGS = MethodHandles.arrayElementVarHandle(byte[][].class);
  private static final int SEGMENT_BITS = 14;
  private static final int SEGMENT = 1 << SEGMENT_BITS;
  private static final int MASK = SEGMENT - 1;
  private static final int FIRST = 2;
  private static final byte[] NOTHING = {};
  private static final int TRAITS_SHIFT = 1;
  private static final int TRAITS_MASK = (1 << Traits.BITS) - 1;
  private static final int NEAR_SHIFT = TRAITS_SHIFT + Traits.BITS;
  private static final int NEAR_MASK = 0x1fff;
  private static final int QUALITY_SHIFT = 22;
  private static final int QUALITY_MASK = 0x3ff;
  private static final int PREFIX_SHIFT = 32;

  /// How many numbers [#prefix] has, from 0 on.
  static final int PREFIXES = 128;

  /// Behind it, until when a member is live, in steps of 2^6 ticks: 6.4 seconds.
  private static final int LIVE_SHIFT = 39;

  private static final int LIVE_STEP_BITS = 6;

  private static final float QUALITY_SCALE = QUALITY_MASK / Quality.BEST;

  private static final float QUALITY_STEP = 1 / QUALITY_SCALE;

  /// Some members side by side: the same position in each array is the same member.
  static final class Segment {
    private final Membership[] members;
    private final long[] summaries;

    /// For each sixteen of them.
    private final byte[][] listings;

    Segment(int length) {
      this(new Membership[length], new long[length], new byte[0][]);
    }

    private Segment(Membership[] members, long[] summaries, byte[][] some) {
      this.members = members;
      this.summaries = summaries;
      listings = Arrays.copyOf(some, Math.ceilDiv(members.length, Listings.SIZE));
      Arrays.fill(listings, Math.min(some.length, listings.length), listings.length, Listings.NONE);
    }

    Segment resized(int length) {
      return new Segment(
          Arrays.copyOf(members, length), Arrays.copyOf(summaries, length), listings);
    }

    int length() {
      return members.length;
    }

    /// The member there, or null if there is none any more.
    @Nullable Membership member(int at) {
      return (Membership) MEMBER.getAcquire(members, at);
    }

    long summary(int at) {
      return (long) SUMMARY.getOpaque(summaries, at);
    }

    /// The listings of a position and its neighbours.
    byte[] listings(int at) {
      return (byte[]) LISTINGS.getAcquire(listings, at >> Listings.BITS);
    }

    private void set(int at, Membership member, long summary, byte[] listing) {
      list(at, listing);
      summarise(at, summary);
      MEMBER.setRelease(members, at, member);
    }

    private void summarise(int at, long summary) {
      SUMMARY.setOpaque(summaries, at, summary);
    }

    private void list(int at, byte[] listing) {
      LISTINGS.setRelease(listings, at >> Listings.BITS, Listings.with(listings(at), at, listing));
    }

    @SuppressWarnings("NullAway") // an empty position
    private void clear(int at) {
      MEMBER.setRelease(members, at, (Membership) null);
      list(at, NOTHING);
    }
  }

  private volatile Segment[] segments = {new Segment(FIRST)};
  private volatile int size;
  private volatile int version;
  private final SwarmClaims claims = new SwarmClaims();

  /// What a FIND wants to know of a member, in one word: until when it is known to be live (at the
  /// least, in ticks), a hash of the /16 or /40 it is seen in, its quality, a hash of the
  /// autonomous system or network it says, its [Traits], whether it is a seeder.
  ///
  /// @param mostBandwidth see [SwarmClaims#mostBandwidth]
  static long summary(Membership member, long mostBandwidth, int now) {
    int quality = Math.round(Quality.of(member, mostBandwidth, now) * QUALITY_SCALE);
    int liveUntil = Math.max(0, member.listedUntil());
    return (long) (liveUntil >> LIVE_STEP_BITS) << LIVE_SHIFT
        | (long) prefix(member.session()) << PREFIX_SHIFT
        | (long) Math.clamp(quality, 0, QUALITY_MASK) << QUALITY_SHIFT
        | (long) (member.session().near() & NEAR_MASK) << NEAR_SHIFT
        | (long) Traits.of(member) << TRAITS_SHIFT
        | (member.mode() == PeerMode.SEEDER ? 1 : 0);
  }

  static int liveUntil(long summary) {
    return (int) (summary >>> LIVE_SHIFT) << LIVE_STEP_BITS;
  }

  /// The same for members of one /16 or /40: 1 to 127, or 0 for all that are in private networks.
  static int prefix(long summary) {
    return (int) (summary >>> PREFIX_SHIFT) & PREFIXES - 1;
  }

  /// The same of a session.
  static int prefix(Session session) {
    return session.network() == 0
        ? 0
        : Math.max(1, (int) (NetworkShares.prefix(session.ip()) * 0x9e37_79b9_7f4a_7c15L >>> 57));
  }

  static float quality(long summary) {
    return (int) (summary >>> QUALITY_SHIFT & QUALITY_MASK) * QUALITY_STEP;
  }

  /// A hash of the autonomous system that a member says; of one that says none, of its network.
  static int near(long summary) {
    return (int) (summary >>> NEAR_SHIFT) & NEAR_MASK;
  }

  static boolean isNear(long summary, int near) {
    return near(summary) == (near & NEAR_MASK);
  }

  static int traits(long summary) {
    return (int) (summary >>> TRAITS_SHIFT) & TRAITS_MASK;
  }

  static PeerMode mode(long summary) {
    return (summary & 1) == 0 ? PeerMode.LEECH : PeerMode.SEEDER;
  }

  /// What the members say, taken together.
  SwarmClaims claims() {
    return claims;
  }

  /// The member at a position, or null if there is none any more.
  @Nullable Membership member(int position) {
    Segment segment = segment(position);
    return segment == null ? null : segment.member(offset(position));
  }

  /// How many members there are.
  int size() {
    return size;
  }

  /// Changes before any member moves and after; odd while one does.
  int version() {
    return version;
  }

  /// Whether no member was on the move then or has moved since, as far as the caller has read until
  /// now.
  boolean isUnchangedSince(int then) {
    VarHandle.acquireFence();
    return version == then && (then & 1) == 0;
  }

  /// The segment of a position, or null if there is none any more; the position in it is [#offset].
  @Nullable Segment segment(int position) {
    Segment[] all = segments;
    int segment = position >>> SEGMENT_BITS;
    if (segment >= all.length || (position & MASK) >= all[segment].length()) {
      return null;
    }
    return all[segment];
  }

  static int offset(int position) {
    return position & MASK;
  }

  /// Adds a member at the position `random % (size + 1)`. Under the lock.
  void add(Membership member, byte[] listing, int random, int now) {
    int end = size;
    ensureRoom(end);
    startChange();
    int position = Integer.remainderUnsigned(random, end + 1);
    if (position < end) {
      move(position, end);
    }
    place(member, position, listing, now);
    size = end + 1;
    endChange();
    claims.changed(0, summary(member), size);
  }

  /// Takes a member out. Under the lock.
  void remove(Membership member) {
    int end = size - 1;
    int position = member.index;
    long last = summary(member);
    startChange();
    if (position < end) {
      move(end, position);
    }
    segments[end >>> SEGMENT_BITS].clear(end & MASK);
    member.index = -1;
    size = end;
    endChange();
    claims.changed(last, 0, end);
    shrink(end);
  }

  /// Brings a member's listing and summary up to date. Under the lock.
  void relist(Membership member, byte[] listing, int now) {
    int at = member.index & MASK;
    byte[] block = segmentOf(member).listings(at);
    if (Listings.isAt(block, at, listing)) {
      refresh(member, now);
    } else {
      long before = summary(member);
      place(member, member.index, listing, now);
      claims.changed(before, summary(member), size);
    }
  }

  /// A member's listing; null if it is no member, or if others moved meanwhile.
  byte @Nullable [] listingIfUnmoved(Membership member) {
    int then = version;
    byte[] listing = listing(member);
    return isUnchangedSince(then) ? listing : null;
  }

  /// How long a member's listing is; -1 if it is no member, or if others moved meanwhile.
  int listingLengthIfUnmoved(Membership member) {
    int then = version;
    int position = member.index;
    Segment segment = position < 0 ? null : segment(position);
    if (segment == null) {
      return -1;
    }
    int length = Listings.length(segment.listings(offset(position)), position);
    return isUnchangedSince(then) ? length : -1;
  }

  /// A member's listing; null if it is no member. Under the lock.
  byte @Nullable [] listing(Membership member) {
    int position = member.index;
    Segment segment = position < 0 ? null : segment(position);
    if (segment == null) {
      return null;
    }
    return Listings.copy(segment.listings(offset(position)), position);
  }

  /// Whether a member is listed under a name; false, too, if others moved meanwhile.
  boolean lists(Membership member, PeerId peer) {
    int then = version;
    int position = member.index;
    Segment segment = position < 0 ? null : segment(position);
    if (segment == null) {
      return false;
    }
    byte[] block = segment.listings(offset(position));
    int start = Listings.start(block, position);
    return start < block.length && PackedPeer.isOf(peer, block, start) && isUnchangedSince(then);
  }

  /// Brings a member's summary up to date. Under the lock.
  void refresh(Membership member, int now) {
    long before = summary(member);
    long after = summarise(member, now);
    segmentOf(member).summarise(member.index & MASK, after);
    claims.changed(before, after, size);
  }

  /// The same, only if the summary will soon no longer tell that the member is live. Under the
  /// lock.
  void refreshIfStale(Membership member, int now, int soon) {
    if (liveUntil(summary(member)) < soon) {
      refresh(member, now);
    }
  }

  private long summarise(Membership member, int now) {
    claims.note(member);
    return summary(member, claims.mostBandwidth(), now);
  }

  private long summary(Membership member) {
    return segmentOf(member).summary(member.index & MASK);
  }

  private Segment segmentOf(Membership member) {
    return segments[member.index >>> SEGMENT_BITS];
  }

  private void place(Membership member, int position, byte[] listing, int now) {
    member.index = position;
    segments[position >>> SEGMENT_BITS].set(
        position & MASK, member, summarise(member, now), listing);
  }

  private void move(int from, int to) {
    Segment source = segments[from >>> SEGMENT_BITS];
    int at = from & MASK;
    Membership member = source.members[at];
    byte[] listing = Listings.copy(source.listings(at), at);
    segments[to >>> SEGMENT_BITS].set(to & MASK, member, source.summaries[at], listing);
    member.index = to;
  }

  /// Odd afterwards even if memory ran out during an earlier change.
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  private void startChange() {
    version |= 1;
    VarHandle.storeStoreFence();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
  private void endChange() {
    version++;
  }

  private void ensureRoom(int position) {
    Segment[] all = segments;
    int segment = position >>> SEGMENT_BITS;
    if (segment >= all.length) {
      Segment[] more = Arrays.copyOf(all, segment + 1);
      more[segment] = new Segment(SEGMENT);
      segments = more;
    } else if ((position & MASK) >= all[segment].length()) {
      replaceFirst(all[0].resized(Math.min(SEGMENT, all[0].length() * 2)));
    }
  }

  /// Gives memory back, late enough that joins and leaves at an edge do not allocate each time.
  private void shrink(int newSize) {
    int needed = (newSize + SEGMENT / 2 >>> SEGMENT_BITS) + 1;
    Segment[] all = segments;
    if (all.length > needed) {
      segments = Arrays.copyOf(all, needed);
    } else if (all.length == 1 && all[0].length() > FIRST && newSize <= all[0].length() / 4) {
      replaceFirst(all[0].resized(all[0].length() / 2));
    }
  }

  private void replaceFirst(Segment first) {
    Segment[] copy = segments.clone();
    copy[0] = first;
    segments = copy;
  }
}

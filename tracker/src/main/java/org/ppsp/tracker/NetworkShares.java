package org.ppsp.tracker;

import org.ppsp.protocol.IpAddress;

/// Counts the peers of one list by network, so that whoever registers many peers from a few
/// networks cannot fill a list with them. A peer counts in its network, in the wider one around it,
/// and in its autonomous system if it says which. The networks are those its requests come from.
/// The autonomous system is a claim, which can only restrict: a peer that makes none has no share
/// less. For one thread.
///
/// Not counted are private networks, which nobody outside can be in, and the asker's own (/24 or
/// /56), whose peers are its best ones. Nor is the asker's own autonomous system.
final class NetworkShares {
  private static final long V4 = 1L << 56;
  private static final long V4_PREFIX = 2L << 56;
  private static final long V6 = 3L << 56;
  private static final long V6_PREFIX = 4L << 56;
  private static final long ASN = 5L << 56;

  /// Groups in which a peer counts.
  private static final int LEVELS = 3;

  /// How many in a row are turned down of a prefix before the others of it are passed over.
  private static final int TURNED_DOWN = 4;

  private final long own;
  private final int ownPrefix;
  private final long ownAsn;
  private final int mostOfNetwork;
  private final int mostOfPrefix;
  private final int mostOfAsn;

  /// Those that peers were taken of; 0 is a free place.
  private final long[] groups;

  private final int[] taken;

  /// How many of a prefix, by its hash in summaries, were turned down since one was taken.
  private final byte[] turnedDown = new byte[MemberArray.PREFIXES];

  /// Nobody was taken yet.
  ///
  /// @param wanted how long the list is
  /// @param peers the most that are taken in all, released ones too
  NetworkShares(Session asker, Shares shares, int wanted, int peers) {
    own = asker.network();
    ownPrefix = MemberArray.prefix(asker);
    ownAsn = asker.asn();
    mostOfNetwork = Shares.of(wanted, shares.network());
    mostOfPrefix = Shares.of(wanted, shares.prefix());
    mostOfAsn = Shares.of(wanted, shares.asn());
    groups = new long[Integer.highestOneBit(Math.max(1, peers) * LEVELS) << 2];
    taken = new int[groups.length];
  }

  /// Whether members with this summary are passed over without being looked at, for those of their
  /// prefix are turned down one after the other.
  boolean passesOver(long summary) {
    int prefix = MemberArray.prefix(summary);
    return turnedDown[prefix] >= TURNED_DOWN && prefix != ownPrefix;
  }

  /// As [#takes(Session)] does, and takes note of the prefix.
  boolean takes(Session peer, long summary) {
    int prefix = MemberArray.prefix(summary);
    boolean takes = takes(peer);
    turnedDown[prefix] = takes ? 0 : (byte) Math.min(TURNED_DOWN, turnedDown[prefix] + 1);
    return takes;
  }

  /// Counts a peer, unless one of its groups has its share.
  ///
  /// @return whether it was counted
  boolean takes(Session peer) {
    long network = peer.network();
    if (network == 0 || network == own) {
      return true;
    }
    IpAddress ip = peer.ip();
    long narrow = ip.isV4() ? V4 | network : V6 | ip.high() >>> 16;
    long wide = prefix(ip);
    long system = peer.asn() == 0 || peer.asn() == ownAsn ? 0 : ASN | peer.asn();
    if (taken[find(narrow)] >= mostOfNetwork
        || taken[find(wide)] >= mostOfPrefix
        || system != 0 && taken[find(system)] >= mostOfAsn) {
      return false;
    }
    count(narrow);
    count(wide);
    if (system != 0) {
      count(system);
    }
    return true;
  }

  /// Counts a peer no more that was taken.
  void release(Session peer) {
    IpAddress ip = peer.ip();
    if (peer.network() != 0 && peer.network() != own) {
      release(ip.isV4() ? V4 | peer.network() : V6 | ip.high() >>> 16);
      release(prefix(ip));
      if (peer.asn() != 0 && peer.asn() != ownAsn) {
        release(ASN | peer.asn());
      }
    }
  }

  private void release(long group) {
    int i = find(group);
    taken[i] = Math.max(0, taken[i] - 1);
  }

  /// The /16 or /40 of an address.
  static long prefix(IpAddress ip) {
    return ip.isV4()
        ? V4_PREFIX | (ip.v4Bits() & 0xffff_ffffL) >>> 16
        : V6_PREFIX | ip.high() >>> 24;
  }

  private void count(long group) {
    int i = find(group);
    groups[i] = group;
    taken[i]++;
  }

  private int find(long group) {
    int mask = groups.length - 1;
    int i = (int) (group * 0x9e37_79b9_7f4a_7c15L >>> 32) & mask;
    while (groups[i] != group && groups[i] != 0) {
      i = i + 1 & mask;
    }
    return i;
  }
}

package org.ppsp.tracker;

import org.jspecify.annotations.Nullable;

/// What an owner may still be told in a minute, and what others may whose session it is, too. For
/// one list and one thread.
final class Share {
  private final ToldAddresses told;
  private int left;
  private final @Nullable Share others;

  Share(ToldAddresses told, int left, @Nullable Share others) {
    this.told = told;
    this.left = left;
    this.others = others;
  }

  /// Counts a member as told if it may be: if it was told before, or all its addresses are allowed.
  boolean tell(Membership member, int addresses) {
    return tell(member, addresses, null);
  }

  /// Which owner may be told least.
  Share least() {
    Share least = this;
    for (Share share = others; share != null; share = share.others) {
      least = share.left < least.left ? share : least;
    }
    return least;
  }

  /// One of the members that this owner was told last; see [ToldAddresses#last].
  @Nullable Membership last(int i) {
    return told.last(i);
  }

  /// As [#tell(Membership, int)] does.
  ///
  /// @param remembers an owner that was told this member before; null if that is not known
  boolean tell(Membership member, int addresses, @Nullable Share remembers) {
    long hash = Sketch.mixed(member.session().hash);
    for (Share share = this; share != null; share = share.others) {
      if (share != remembers && !share.mayTell(hash, addresses)) {
        return false;
      }
    }
    for (Share share = this; share != null; share = share.others) {
      int news = share == remembers ? 0 : share.told.news(hash, addresses);
      if (news > 0) {
        share.left -= news;
        share.told.add(member, hash, addresses);
      }
    }
    return true;
  }

  private boolean mayTell(long peer, int addresses) {
    int news = told.news(peer, addresses);
    return news == 0 && !told.isDense() || Math.max(1, news) <= left;
  }
}

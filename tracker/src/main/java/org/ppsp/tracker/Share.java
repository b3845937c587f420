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

  /// Counts a peer as told if it may be: if it was told before, or all its addresses are allowed.
  boolean tell(Session peer, int addresses) {
    long hash = Sketch.mixed(peer.hash);
    if (!mayTell(hash, addresses)) {
      return false;
    }
    for (Share share = this; share != null; share = share.others) {
      share.left -= share.told.news(hash, addresses);
      share.told.add(hash, addresses);
    }
    return true;
  }

  private boolean mayTell(long peer, int addresses) {
    for (Share share = this; share != null; share = share.others) {
      int news = share.told.news(peer, addresses);
      boolean isKnown = news == 0 && !share.told.isDense();
      if (!isKnown && Math.max(1, news) > share.left) {
        return false;
      }
    }
    return true;
  }
}

package org.ppsp.tracker;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;

/// Why the members of a swarm would do for a FIND or not: the same questions as [Search] asks, in
/// its order, with the answer in words. For one thread.
final class Reasons {
  private final Session asker;
  private final ChunkSet chunks;
  private final Filter[] filters;
  private final int now;

  Reasons(Session asker, ChunkSet chunks, Filter[] filters, int now) {
    this.asker = asker;
    this.chunks = chunks;
    this.filters = filters;
    this.now = now;
  }

  /// @param wanted how many peers the list was to have
  /// @param members those that are looked at
  /// @param all how many members there are
  /// @param about the peer that is asked about, or null
  /// @param own its membership, if it has one
  Explanation explain(
      PeerList listed,
      int wanted,
      List<Membership> members,
      int all,
      @Nullable PeerId about,
      @Nullable Membership own) {
    Map<String, Integer> counts = new HashMap<>();
    int candidates = 0;
    for (Membership member : members) {
      String reason = against(member);
      if (reason == null) {
        candidates++;
      } else {
        counts.merge(reason, 1, Integer::sum);
      }
    }
    List<PeerId> ids = listed.stream().map(Peer::id).toList();
    List<Explanation.Reason> reasons =
        counts.entrySet().stream()
            .map(entry -> new Explanation.Reason(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingInt(Explanation.Reason::members).reversed())
            .toList();
    Explanation.About why = about == null ? null : about(about, own, ids, candidates, wanted);
    return new Explanation(ids, all, members.size(), candidates, reasons, why);
  }

  private Explanation.About about(
      PeerId peer, @Nullable Membership own, List<PeerId> listed, int candidates, int wanted) {
    if (listed.contains(peer)) {
      return new Explanation.About(peer, true, "it would do, and was chosen");
    }
    if (own == null) {
      return new Explanation.About(peer, false, "it is not connected, or no member of the swarm");
    }
    String reason = against(own);
    if (reason != null) {
      return new Explanation.About(peer, false, reason + told(reason, own));
    }
    if (listed.size() < wanted) {
      return new Explanation.About(
          peer,
          false,
          "it would do, but the search ended before it came to it: see tracker.scanLimit");
    }
    return new Explanation.About(
        peer,
        false,
        "it would do, but %s were chosen of %s or more that would: by quality, nearness, age and lot, and with few of one network"
            .formatted(listed.size(), Math.max(listed.size(), candidates)));
  }

  /// Why a member would not do; null if it would.
  private @Nullable String against(Membership member) {
    if (member.isOf(asker)) {
      return "it is the one that asks";
    }
    if (!member.session().isLive(now)) {
      return "its session has ended: it was not heard of in time";
    }
    if (member.isExpired(now)) {
      return "its membership has ended: it did not JOIN again in time";
    }
    if (member.session().isHidden()) {
      return "it is in quarantine";
    }
    if (member.session().isNowhere()) {
      return "none of its addresses may be listed, and a proxy hides the one it comes from";
    }
    if (!chunks.isEmpty() && !member.offersAny(chunks)) {
      return "it offers none of the chunks";
    }
    for (Filter filter : filters) {
      if (filter.isRequired() && !filter.accepts(member, now)) {
        return unmet(filter);
      }
    }
    return null;
  }

  /// What a member tells of the requirement that it does not meet; empty if that is not the reason.
  private String told(String reason, Membership member) {
    for (Filter filter : filters) {
      if (reason.equals(unmet(filter))) {
        String told = filter.told(member, now);
        return told == null ? ": it has not told it" : ": it tells " + told;
      }
    }
    return "";
  }

  private static String unmet(Filter filter) {
    return "it does not meet " + filter.words();
  }
}

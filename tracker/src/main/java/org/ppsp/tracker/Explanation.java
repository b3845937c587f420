package org.ppsp.tracker;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;

/// Whom a FIND would be told, and why the others not.
///
/// @param listed whom one is told; chosen by lot in part, so that another one may be told others
/// @param members how many members the swarm has
/// @param looked how many of them were looked at
/// @param candidates how many of these would do
/// @param reasons why the others would not, the most frequent first
/// @param about why the peer that was asked about is listed or not; null if none was
public record Explanation(
    List<PeerId> listed,
    int members,
    int looked,
    int candidates,
    List<Reason> reasons,
    @Nullable About about) {
  /// Copies the lists.
  public Explanation {
    listed = List.copyOf(listed);
    reasons = List.copyOf(reasons);
  }

  /// Nobody is listed, for the FIND is refused as a whole.
  static Explanation refused(String reason, int members, @Nullable PeerId about) {
    return new Explanation(
        List.of(),
        members,
        0,
        0,
        List.of(new Reason(reason, members)),
        about == null ? null : new About(about, false, reason));
  }

  /// How many members are left out for the same reason.
  public record Reason(String reason, int members) {}

  /// Why one peer is listed or not.
  public record About(PeerId peer, boolean listed, String reason) {}
}

package org.ppsp.tracker;

import java.util.Iterator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SwarmId;

/// Ends memberships that the rules of access or the peer's credential no longer allow, so that no
/// list names the peer there. Goes over all sessions once after each change of the rules; without a
/// change it costs a comparison.
///
/// One thread calls [#step]; any may call [#confine] under the session's lock. A JOIN asks the
/// rules under that lock, too, so that none slips in by old rules behind the review.
final class Review {
  private final AccessPolicy access;
  private final Sessions sessions;
  private final SwarmRegistry registry;
  private final Charges charges;

  /// The version of the rules that all memberships meet, or that this pass goes by.
  private long version;

  /// Where the pass goes on; null if there is none.
  private @Nullable Iterator<Session> rest;

  Review(AccessPolicy access, Sessions sessions, SwarmRegistry registry, Charges charges) {
    this.access = access;
    this.sessions = sessions;
    this.registry = registry;
    this.charges = charges;
    version = access.version();
  }

  /// Whether a peer may be in a swarm.
  static boolean allows(
      AccessPolicy access, @Nullable Credential credential, PeerId peer, SwarmId swarm) {
    return (credential == null || credential.allows(swarm)) && access.allows(peer, swarm);
  }

  /// Looks at some more sessions, if the rules have changed since all were looked at.
  ///
  /// @param budget how many, at most
  void step(int budget, int now, RandomGenerator random) {
    long current = access.version();
    if (current != version) {
      version = current; // and from the beginning: those looked at met older rules
      rest = sessions.iterator();
    }
    Iterator<Session> pass = rest;
    if (pass == null) {
      return;
    }
    for (int seen = 0; seen < budget; seen++) {
      if (!pass.hasNext()) {
        rest = null;
        return;
      }
      Session session = pass.next();
      if (session.memberships().length > 0) {
        review(session, now, random);
      }
    }
  }

  private void review(Session session, int now, RandomGenerator random) {
    synchronized (session) {
      if (session.isClosed() || session.memberships().length == 0) {
        return;
      }
      Credential credential = session.credential();
      if (credential != null && !credential.isValid()) {
        charges.change(
            session, SwarmRegistry.Growth.NONE, () -> registry.leaveAll(session, Change.LEFT));
      } else {
        confine(session, Inspector.peer(session, PeerMode.LEECH).id(), now, random);
      }
    }
  }

  /// Ends the memberships of a session that are not allowed. Under the session's lock.
  void confine(Session session, PeerId peer, int now, RandomGenerator random) {
    for (Membership membership : session.memberships()) {
      SwarmId swarm = membership.swarm().id();
      if (!allows(access, session.credential(), peer, swarm)) {
        charges.change(
            session,
            SwarmRegistry.Growth.NONE,
            () -> {
              var _ = registry.leave(session, swarm, ChunkSet.EMPTY, now, random);
            });
      }
    }
  }
}

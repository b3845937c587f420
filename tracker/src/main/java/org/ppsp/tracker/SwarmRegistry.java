package org.ppsp.tracker;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// Keeps who is in which swarm and who offers what. One call for each action of the protocol, so
/// that an action can be sent to the node that owns the swarm.
///
/// Every thread may call. What changes a session's memberships is called under the session's lock;
/// [#find] is called without any and waits for no one.
interface SwarmRegistry {
  /// What a JOIN asks for.
  ///
  /// @param expiresAt when the membership ends, in ticks
  /// @param mode what the peer has of the content; null keeps what it said before
  /// @param chunks what to add to what the peer offers
  /// @param stats statistics of the peer in this swarm
  record Terms(int expiresAt, @Nullable PeerMode mode, ChunkSet chunks, List<Stat> stats) {
    /// Terms that add nothing.
    static final Terms NOTHING = of(List.of());

    /// Terms that only report.
    static Terms of(List<Stat> stats) {
      return new Terms(0, null, ChunkSet.EMPTY, stats);
    }
  }

  /// How a change ended.
  enum Outcome {
    /// Done.
    DONE,
    /// The session is not a member of the swarm.
    NOT_A_MEMBER,
    /// The session is in as many swarms as it may be.
    TOO_MANY_MEMBERSHIPS,
    /// The session's chunks in the swarm would be in more pieces than they may be.
    TOO_MANY_CHUNKS,
    /// The session would have more statistics than it may have.
    TOO_MANY_STATS
  }

  /// How many bytes a change would take at most.
  ///
  /// @param own of the session alone, negative if it would take fewer
  /// @param shared what others may share, if no one does yet
  record Growth(int own, int shared) {
    static final Growth NONE = new Growth(0, 0);

    int all() {
      return own + shared;
    }

    /// The same with more of the session alone.
    Growth plus(int more) {
      return new Growth(own + more, shared);
    }
  }

  /// How much a JOIN, a LEAVE of chunks or a report would take.
  ///
  /// @param terms what is added
  /// @param withdrawn chunks that are withdrawn
  /// @return nothing for what would be refused
  Growth growth(Session session, SwarmId swarm, Terms terms, ChunkSet withdrawn, int now);

  /// Makes a membership, or refreshes one whose time is not over. What is refused changes nothing.
  Outcome join(Session session, SwarmId swarm, Terms terms, int now, RandomGenerator random);

  /// Withdraws chunks; none named: ends the membership.
  Outcome leave(Session session, SwarmId swarm, ChunkSet chunks, int now, RandomGenerator random);

  /// Withdraws all chunks of a session, in all its swarms; its modes stay.
  void withdrawAll(Session session, int now, RandomGenerator random);

  /// Ends all memberships of a session.
  ///
  /// @param why what they are counted as
  void leaveAll(Session session, Change why);

  /// Ends the memberships of a session whose time is over, and sees to it that those that go on are
  /// known to be live until `soon`, as far as they are.
  void expire(Session session, int now, int soon);

  /// Takes over all that a session says anew: its addresses and statistics.
  void relist(Session session, int now);

  /// Takes over the statistics that a session says anew.
  void refresh(Session session, int now);

  /// Whether a session is a member and its statistics there take no more memory with newer ones.
  boolean haveRoomFor(Session session, SwarmId swarm, List<Stat> stats, int now);

  /// Whether the session is a member whose time is not over.
  boolean isMember(Session session, SwarmId swarm, int now);

  /// Stores statistics of a member and adds what it has transferred to the swarm's totals.
  Outcome report(Session session, SwarmId swarm, List<Stat> stats, int now);

  /// Finds candidates among the live members of a swarm; none if there is no such swarm. Takes no
  /// longer in a large swarm than in a small one as long as a fair share of the members will do.
  void find(SwarmId swarm, Search search);

  /// All swarms that have members, with their totals; without a lock.
  List<Inspector.SwarmInfo> all();

  /// Members of a swarm that stand side by side, whether their time is over or not; without a lock.
  ///
  /// @param from the place of the first, from 0
  /// @param count how many at the most
  List<Membership> members(SwarmId swarm, int from, int count);

  /// The totals of a swarm, if it has members.
  Optional<SwarmTotals> totals(SwarmId swarm);

  /// Goes over all swarms; takes no lock.
  ///
  /// @param largest how many of the largest swarms to name, at the most
  Census census(int largest);

  /// How many swarms have members.
  int swarms();
}

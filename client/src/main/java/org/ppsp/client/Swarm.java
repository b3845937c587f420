package org.ppsp.client;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// A peer's part in a swarm, from [PeerSession#join]. Every thread may call; only what throws
/// `InterruptedException` waits for the tracker.
public final class Swarm {
  private final PeerSession session;
  private final Membership member;

  Swarm(PeerSession session, Membership member) {
    this.session = session;
    this.member = member;
  }

  /// Which swarm.
  public SwarmId id() {
    return member.id;
  }

  /// What the peer has of the content.
  public PeerMode mode() {
    return member.mode;
  }

  /// Whether the peer still takes part: it neither left nor did the tracker throw it out.
  public boolean isMember() {
    return !member.left;
  }

  /// Offers chunks from now on. They are announced together with others, some seconds later, and
  /// again whenever the tracker forgets the peer. In JSON the tracker is told nothing of chunks:
  /// RFC 7846 has no word for them.
  ///
  /// @throws IllegalStateException after [#leave]
  public void announce(ChunkSet chunks) {
    checkMember();
    member.chunks.add(chunks);
    changed();
  }

  /// Offers chunks no more; told like announcements.
  ///
  /// @throws IllegalStateException after [#leave]
  public void withdraw(ChunkSet chunks) {
    checkMember();
    member.chunks.remove(chunks);
    changed();
  }

  private void changed() {
    if (!member.chunks.isTold()) {
      member.changed(session.upkeep().time().nanos());
      session.wake();
    }
  }

  /// Tells that the peer has all of the content now.
  ///
  /// @throws TrackerException if the tracker refuses
  /// @throws IllegalStateException after [#leave]
  public void complete() throws TrackerException, InterruptedException {
    checkMember();
    session.join(member.id, PeerMode.SEEDER);
  }

  /// Asks for any peers of the swarm.
  ///
  /// @param peernum how many at the most, zero or more
  /// @param requirements what they must have
  /// @throws TrackerException if the tracker refuses, or none can be reached
  public List<Peer> find(int peernum, Requirement... requirements)
      throws TrackerException, InterruptedException {
    return findChunks(ChunkSet.EMPTY, peernum, requirements);
  }

  /// Asks for peers that offer at least one of some chunks, which cannot be said in JSON.
  ///
  /// @param chunks at most 1,024 numbers, ranges and tokens; none: any peer will do
  /// @param peernum how many at the most, zero or more
  /// @param requirements what they must have
  /// @throws TrackerException if the tracker refuses, or none can be reached
  public List<Peer> findChunks(ChunkSet chunks, int peernum, Requirement... requirements)
      throws TrackerException, InterruptedException {
    try {
      return session.upkeep().find(member, chunks, OptionalInt.of(peernum), List.of(requirements));
    } finally {
      session.wake();
    }
  }

  /// The peer's statistics in this swarm from now on, reported at the interval of
  /// [PeerSessionBuilder#statistics], every minute if that was not called, and whenever the swarm
  /// is joined again; the first 64 are. To be quick, and for every thread.
  ///
  /// @throws IllegalStateException after [#leave]
  public void statistics(Supplier<List<Stat>> source) {
    checkMember();
    member.statistics = source;
    session.wake();
  }

  /// Tells statistics about this swarm now, at most 64; without waiting for their interval.
  ///
  /// @throws TrackerException if the tracker refuses; not if none can be reached
  public void report(Stat... stats) throws TrackerException, InterruptedException {
    checkMember();
    session.upkeep().report(member, List.of(stats));
  }

  /// Ends the part in the swarm. May be called again.
  public void leave() throws InterruptedException {
    session.upkeep().leave(member);
  }

  private void checkMember() {
    if (member.left) {
      throw new IllegalStateException("no member of swarm " + member.id + " any more");
    }
  }
}

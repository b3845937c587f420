package org.ppsp.protocol;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A message that asks for something (specification, section 4). All but [StatQuery] go from a peer
/// to the tracker.
public sealed interface Request {
  /// Ties the answer to the request.
  TransactionId transactionId();

  /// The peer that asks; with [StatQuery] the peer that is asked.
  PeerId peerId();

  /// What is asked for.
  Method method();

  /// JOIN and JOIN_CHUNK.
  sealed interface Joining extends Request {
    /// Where to.
    SwarmId swarmId();

    /// When the membership is to end; null leaves it to the tracker.
    @Nullable ExpireTime expireTime();

    /// What the peer has of the content; null keeps what it said before, LEECH at first.
    @Nullable PeerMode mode();

    /// How many peers the answer is to list; absent: no list is wanted.
    OptionalInt peernum();

    /// The chunks to add to those that the peer offers.
    ChunkSet chunks();

    /// Statistics of the peer in this swarm.
    List<Stat> stats();
  }

  /// FIND and FIND_CHUNK.
  sealed interface Finding extends Request {
    /// Whose peers are wanted.
    SwarmId swarmId();

    /// The chunks of which a peer must offer at least one; empty: any peer will do.
    ChunkSet chunks();

    /// How many peers are wanted; absent leaves it to the tracker.
    OptionalInt peernum();

    /// What the peers must have.
    List<Requirement> requirements();
  }

  /// What RFC 7846 says in one message and this project's own methods in several, or in other
  /// words.
  sealed interface Combined extends Request {}

  /// A peer wants to be known to the tracker.
  ///
  /// @param certificate the element `Cer`, or null
  /// @param addresses where the peer serves chunks; empty: where its requests come from
  /// @param controlPort the port at which the peer answers STAT_QUERY, 1024 to 65535, or absent
  /// @param stats first statistics
  /// @param signature the proof that goes with the certificate, or null
  record Connect(
      TransactionId transactionId,
      PeerId peerId,
      @Nullable Certificate certificate,
      List<PeerAddress> addresses,
      OptionalInt controlPort,
      List<Stat> stats,
      @Nullable Signature signature)
      implements Request {
    /// The lowest port at which the tracker asks a peer (specification, section 7).
    public static final int MIN_CONTROL_PORT = 1024;

    /// Copies the lists and checks the port.
    ///
    /// @throws IllegalArgumentException if the port is left
    public Connect {
      addresses = List.copyOf(addresses);
      stats = List.copyOf(stats);
      if (controlPort.isPresent()
          && (controlPort.getAsInt() < MIN_CONTROL_PORT || controlPort.getAsInt() > 0xffff)) {
        throw new IllegalArgumentException("ControlPort must be 1024 to 65535");
      }
    }

    @Override
    public Method method() {
      return Method.CONNECT;
    }
  }

  /// A peer goes.
  ///
  /// @param certificate the element `Cer`, or null
  record Disconnect(TransactionId transactionId, PeerId peerId, @Nullable Certificate certificate)
      implements Request {
    @Override
    public Method method() {
      return Method.DISCONNECT;
    }
  }

  /// A peer takes part in a swarm; with chunks it is a [JoinChunk] under another name.
  record Join(
      TransactionId transactionId,
      PeerId peerId,
      SwarmId swarmId,
      @Nullable ExpireTime expireTime,
      @Nullable PeerMode mode,
      OptionalInt peernum,
      ChunkSet chunks,
      List<Stat> stats)
      implements Joining {
    /// Copies the list and checks the number.
    public Join {
      stats = List.copyOf(stats);
      checkPeernum(peernum);
    }

    @Override
    public Method method() {
      return Method.JOIN;
    }
  }

  /// A peer offers chunks in a swarm, and joins it if it has not yet.
  record JoinChunk(
      TransactionId transactionId,
      PeerId peerId,
      SwarmId swarmId,
      @Nullable ExpireTime expireTime,
      @Nullable PeerMode mode,
      OptionalInt peernum,
      ChunkSet chunks,
      List<Stat> stats)
      implements Joining {
    /// Copies the list, checks the number and that there is a chunk.
    ///
    /// @throws IllegalArgumentException if there is none
    public JoinChunk {
      stats = List.copyOf(stats);
      checkPeernum(peernum);
      checkChunks(chunks);
    }

    @Override
    public Method method() {
      return Method.JOIN_CHUNK;
    }
  }

  /// A peer ends its part in a swarm.
  ///
  /// @param chunks withdraws only these; empty: ends the membership
  record Leave(TransactionId transactionId, PeerId peerId, SwarmId swarmId, ChunkSet chunks)
      implements Request {
    @Override
    public Method method() {
      return Method.LEAVE;
    }
  }

  /// A peer asks for peers of a swarm; with chunks it is a [FindChunk] under another name.
  record Find(
      TransactionId transactionId,
      PeerId peerId,
      SwarmId swarmId,
      ChunkSet chunks,
      OptionalInt peernum,
      List<Requirement> requirements)
      implements Finding {
    /// Copies the list and checks the number.
    public Find {
      requirements = List.copyOf(requirements);
      checkPeernum(peernum);
    }

    @Override
    public Method method() {
      return Method.FIND;
    }
  }

  /// A peer asks for peers that offer at least one of some chunks.
  record FindChunk(
      TransactionId transactionId,
      PeerId peerId,
      SwarmId swarmId,
      ChunkSet chunks,
      OptionalInt peernum,
      List<Requirement> requirements)
      implements Finding {
    /// Copies the list, checks the number and that there is a chunk.
    ///
    /// @throws IllegalArgumentException if there is none
    public FindChunk {
      requirements = List.copyOf(requirements);
      checkPeernum(peernum);
      checkChunks(chunks);
    }

    @Override
    public Method method() {
      return Method.FIND_CHUNK;
    }
  }

  /// A peer is still there.
  record KeepAlive(TransactionId transactionId, PeerId peerId) implements Request {
    @Override
    public Method method() {
      return Method.KEEPALIVE;
    }
  }

  /// A peer tells its statistics.
  ///
  /// @param swarmId the swarm they are about; null: the peer as a whole
  /// @param stats the statistics; none: a keep-alive
  record StatReport(
      TransactionId transactionId, PeerId peerId, @Nullable SwarmId swarmId, List<Stat> stats)
      implements Request {
    /// Copies the list.
    public StatReport {
      stats = List.copyOf(stats);
    }

    @Override
    public Method method() {
      return Method.STAT_REPORT;
    }
  }

  /// The tracker asks a peer for statistics (specification, section 7).
  ///
  /// @param peerId the peer that is asked
  /// @param properties which statistics; none: all the peer has
  record StatQuery(TransactionId transactionId, PeerId peerId, List<Property> properties)
      implements Request {
    /// Copies the list.
    public StatQuery {
      properties = List.copyOf(properties);
    }

    @Override
    public Method method() {
      return Method.STAT_QUERY;
    }
  }

  /// CONNECT of RFC 7846 (section 4.1.1): a peer wants to be known to the tracker, and joins and
  /// leaves swarms.
  ///
  /// @param addresses where the peer serves chunks; empty: those it gave before, at first where its
  ///   requests come from
  /// @param actions in the order in which they are done; may be empty
  /// @param listed whether lists are wanted for SEEDERs, too: whether there is a `peer_num`
  /// @param peernum how many peers each list is to have; absent leaves it to the tracker
  /// @param preferences what those peers should have
  /// @param refreshes whether it has no word of actions, not even that there are none: it refreshes
  ///   the addresses of a connected peer, and makes no peer known
  record SwarmActions(
      TransactionId transactionId,
      PeerId peerId,
      List<PeerAddress> addresses,
      List<SwarmAction> actions,
      boolean listed,
      OptionalInt peernum,
      List<Requirement> preferences,
      boolean refreshes)
      implements Combined {
    /// Copies the lists and checks the number.
    ///
    /// @throws IllegalArgumentException if it is negative, if something is said about lists that
    ///   are not wanted, or if there are actions in what only refreshes
    public SwarmActions {
      addresses = List.copyOf(addresses);
      actions = List.copyOf(actions);
      preferences = List.copyOf(preferences);
      checkPeernum(peernum);
      if (!listed && (peernum.isPresent() || !preferences.isEmpty())) {
        throw new IllegalArgumentException("a number or preference is of peers to be listed");
      }
      if (refreshes && !actions.isEmpty()) {
        throw new IllegalArgumentException("a refresh has no actions");
      }
    }

    /// One with actions, or that says that there are none.
    public SwarmActions(
        TransactionId transactionId,
        PeerId peerId,
        List<PeerAddress> addresses,
        List<SwarmAction> actions,
        boolean listed,
        OptionalInt peernum,
        List<Requirement> preferences) {
      this(transactionId, peerId, addresses, actions, listed, peernum, preferences, false);
    }

    @Override
    public Method method() {
      return Method.CONNECT;
    }

    /// The CONNECT that is in it.
    public Connect connect() {
      return new Connect(
          transactionId, peerId, null, addresses, OptionalInt.empty(), List.of(), null);
    }
  }

  /// FIND of RFC 7846 (section 4.1.2): a swarm that has no members is refused.
  ///
  /// @param peernum how many peers are wanted; absent leaves it to the tracker
  /// @param preferences what they should have
  record FindMembers(
      TransactionId transactionId,
      PeerId peerId,
      SwarmId swarmId,
      OptionalInt peernum,
      List<Requirement> preferences)
      implements Combined {
    /// Copies the list and checks the number.
    public FindMembers {
      preferences = List.copyOf(preferences);
      checkPeernum(peernum);
    }

    @Override
    public Method method() {
      return Method.FIND;
    }
  }

  /// STAT_REPORT of RFC 7846 (section 4.1.3): statistics for several swarms. Without any it is a
  /// [KeepAlive].
  record SwarmReports(TransactionId transactionId, PeerId peerId, List<SwarmStats> reports)
      implements Combined {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if it is empty
    public SwarmReports {
      reports = List.copyOf(reports);
      if (reports.isEmpty()) {
        throw new IllegalArgumentException("there are no statistics");
      }
    }

    @Override
    public Method method() {
      return Method.STAT_REPORT;
    }
  }

  private static void checkPeernum(OptionalInt peernum) {
    if (peernum.orElse(0) < 0) {
      throw new IllegalArgumentException("Peernum must not be negative");
    }
  }

  private static void checkChunks(ChunkSet chunks) {
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("ChunkID is missing");
    }
  }
}

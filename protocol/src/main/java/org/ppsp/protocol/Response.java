package org.ppsp.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a request (specification, section 4): one record a method for what succeeded, and
/// [Refusal] for all that did not.
public sealed interface Response {
  /// That of the request; null in a [Refusal] of a message in which it could not be read.
  @Nullable TransactionId transactionId();

  /// That of the request; null in a [Refusal] of a message in which it could not be read.
  @Nullable Method method();

  /// How the request ended.
  default Status status() {
    return Status.SUCCESSFUL;
  }

  /// The token of the peer's session, where the answer brings one; it travels in the HTTP header
  /// `PPSP-Session`, so codecs neither write nor read it.
  default @Nullable SessionToken session() {
    return null;
  }

  /// What the tracker did not do as it was asked, in an answer that brings such news; otherwise
  /// null.
  default @Nullable String warning() {
    return null;
  }

  /// The peer is connected.
  ///
  /// @param observed the address its request came from, REFLEXIVE; null if the tracker does not say
  /// @param keepaliveInterval seconds after which the peer shall be heard of again; 0 if the
  ///   tracker does not say
  /// @param session the token of the session, or null; it travels in the HTTP header
  ///   `PPSP-Session`, so codecs neither write nor read it
  /// @param warning what the tracker did not do as it was asked, with cause and cure, for a person,
  ///   1 to 1,024 characters; null if there is nothing to say
  record Connect(
      TransactionId transactionId,
      @Nullable PeerAddress observed,
      long keepaliveInterval,
      @Nullable SessionToken session,
      @Nullable String warning)
      implements Response {
    /// An answer without a warning.
    public Connect(
        TransactionId transactionId,
        @Nullable PeerAddress observed,
        long keepaliveInterval,
        @Nullable SessionToken session) {
      this(transactionId, observed, keepaliveInterval, session, null);
    }

    @Override
    public Method method() {
      return Method.CONNECT;
    }

    /// This answer with the token of the session.
    public Connect withSession(@Nullable SessionToken token) {
      return new Connect(transactionId, observed, keepaliveInterval, token, warning);
    }
  }

  /// The peer is forgotten.
  record Disconnect(TransactionId transactionId) implements Response {
    @Override
    public Method method() {
      return Method.DISCONNECT;
    }
  }

  /// The peer is a member.
  ///
  /// @param expireTime how many seconds the membership is granted; -1 if the tracker does not say
  /// @param peers members of the swarm; null if none were asked for
  record Join(
      TransactionId transactionId, SwarmId swarmId, long expireTime, @Nullable PeerList peers)
      implements Response {
    @Override
    public Method method() {
      return Method.JOIN;
    }
  }

  /// The peer is a member and offers the chunks.
  ///
  /// @param expireTime how many seconds the membership is granted; -1 if the tracker does not say
  /// @param peers members of the swarm; null if none were asked for
  record JoinChunk(
      TransactionId transactionId, SwarmId swarmId, long expireTime, @Nullable PeerList peers)
      implements Response {
    @Override
    public Method method() {
      return Method.JOIN_CHUNK;
    }
  }

  /// The peer is no member any more, or offers the chunks no more.
  record Leave(TransactionId transactionId, SwarmId swarmId) implements Response {
    @Override
    public Method method() {
      return Method.LEAVE;
    }
  }

  /// Peers of the swarm.
  ///
  /// @param chunks the chunks that were asked for
  record Find(TransactionId transactionId, SwarmId swarmId, ChunkSet chunks, PeerList peers)
      implements Response {
    @Override
    public Method method() {
      return Method.FIND;
    }
  }

  /// Peers of the swarm that offer at least one of the chunks.
  ///
  /// @param chunks the chunks that were asked for
  record FindChunk(TransactionId transactionId, SwarmId swarmId, ChunkSet chunks, PeerList peers)
      implements Response {
    @Override
    public Method method() {
      return Method.FIND_CHUNK;
    }
  }

  /// The tracker has heard of the peer.
  ///
  /// @param statRequest statistics the tracker asks the peer for, to be answered with STAT_REPORT;
  ///   null if it asks for none, empty if it asks for all
  /// @param observed the address the request came from, REFLEXIVE, if it is another one than that
  ///   of CONNECT; otherwise null
  record KeepAlive(
      TransactionId transactionId,
      @Nullable List<Property> statRequest,
      @Nullable PeerAddress observed)
      implements Response {
    /// An answer to a peer that is where it was.
    public KeepAlive(TransactionId transactionId, @Nullable List<Property> statRequest) {
      this(transactionId, statRequest, null);
    }

    /// Copies the list.
    public KeepAlive {
      statRequest = statRequest == null ? null : List.copyOf(statRequest);
    }

    @Override
    public Method method() {
      return Method.KEEPALIVE;
    }
  }

  /// The statistics are stored.
  record StatReport(TransactionId transactionId) implements Response {
    @Override
    public Method method() {
      return Method.STAT_REPORT;
    }
  }

  /// The statistics that were asked for.
  ///
  /// @param peerId whose
  record StatQuery(TransactionId transactionId, PeerId peerId, List<Stat> stats)
      implements Response {
    /// Copies the list.
    public StatQuery {
      stats = List.copyOf(stats);
    }

    @Override
    public Method method() {
      return Method.STAT_QUERY;
    }
  }

  /// The answer to [Request.SwarmActions].
  ///
  /// @param observed the address the request came from, REFLEXIVE; null if the tracker does not say
  /// @param keepaliveInterval seconds after which the peer shall be heard of again; 0 if the
  ///   tracker does not say
  /// @param results one for each action, in its order
  /// @param session the token of the session, or null; it travels in the HTTP header
  ///   `PPSP-Session`, so codecs neither write nor read it
  /// @param warning as in [Connect]
  record SwarmActions(
      TransactionId transactionId,
      @Nullable PeerAddress observed,
      long keepaliveInterval,
      List<SwarmResult> results,
      @Nullable SessionToken session,
      @Nullable String warning)
      implements Response {
    /// An answer without a warning.
    public SwarmActions(
        TransactionId transactionId,
        @Nullable PeerAddress observed,
        long keepaliveInterval,
        List<SwarmResult> results,
        @Nullable SessionToken session) {
      this(transactionId, observed, keepaliveInterval, results, session, null);
    }

    /// Copies the list.
    public SwarmActions {
      results = List.copyOf(results);
    }

    @Override
    public Method method() {
      return Method.CONNECT;
    }

    /// This answer with the token of the session.
    public SwarmActions withSession(@Nullable SessionToken token) {
      return new SwarmActions(transactionId, observed, keepaliveInterval, results, token, warning);
    }
  }

  /// The answer to [Request.SwarmReports].
  ///
  /// @param results one for each swarm
  record SwarmReports(TransactionId transactionId, List<SwarmResult> results) implements Response {
    /// Copies the list.
    public SwarmReports {
      results = List.copyOf(results);
    }

    @Override
    public Method method() {
      return Method.STAT_REPORT;
    }
  }

  /// The request was not done.
  ///
  /// @param status why; not SUCCESSFUL
  /// @param reason the cause and the cure, for a person, 1 to 1,024 characters
  /// @param conditions with AUTHENTICATION_REQUIRED, the credentials any one of which would do
  /// @param retryAfter after how many seconds the same request may succeed; 0 if waiting does not
  ///   help, or nobody knows. It travels in the HTTP header `Retry-After`, so codecs neither write
  ///   nor read it
  record Refusal(
      @Nullable TransactionId transactionId,
      @Nullable Method method,
      Status status,
      String reason,
      List<Condition> conditions,
      long retryAfter)
      implements Response {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if the status is SUCCESSFUL
    public Refusal {
      conditions = List.copyOf(conditions);
      if (status == Status.SUCCESSFUL) {
        throw new IllegalArgumentException("a refusal is not successful");
      }
    }

    /// A refusal without a time to wait.
    public Refusal(
        @Nullable TransactionId transactionId,
        @Nullable Method method,
        Status status,
        String reason,
        List<Condition> conditions) {
      this(transactionId, method, status, reason, conditions, 0);
    }

    /// The refusal of a request.
    public static Refusal of(Request request, Status status, String reason) {
      return new Refusal(request.transactionId(), request.method(), status, reason, List.of());
    }

    /// This refusal with other conditions.
    public Refusal conditions(List<Condition> others) {
      return new Refusal(transactionId, method, status, reason, others, retryAfter);
    }

    /// This refusal with a time to wait, in seconds.
    public Refusal retryAfter(long seconds) {
      return new Refusal(transactionId, method, status, reason, conditions, seconds);
    }
  }
}

package org.ppsp.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;

/// Who is connected and who is in which swarm, without time: nothing expires. Every thread may
/// call.
final class SimpleTracker {
  /// Two trackers never give the same token, as with real ones.
  private static final AtomicLong TOKENS = new AtomicLong();

  private final Map<PeerId, Session> sessions = new LinkedHashMap<>();
  private final Map<SwarmId, Map<PeerId, Member>> swarms = new LinkedHashMap<>();
  private long keepaliveInterval = 30;
  private long expireTime = 3600;

  /// A member of a swarm.
  private record Member(Peer peer, ChunkSet chunks) {
    boolean offers(ChunkSet wanted) {
      return wanted.isEmpty() || peer.mode() == PeerMode.SEEDER || chunks.intersects(wanted);
    }
  }

  /// A connected peer.
  private static final class Session {
    final Request.Connect connect;
    final PeerAddress observed;
    final SessionToken token;
    @Nullable List<Property> query;
    List<Stat> stats;

    Session(Request.Connect connect, PeerAddress observed, SessionToken token) {
      this.connect = connect;
      this.observed = observed;
      this.token = token;
      stats = connect.stats();
    }

    List<PeerAddress> addresses() {
      return connect.addresses().isEmpty() ? List.of(observed) : connect.addresses();
    }
  }

  synchronized void timing(long interval, long expire) {
    keepaliveInterval = interval;
    expireTime = expire;
  }

  synchronized void forget(PeerId peer) {
    sessions.remove(peer);
    swarms.values().forEach(members -> members.remove(peer));
  }

  synchronized void forgetAll() {
    sessions.clear();
    swarms.clear();
  }

  synchronized void add(SwarmId swarm, Peer peer, ChunkSet chunks) {
    members(swarm).put(peer.id(), new Member(peer, chunks));
  }

  synchronized void query(PeerId peer, List<Property> properties) {
    session(peer).query = List.copyOf(properties);
  }

  synchronized int controlPort(PeerId peer) {
    return session(peer)
        .connect
        .controlPort()
        .orElseThrow(() -> new IllegalStateException(peer + " named no control port"));
  }

  synchronized boolean isConnected(PeerId peer) {
    return sessions.containsKey(peer);
  }

  synchronized List<Stat> stats(PeerId peer) {
    return session(peer).stats;
  }

  synchronized ChunkSet chunks(SwarmId swarm, PeerId peer) {
    Member member = members(swarm).get(peer);
    return member == null ? ChunkSet.EMPTY : member.chunks();
  }

  synchronized List<PeerId> membersOf(SwarmId swarm) {
    return List.copyOf(members(swarm).keySet());
  }

  private Session session(PeerId peer) {
    Session session = sessions.get(peer);
    if (session == null) {
      throw new IllegalStateException(peer + " is not connected");
    }
    return session;
  }

  private Map<PeerId, Member> members(SwarmId swarm) {
    return swarms.computeIfAbsent(swarm, id -> new LinkedHashMap<>());
  }

  synchronized Response answer(
      Request request, @Nullable SessionToken token, IpAddress ip, int port) {
    Session session = sessions.get(request.peerId());
    if (session != null && token != null && !session.token.equals(token)) {
      return forbidden(request, "PPSP-Session is not the token of this PeerID's session");
    }
    if (request instanceof Request.Connect connect) {
      return connect(connect, session, token, PeerAddress.of(ip, port, AddressType.REFLEXIVE));
    }
    if (request instanceof Request.SwarmActions actions) {
      return swarmActions(actions, session, token, PeerAddress.of(ip, port, AddressType.REFLEXIVE));
    }
    if (session == null) {
      return forbidden(request, "not connected: send CONNECT first");
    }
    return switch (request) {
      case Request.Connect connect -> connect(connect, session, token, session.observed);
      case Request.Disconnect disconnect -> {
        forget(disconnect.peerId());
        yield new Response.Disconnect(disconnect.transactionId());
      }
      case Request.Joining joining -> join(joining, session);
      case Request.Leave leave -> leave(leave);
      case Request.Find find ->
          new Response.Find(
              find.transactionId(),
              find.swarmId(),
              find.chunks(),
              peers(find.swarmId(), find.peerId(), find.chunks(), find.peernum()));
      case Request.FindChunk find ->
          new Response.FindChunk(
              find.transactionId(),
              find.swarmId(),
              find.chunks(),
              peers(find.swarmId(), find.peerId(), find.chunks(), find.peernum()));
      case Request.KeepAlive keepAlive -> {
        List<Property> query = session.query;
        session.query = null;
        yield new Response.KeepAlive(keepAlive.transactionId(), query);
      }
      case Request.StatReport report -> {
        session.stats = report.stats();
        yield new Response.StatReport(report.transactionId());
      }
      case Request.SwarmActions actions -> swarmActions(actions, session, token, session.observed);
      case Request.FindMembers find ->
          members(find.swarmId()).isEmpty()
              ? forbidden(find, "nobody is in this swarm")
              : new Response.Find(
                  find.transactionId(),
                  find.swarmId(),
                  ChunkSet.EMPTY,
                  peers(find.swarmId(), find.peerId(), ChunkSet.EMPTY, find.peernum()));
      case Request.SwarmReports reports -> {
        session.stats = reports.reports().getLast().stats();
        yield new Response.SwarmReports(
            reports.transactionId(),
            reports.reports().stream()
                .map(report -> new SwarmResult(report.swarmId(), true, null))
                .toList());
      }
      case Request.StatQuery query ->
          forbidden(query, "STAT_QUERY goes from the tracker to a peer");
    };
  }

  /// @param shown the token that the request shows; only it is told the token of a known session
  private Response connect(
      Request.Connect request,
      @Nullable Session known,
      @Nullable SessionToken shown,
      PeerAddress observed) {
    SessionToken token =
        known == null ? new SessionToken(0x7e57, TOKENS.incrementAndGet()) : known.token;
    sessions.put(request.peerId(), new Session(request, observed, token));
    return new Response.Connect(
        request.transactionId(), observed, keepaliveInterval, known == null ? token : shown);
  }

  /// CONNECT, then each action as the message of its own that it stands for. Who is in no swarm
  /// afterwards has left, or has not come.
  private Response swarmActions(
      Request.SwarmActions request,
      @Nullable Session known,
      @Nullable SessionToken shown,
      PeerAddress observed) {
    if (known == null && request.refreshes()) {
      return Response.Refusal.of(
          request, Status.BAD_REQUEST, "a peer that is not connected must name a swarm");
    }
    Session session = known;
    if (session == null || !request.addresses().isEmpty()) {
      var _ = connect(request.connect(), session, shown, observed);
      session = session(request.peerId());
    }
    List<SwarmResult> results = new ArrayList<>();
    for (SwarmAction action : request.actions()) {
      Response done =
          action.action() == SwarmAction.Action.LEAVE
              ? leave(
                  new Request.Leave(
                      request.transactionId(), request.peerId(), action.swarmId(), ChunkSet.EMPTY))
              : join(
                  new Request.Join(
                      request.transactionId(),
                      request.peerId(),
                      action.swarmId(),
                      null,
                      action.mode(),
                      request.listed() || action.mode() == PeerMode.LEECH
                          ? OptionalInt.of(request.peernum().orElse(30))
                          : OptionalInt.empty(),
                      ChunkSet.EMPTY,
                      List.of()),
                  session);
      results.add(
          new SwarmResult(
              action.swarmId(),
              done.status() == Status.SUCCESSFUL,
              done instanceof Response.Join join ? join.peers() : null));
    }
    boolean refused = !results.isEmpty() && results.stream().noneMatch(SwarmResult::successful);
    boolean leaves =
        request.actions().stream().anyMatch(a -> a.action() == SwarmAction.Action.LEAVE);
    if (refused ? known == null : leaves && isInNoSwarm(request.peerId())) {
      forget(request.peerId());
    }
    if (refused) {
      return forbidden(request, "none of the actions can be done");
    }
    return new Response.SwarmActions(
        request.transactionId(),
        observed,
        keepaliveInterval,
        results,
        known == null ? session.token : shown);
  }

  private boolean isInNoSwarm(PeerId peer) {
    return swarms.values().stream().noneMatch(members -> members.containsKey(peer));
  }

  private Response join(Request.Joining request, Session session) {
    SwarmId swarm = request.swarmId();
    Member before = members(swarm).get(request.peerId());
    PeerMode mode = request.mode();
    if (mode == null) {
      mode = before == null ? PeerMode.LEECH : before.peer().mode();
    }
    ChunkSet chunks = before == null ? request.chunks() : before.chunks().union(request.chunks());
    PeerList peers =
        request.peernum().isPresent()
            ? peers(swarm, request.peerId(), request.chunks(), request.peernum())
            : null;
    members(swarm)
        .put(
            request.peerId(),
            new Member(new Peer(request.peerId(), mode, session.addresses()), chunks));
    return switch (request) {
      case Request.Join join -> new Response.Join(join.transactionId(), swarm, expireTime, peers);
      case Request.JoinChunk join ->
          new Response.JoinChunk(join.transactionId(), swarm, expireTime, peers);
    };
  }

  private Response leave(Request.Leave request) {
    Map<PeerId, Member> members = members(request.swarmId());
    Member member = members.get(request.peerId());
    if (member == null) {
      return forbidden(request, "not a member of the swarm: send JOIN first");
    }
    if (request.chunks().isEmpty()) {
      members.remove(request.peerId());
    } else {
      members.put(
          request.peerId(), new Member(member.peer(), member.chunks().minus(request.chunks())));
    }
    return new Response.Leave(request.transactionId(), request.swarmId());
  }

  private PeerList peers(SwarmId swarm, PeerId asker, ChunkSet chunks, OptionalInt peernum) {
    List<Peer> peers = new ArrayList<>();
    for (Member member : members(swarm).values()) {
      if (!member.peer().id().equals(asker)
          && member.offers(chunks)
          && peers.size() < peernum.orElse(30)) {
        peers.add(member.peer());
      }
    }
    return PeerList.of(peers);
  }

  private static Response forbidden(Request request, String reason) {
    return Response.Refusal.of(request, Status.FORBIDDEN_ACTION, reason);
  }
}

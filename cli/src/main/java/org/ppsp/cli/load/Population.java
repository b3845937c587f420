package org.ppsp.cli.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;

/// The peers of the load, and the requests that they make. Each is in one swarm and, where that can
/// be said, offers windows of 100 chunks out of 1,100.
final class Population {
  private static final int TRIES = 32;
  private static final int CHUNKS = 1000;
  private static final int WINDOW = 100;
  private static final ExpireTime EXPIRE = new ExpireTime.After(3600);

  private final Dialect dialect;
  private final List<Member> members;
  private final Deque<Member> left = new ArrayDeque<>();
  private final OptionalInt peernum;
  private final RandomGenerator random;
  private int turn;
  private long transactions;

  Population(Dialect dialect, int peers, int swarms, int peernum, RandomGenerator random) {
    this.dialect = dialect;
    this.peernum = OptionalInt.of(peernum);
    this.random = random;
    String run = "ppsp-load-" + HexFormat.of().toHexDigits(random.nextInt());
    SwarmId[] names = new SwarmId[swarms];
    for (int i = 0; i < swarms; i++) {
      names[i] = new SwarmId(run + "-swarm-" + i);
    }
    members = new ArrayList<>(peers);
    for (int i = 0; i < peers; i++) {
      members.add(new Member(new PeerId(run + "-" + i), names[i % swarms]));
    }
  }

  Dialect dialect() {
    return dialect;
  }

  List<Member> members() {
    return members;
  }

  /// A peer for a method that has no request under way; null if none was found.
  @Nullable Member pick(Method method) {
    if (method == Method.JOIN) {
      Member member = left.pollFirst();
      if (member != null && mayJoin(member)) {
        return member;
      }
    }
    boolean joins = method == Method.JOIN || method == Method.JOIN_CHUNK;
    for (int i = 0; i < TRIES; i++) {
      Member member = members.get(method == Method.KEEPALIVE ? nextTurn() : anyone());
      if (joins ? mayJoin(member) : !member.busy && member.connected && member.joined) {
        return member;
      }
    }
    return null;
  }

  private boolean mayJoin(Member member) {
    return !member.busy && (member.connected || !dialect.hasConnections());
  }

  /// Any peer that may JOIN and has no request under way; null if there is none.
  @Nullable Member pickIdle() {
    int first = anyone();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get((first + i) % members.size());
      if (mayJoin(member)) {
        return member;
      }
    }
    return null;
  }

  /// All in their turn, so that none is silent for longer than need be.
  private int nextTurn() {
    turn = turn + 1 < members.size() ? turn + 1 : 0;
    return turn;
  }

  private int anyone() {
    return random.nextInt(members.size());
  }

  /// Notes that a peer has left its swarm, so that a later JOIN takes it.
  void hasLeft(Member member) {
    left.addLast(member);
  }

  private TransactionId transaction() {
    return new TransactionId(Long.toString(++transactions));
  }

  /// Keeps what an answer changes.
  void learn(Member member, Method method, Outcome outcome) {
    if (!outcome.isSuccess()) {
      return;
    }
    switch (method) {
      case CONNECT -> connected(member, outcome);
      case DISCONNECT -> gone(member);
      case JOIN, JOIN_CHUNK -> {
        member.joined = true;
        if (!dialect.hasConnections()) {
          connected(member, outcome);
        }
      }
      case LEAVE -> {
        member.joined = false;
        if (!dialect.hasConnections()) {
          gone(member);
        }
      }
      case FIND, FIND_CHUNK, KEEPALIVE, STAT_REPORT, STAT_QUERY -> {}
    }
  }

  private static void connected(Member member, Outcome outcome) {
    member.connected = true;
    member.session = outcome.session();
  }

  private static void gone(Member member) {
    member.connected = false;
    member.joined = false;
    member.session = null;
  }

  /// The request of a peer.
  Request request(Method method, Member member) {
    TransactionId id = transaction();
    if (dialect == Dialect.JSON && method == Method.JOIN) {
      return join(id, member);
    }
    if (dialect == Dialect.JSON && method == Method.STAT_REPORT) {
      return report(id, member);
    }
    return switch (method) {
      case CONNECT ->
          new Request.Connect(
              id,
              member.id,
              null,
              List.of(address()),
              OptionalInt.empty(),
              List.of(bandwidth()),
              null);
      case DISCONNECT -> new Request.Disconnect(id, member.id, null);
      case JOIN ->
          new Request.Join(
              id,
              member.id,
              member.swarm,
              EXPIRE,
              null,
              OptionalInt.empty(),
              ChunkSet.EMPTY,
              List.of());
      case JOIN_CHUNK ->
          new Request.JoinChunk(
              id, member.id, member.swarm, EXPIRE, null, OptionalInt.empty(), chunks(), List.of());
      case LEAVE -> new Request.Leave(id, member.id, member.swarm, ChunkSet.EMPTY);
      case FIND ->
          new Request.Find(id, member.id, member.swarm, ChunkSet.EMPTY, peernum, List.of());
      case FIND_CHUNK -> {
        int chunk = random.nextInt(CHUNKS);
        yield new Request.FindChunk(
            id, member.id, member.swarm, ChunkSet.range(chunk, chunk), peernum, List.of());
      }
      case KEEPALIVE -> new Request.KeepAlive(id, member.id);
      case STAT_REPORT -> new Request.StatReport(id, member.id, null, List.of(bandwidth()));
      case STAT_QUERY -> throw new AssertionError("no peer sends it");
    };
  }

  /// A viewer who wants peers at once, as RFC 7846 has it.
  private Request join(TransactionId id, Member member) {
    return new Request.SwarmActions(
        id,
        member.id,
        member.connected ? List.of() : List.of(address()),
        List.of(new SwarmAction(member.swarm, SwarmAction.Action.JOIN, PeerMode.LEECH)),
        true,
        peernum,
        List.of());
  }

  /// All that RFC 7846 wants to be told of a swarm.
  private Request report(TransactionId id, Member member) {
    List<Stat> stats =
        List.of(
            number(Property.UPLOADED_BYTES, 1 << 30),
            number(Property.DOWNLOADED_BYTES, 1 << 30),
            number(Property.AVAILABLE_BANDWIDTH, 10_000),
            number(Property.CONCURRENT_LINKS, 50));
    return new Request.SwarmReports(id, member.id, List.of(new SwarmStats(member.swarm, stats)));
  }

  private Stat number(Property property, int below) {
    return new Stat(property, Integer.toString(random.nextInt(below)));
  }

  private ChunkSet chunks() {
    int first = random.nextInt(CHUNKS);
    return ChunkSet.range(first, first + WINDOW - 1L);
  }

  private Stat bandwidth() {
    return new Stat(Property.UPLOAD_BANDWIDTH, Integer.toString(500 + 100 * random.nextInt(100)));
  }

  /// Anywhere in 203.0.113.0/24, which RFC 5737 sets aside for documentation. Not in 198.18.0.0/15,
  /// which is there for measurements: trackers take it for private.
  private PeerAddress address() {
    int ip = 0xcb00_7100 | random.nextInt(1 << 8);
    return PeerAddress.of(IpAddress.v4(ip), 1024 + random.nextInt(60_000), AddressType.HOST);
  }
}

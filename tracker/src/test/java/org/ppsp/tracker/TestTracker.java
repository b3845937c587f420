package org.ppsp.tracker;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// A tracker whose clock stands still until it is moved, and peers by their names. A peer's
/// requests come from an address of its own unless the test says otherwise.
final class TestTracker {
  static final String SWARM = "swarm";
  static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  static final TransactionId TRANSACTION = new TransactionId("17");
  static final OptionalInt ABSENT = OptionalInt.empty();

  /// About to pass the largest `long`, as `System.nanoTime` may be.
  private static final long ORIGIN = Long.MAX_VALUE - 2_000_000_000L;

  final Tracker tracker;
  private final AtomicLong nanos = new AtomicLong(ORIGIN);
  private final Map<String, IpAddress> addresses = new ConcurrentHashMap<>();
  private final AtomicInteger transactions = new AtomicInteger();
  private final AtomicInteger nextAddress = new AtomicInteger(50 << 24);

  TestTracker() {
    this(Settings.DEFAULT.build());
  }

  TestTracker(TrackerSettings settings) {
    this(settings, AccessPolicy.OPEN);
  }

  TestTracker(TrackerSettings settings, AccessPolicy access) {
    tracker =
        new Tracker(
            settings,
            nanos::get,
            () -> NOON.plusNanos(nanos.get() - ORIGIN),
            new Random(4711),
            access);
  }

  /// A budget that has room for everything.
  static MemoryBudget budget() {
    return new MemoryBudget(
        new MemoryBounds(1L << 40, 100, 100, 16 << 20), true, 1, 2, new Refusals());
  }

  /// A swarm that no registry has.
  static Swarm swarm(String name) {
    return new Swarm(new SwarmId(name), budget(), MemoryBudget.NOBODY);
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /// Sweeps until everything was looked at.
  void sweepAll() {
    tracker.sweep(Integer.MAX_VALUE); // ends the pass that has begun
    tracker.sweep(Integer.MAX_VALUE);
  }

  IpAddress addressOf(String peer) {
    return addresses.computeIfAbsent(peer, p -> IpAddress.v4(nextAddress.getAndAdd(256)));
  }

  Caller callerOf(String peer) {
    return new Caller(addressOf(peer), 6000, null);
  }

  static Caller callerAt(String ip) {
    return new Caller(IpAddress.parse(ip), 6000, null);
  }

  Response send(Request request) {
    return send(request, callerOf(request.peerId().value()));
  }

  Response send(Request request, Caller caller) {
    return tracker.handle(request, caller);
  }

  /// The list that a peer gets with CONNECT in JSON, by which it joins a swarm; null if it gets
  /// none.
  @Nullable PeerList connectFor(
      PeerId peer, SwarmId swarm, OptionalInt peernum, List<Requirement> preferences) {
    var action = new SwarmAction(swarm, SwarmAction.Action.JOIN, PeerMode.LEECH);
    var request =
        new Request.SwarmActions(
            TRANSACTION, peer, List.of(), List.of(action), true, peernum, preferences);
    return ((Response.SwarmActions) send(request)).results().getFirst().peers();
  }

  static Request.Connect connectRequest(String peer, List<PeerAddress> addresses, Stat... stats) {
    return new Request.Connect(
        TRANSACTION, new PeerId(peer), null, addresses, ABSENT, List.of(stats), null);
  }

  static Request.Connect connectRequest(String peer, int controlPort) {
    return new Request.Connect(
        TRANSACTION,
        new PeerId(peer),
        null,
        List.of(),
        OptionalInt.of(controlPort),
        List.of(),
        null);
  }

  Response.Connect connect(String peer, Stat... stats) {
    return (Response.Connect) send(connectRequest(peer, List.of(), stats));
  }

  Response.Connect connectFrom(String ip, String peer, PeerAddress... given) {
    addresses.put(peer, IpAddress.parse(ip));
    return (Response.Connect) send(connectRequest(peer, List.of(given)));
  }

  /// Another one each time: a repeated request would be answered as before.
  private TransactionId another() {
    return new TransactionId("a-" + transactions.incrementAndGet());
  }

  Response disconnect(String peer) {
    return send(new Request.Disconnect(another(), new PeerId(peer), null));
  }

  Response join(String peer) {
    return join(peer, SWARM);
  }

  Response join(String peer, String swarm) {
    return join(peer, swarm, null, ABSENT);
  }

  Response join(String peer, String swarm, @Nullable ExpireTime expire, OptionalInt peernum) {
    return send(
        new Request.Join(
            TRANSACTION,
            new PeerId(peer),
            new SwarmId(swarm),
            expire,
            null,
            peernum,
            ChunkSet.EMPTY,
            List.of()));
  }

  Response joinFor(long seconds, String peer, String swarm) {
    return join(peer, swarm, new ExpireTime.After(seconds), ABSENT);
  }

  Response joinAs(PeerMode mode, String peer, Stat... stats) {
    return send(
        new Request.Join(
            TRANSACTION,
            new PeerId(peer),
            new SwarmId(SWARM),
            null,
            mode,
            ABSENT,
            ChunkSet.EMPTY,
            List.of(stats)));
  }

  Response seed(String peer) {
    return joinAs(PeerMode.SEEDER, peer);
  }

  Response joinChunk(String peer, String chunks) {
    return joinChunk(peer, SWARM, chunks);
  }

  Response joinChunk(String peer, String swarm, String chunks) {
    return send(
        new Request.JoinChunk(
            TRANSACTION,
            new PeerId(peer),
            new SwarmId(swarm),
            null,
            null,
            ABSENT,
            chunks(chunks),
            List.of()));
  }

  /// Connects and joins.
  void enter(String... peers) {
    for (String peer : peers) {
      connect(peer);
      join(peer);
    }
  }

  Response leave(String peer) {
    return leave(peer, SWARM, "");
  }

  Response leave(String peer, String swarm, String chunks) {
    return send(new Request.Leave(another(), new PeerId(peer), new SwarmId(swarm), chunks(chunks)));
  }

  Response findResponse(
      String peer, String swarm, OptionalInt peernum, String chunks, Requirement... wanted) {
    return send(
        new Request.Find(
            TRANSACTION,
            new PeerId(peer),
            new SwarmId(swarm),
            chunks(chunks),
            peernum,
            List.of(wanted)));
  }

  PeerList findPeers(String peer) {
    return ((Response.Find) findResponse(peer, SWARM, OptionalInt.of(50), "")).peers();
  }

  /// The names of the peers that are found, in the order of the list.
  List<String> find(String peer, int peernum, Requirement... wanted) {
    return find(peer, SWARM, peernum, "", wanted);
  }

  List<String> find(String peer, String swarm, int peernum, String chunks, Requirement... wanted) {
    Response response = findResponse(peer, swarm, OptionalInt.of(peernum), chunks, wanted);
    return names(((Response.Find) response).peers());
  }

  List<String> findChunk(String peer, int peernum, String chunks, Requirement... wanted) {
    Response response =
        send(
            new Request.FindChunk(
                TRANSACTION,
                new PeerId(peer),
                new SwarmId(SWARM),
                chunks(chunks),
                OptionalInt.of(peernum),
                List.of(wanted)));
    return names(((Response.FindChunk) response).peers());
  }

  Response keepAlive(String peer) {
    return send(new Request.KeepAlive(TRANSACTION, new PeerId(peer)));
  }

  Response report(String peer, Stat... stats) {
    return reportIn(null, peer, stats);
  }

  Response reportIn(@Nullable String swarm, String peer, Stat... stats) {
    return send(
        new Request.StatReport(
            TRANSACTION,
            new PeerId(peer),
            swarm == null ? null : new SwarmId(swarm),
            List.of(stats)));
  }

  SwarmTotals totals(String swarm) {
    return tracker.totals(new SwarmId(swarm)).orElseThrow();
  }

  List<Stat> statistics(String peer) {
    return tracker.statistics(new PeerId(peer)).orElseThrow();
  }

  static List<String> names(List<org.ppsp.protocol.Peer> peers) {
    return peers.stream().map(p -> p.id().value()).toList();
  }

  static ChunkSet chunks(String text) {
    return ChunkSet.parse(text, 10_000);
  }

  /// What the last request has cost beyond a plain one, in plain ones.
  static int take(Work work) {
    int requests = work.requests();
    work.clear();
    return requests;
  }

  static Status status(Response response) {
    return response.status();
  }

  static PeerAddress host(String ip) {
    return PeerAddress.of(IpAddress.parse(ip), 7000, AddressType.HOST);
  }

  static PeerAddress reflexive(String ip) {
    return PeerAddress.of(IpAddress.parse(ip), 7000, AddressType.REFLEXIVE);
  }

  static Requirement require(Property property, Object value) {
    return Requirement.of(property, value.toString());
  }

  static String[] named(String prefix, int count) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> prefix + i);
    return names;
  }

  /// Settings, one changed at a time.
  record Settings(
      Duration keepalive,
      int maxPeernum,
      TrackerSettings.PrivateAddresses privateAddresses,
      boolean findNeedsMembership,
      TrackerSettings.Strategy strategy,
      int scanLimit,
      int maxMemberships,
      int maxChunkEntries,
      int maxStats,
      boolean strictRfc7846,
      Defences defences) {
    /// The clock stands still, so that all lists of a test are of one minute.
    private static final Defences UNBOUNDED = defences(Shares.DEFAULT, 0, 1000, true);

    private static Defences defences(
        Shares shares, int addresses, int sessions, boolean exemptLoopback) {
      Defences d = Defences.DEFAULT;
      return new Defences(
          shares,
          addresses,
          sessions,
          true,
          exemptLoopback,
          d.quarantineReporters(),
          d.quarantineAge(),
          d.quarantineTime());
    }

    static final Settings DEFAULT =
        new Settings(
            TrackerSettings.DEFAULT.keepaliveInterval(),
            TrackerSettings.DEFAULT.maxPeernum(),
            TrackerSettings.DEFAULT.privateAddresses(),
            TrackerSettings.DEFAULT.findNeedsMembership(),
            TrackerSettings.DEFAULT.strategy(),
            TrackerSettings.DEFAULT.scanLimit(),
            TrackerSettings.DEFAULT.maxMemberships(),
            TrackerSettings.DEFAULT.maxChunkEntries(),
            TrackerSettings.DEFAULT.maxStats(),
            TrackerSettings.DEFAULT.strictRfc7846(),
            UNBOUNDED);

    Settings keepalive(Duration value) {
      return new Settings(
          value,
          maxPeernum,
          privateAddresses,
          findNeedsMembership,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          defences);
    }

    Settings maxPeernum(int value) {
      return new Settings(
          keepalive,
          value,
          privateAddresses,
          findNeedsMembership,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          defences);
    }

    Settings privateAddresses(TrackerSettings.PrivateAddresses value) {
      return new Settings(
          keepalive,
          maxPeernum,
          value,
          findNeedsMembership,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          defences);
    }

    Settings findNeedsMembership(boolean value) {
      return new Settings(
          keepalive,
          maxPeernum,
          privateAddresses,
          value,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          defences);
    }

    Settings strategy(TrackerSettings.Strategy value) {
      return new Settings(
          keepalive,
          maxPeernum,
          privateAddresses,
          findNeedsMembership,
          value,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          defences);
    }

    Settings scanLimit(int value) {
      return new Settings(
          keepalive,
          maxPeernum,
          privateAddresses,
          findNeedsMembership,
          strategy,
          value,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          defences);
    }

    Settings limits(int memberships, int chunkEntries, int stats) {
      return new Settings(
          keepalive,
          maxPeernum,
          privateAddresses,
          findNeedsMembership,
          strategy,
          scanLimit,
          memberships,
          chunkEntries,
          stats,
          strictRfc7846,
          defences);
    }

    Settings strictRfc7846(boolean value) {
      return new Settings(
          keepalive,
          maxPeernum,
          privateAddresses,
          findNeedsMembership,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          value,
          defences);
    }

    Settings shares(Shares value) {
      return defences(defences(value, 0, 1000, true));
    }

    Settings maxAddressesPerMinute(int value, boolean exemptLoopback) {
      return defences(defences(Shares.DEFAULT, value, 1000, exemptLoopback));
    }

    Settings maxSessionsPerAddress(int value, boolean exemptLoopback) {
      return defences(defences(Shares.DEFAULT, 0, value, exemptLoopback));
    }

    /// Every request after CONNECT shows the token.
    Settings withTokensOnly() {
      Defences d = UNBOUNDED;
      return defences(
          new Defences(
              d.shares(),
              d.maxAddressesPerMinute(),
              d.maxSessionsPerAddress(),
              false,
              d.exemptLoopback(),
              d.quarantineReporters(),
              d.quarantineAge(),
              d.quarantineTime()));
    }

    Settings quarantineReporters(int value) {
      Defences d = Defences.DEFAULT;
      return defences(
          new Defences(
              Shares.DEFAULT, 0, 1000, true, true, value, d.quarantineAge(), d.quarantineTime()));
    }

    Settings defences(Defences value) {
      return new Settings(
          keepalive,
          maxPeernum,
          privateAddresses,
          findNeedsMembership,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          value);
    }

    TrackerSettings build() {
      return build(AddressSettings.DEFAULT);
    }

    TrackerSettings build(AddressSettings addresses) {
      return new TrackerSettings(
          keepalive,
          Duration.ofHours(1),
          Duration.ofHours(24),
          30,
          maxPeernum,
          privateAddresses,
          addresses,
          findNeedsMembership,
          strategy,
          scanLimit,
          maxMemberships,
          maxChunkEntries,
          maxStats,
          strictRfc7846,
          MemoryBounds.DEFAULT,
          defences);
    }

    TrackerSettings build(MemoryBounds memory) {
      TrackerSettings s = build();
      return new TrackerSettings(
          s.keepaliveInterval(),
          s.defaultExpire(),
          s.maxExpire(),
          s.defaultPeernum(),
          s.maxPeernum(),
          s.privateAddresses(),
          s.addresses(),
          s.findNeedsMembership(),
          s.strategy(),
          s.scanLimit(),
          s.maxMemberships(),
          s.maxChunkEntries(),
          s.maxStats(),
          s.strictRfc7846(),
          memory,
          s.defences());
    }
  }
}

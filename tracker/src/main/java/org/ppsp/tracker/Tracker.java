package org.ppsp.tracker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// The tracker: who is connected, who is in which swarm, and who is told of whom (specification,
/// sections 4 to 8). [#handle] tells the whole story.
///
/// Every thread may call; no call blocks. Time, randomness and the rules of access are handed in.
public final class Tracker {
  /// Longer than any session without a request.
  private static final Duration LONGEST = Duration.ofDays(365);

  private volatile TrackerSettings settings;
  private volatile Patience patience;
  private final Clock clock;
  private final InstantSource wallClock;
  private final RandomGenerator seeds;
  private final AccessPolicy access;
  private final SwarmRegistry registry;
  private final ThreadLocal<RandomGenerator> random;
  private final PeerLists lists;
  private final Inspector inspector;

  private final Sessions sessions;
  private final SessionCounts counts;
  private final AddressBook addresses;
  private final Quarantine quarantine;
  private final Refusals refusals = new Refusals();
  private final Activity activity = new Activity();

  /// Queries that wait for the next KEEPALIVE of their peer; they end with its session.
  private final Map<Session, WaitingQuery> waitingQueries = new ConcurrentHashMap<>();

  private final Farewells farewells = new Farewells();
  private final CombinedRequests combined;

  /// Where the sweep goes on; null at the beginning of a pass. Under the lock of the tracker.
  private @Nullable Iterator<Session> sweep;

  private volatile boolean draining;

  /// A tracker that knows no one yet.
  ///
  /// @param wallClock tells the time where a peer names an ExpireTime by date
  /// @param seeds where session tokens come from: a `SecureRandom`, but for tests
  public Tracker(
      TrackerSettings settings,
      Ticker ticker,
      InstantSource wallClock,
      RandomGenerator seeds,
      AccessPolicy access) {
    this.settings = settings;
    patience = Patience.of(settings);
    this.wallClock = wallClock;
    this.seeds = seeds;
    this.access = access;
    clock = new Clock(ticker);
    sessions = new Sessions(new NameHash(seed(), seed()));
    counts = new SessionCounts(settings.defences(), seed(), seed());
    addresses = new AddressBook(settings.defences().exemptLoopback(), seed(), seed(), refusals);
    quarantine =
        new Quarantine(settings.defences(), Clock.ticks(settings.defences().quarantineTime()));
    registry = new InMemoryRegistry(settings, activity);
    combined = new CombinedRequests(this, settings.strictRfc7846(), 2 * settings.maxMemberships());
    random = ThreadLocal.withInitial(() -> new SplittableRandom(seed()));
    inspector = new Inspector(registry, sessions, clock);
    lists = new PeerLists(settings, clock, registry, random, refusals);
  }

  private long seed() {
    synchronized (seeds) {
      return seeds.nextLong();
    }
  }

  /// How the tracker behaves.
  public TrackerSettings settings() {
    return settings;
  }

  /// Behaves otherwise from the next request on. Sessions that are known stay, and so does what was
  /// granted.
  ///
  /// @throws IllegalArgumentException if something has changed that what is kept was made for:
  ///   strategy, maxMemberships, maxChunkEntries, maxStats, strictRfc7846, and of the defences
  ///   maxSessionsPerAddress, exemptLoopback, quarantineReporters, quarantineTime
  public synchronized void settings(TrackerSettings next) {
    if (!fixed(next).equals(fixed(settings))) {
      throw new IllegalArgumentException(
          "%s cannot become %s while the tracker runs".formatted(fixed(settings), fixed(next)));
    }
    settings = next; // first: who connects after the tick below is told what is new
    lists.settings(next);
    patience = patience.then(next, clock.now());
  }

  private static List<Object> fixed(TrackerSettings settings) {
    Defences defences = settings.defences();
    return List.of(
        settings.strategy(),
        settings.maxMemberships(),
        settings.maxChunkEntries(),
        settings.maxStats(),
        settings.strictRfc7846(),
        defences.maxSessionsPerAddress(),
        defences.exemptLoopback(),
        defences.quarantineReporters(),
        defences.quarantineTime());
  }

  /// Does what a peer asks for and gives the answer.
  ///
  /// @param caller who sent the request
  public Response handle(Request request, Caller caller) {
    try {
      checkName(request, caller);
      return switch (request) {
        case Request.Connect connect -> connect(connect, caller);
        case Request.Disconnect disconnect -> disconnect(disconnect, caller);
        case Request.Joining joining -> join(joining, caller, false);
        case Request.Leave leave -> leave(leave, caller);
        case Request.Finding finding -> find(finding, caller);
        case Request.KeepAlive keepAlive -> keepAlive(keepAlive, caller);
        case Request.StatReport report -> report(report, caller);
        case Request.Combined parts -> combined.handle(parts, caller);
        case Request.StatQuery query ->
            throw new Refused(
                Status.FORBIDDEN_ACTION,
                "STAT_QUERY goes from the tracker to a peer; a peer sends STAT_REPORT");
      };
    } catch (Refused refused) {
      return Response.Refusal.of(request, refused.status, refused.reason);
    }
  }

  private Response connect(Request.Connect request, Caller caller) {
    Registered registered = register(request, caller);
    return new Response.Connect(
        request.transactionId(),
        caller.observed(),
        keepaliveSeconds(),
        registered.session().token(),
        registered.warning());
  }

  /// After how many seconds a peer shall be heard of again.
  long keepaliveSeconds() {
    return settings.keepaliveInterval().toSeconds();
  }

  /// A session, and whether it was made for this request.
  ///
  /// @param warning which of the peer's addresses are not listed, and why; null if all are, or if
  ///   RFC 7846 is kept to by the letter
  record Registered(Session session, boolean isNew, @Nullable String warning) {}

  /// Makes the session of a peer, or refreshes it.
  Registered register(Request.Connect request, Caller caller) {
    if (Statistics.NONE.with(request.stats()).texts() > settings.maxStats()) {
      throw tooMany(SwarmRegistry.Outcome.TOO_MANY_STATS);
    }
    while (true) {
      int now = clock.now();
      Session known = sessions.get(request.peerId());
      if (known == null) {
        checkCredential(caller);
        checkDraining();
        SessionToken token = newToken();
        Map<Refusal, PeerAddress> unlisted = new EnumMap<>(Refusal.class);
        Whereabouts at = take(request.addresses(), caller, null, unlisted);
        Session fresh = new Session(request, at, token, now);
        if (caller.credential() != null) {
          fresh.credential(caller.credential());
        }
        heardOf(fresh);
        if (!counts.add(caller.ip())) {
          addresses.release(fresh);
          throw tooManySessions();
        }
        if (sessions.putIfAbsent(request.peerId(), fresh) == null) {
          activity.count(Change.CONNECTED);
          if (!quarantine.isEmpty()) {
            settle(List.of(request.peerId()));
          }
          return new Registered(fresh, true, warning(caller, unlisted));
        }
        counts.remove(caller.ip());
        addresses.release(fresh);
      } else if (!known.isLive(now)) {
        expire(known, now);
      } else {
        checkOwned(known, caller);
        boolean isRefreshed = false;
        Map<Refusal, PeerAddress> unlisted = new EnumMap<>(Refusal.class);
        synchronized (known) {
          if (!known.isClosed()) {
            checkStats(known, request.stats());
            if (!counts.move(known.ip(), caller.ip())) {
              throw tooManySessions();
            }
            addresses.release(known);
            IpAddress other = ofOtherFamily(caller.ip(), known.ip(), known.other());
            known.connect(request, take(request.addresses(), caller, other, unlisted), now);
            heardOf(known);
            registry.relist(known, now);
            isRefreshed = true;
          }
        }
        if (isRefreshed) {
          accuse(known, request.peerId(), request.stats()); // which may lock another session
          return new Registered(known, false, warning(caller, unlisted));
        }
      }
    }
  }

  /// Takes the addresses of one that connects.
  private Whereabouts take(
      List<PeerAddress> given,
      Caller caller,
      @Nullable IpAddress other,
      Map<Refusal, PeerAddress> unlisted) {
    List<PeerAddress> observed = Whereabouts.observed(caller);
    if (observed.isEmpty()) {
      refusals.count(Refusal.UNKNOWN_ADDRESS);
    }
    return addresses.take(settings.addresses(), given, caller.ip(), other, observed, unlisted);
  }

  private @Nullable String warning(Caller caller, Map<Refusal, PeerAddress> unlisted) {
    TrackerSettings known = settings;
    return known.strictRfc7846()
        ? null
        : AddressBook.warning(known.addresses(), caller.ip(), unlisted);
  }

  /// The first of the candidates that is of the other family than an address; null if none is.
  private static @Nullable IpAddress ofOtherFamily(
      IpAddress ip, @Nullable IpAddress... candidates) {
    for (IpAddress candidate : candidates) {
      if (candidate != null && candidate.isKnown() && candidate.isV4() != ip.isV4()) {
        return candidate;
      }
    }
    return null;
  }

  /// Takes note of where a peer's requests come from, if that is not where they came from before.
  /// An address of the same family takes the place of the old one; one of the other family is
  /// another address of the peer, until nothing comes from the first one any more.
  private void follow(Session session, PeerId peer, Caller caller) {
    IpAddress from = caller.ip();
    if (caller.session() == null && caller.credential() == null || !from.isKnown()) {
      return;
    }
    int now = clock.now();
    if (session.isUsuallyAt(from, now, Clock.ticks(settings.keepaliveInterval()))) {
      return;
    }
    synchronized (session) {
      IpAddress before = session.ip();
      if (session.isClosed() || session.hasJustMoved(now) || from.equals(before)) {
        return;
      }
      boolean isAnother =
          before.isKnown() && before.isV4() != from.isV4() && !from.equals(session.other());
      if (!isAnother && !counts.move(before, from)) {
        return; // as many peers are there as may be: this one stays where it was
      }
      List<PeerAddress> given = session.given();
      List<PeerAddress> observed = isAnother ? session.observed() : Whereabouts.observed(caller);
      addresses.release(session);
      Whereabouts at =
          addresses.take(
              settings.addresses(),
              given,
              isAnother ? before : from,
              isAnother ? from : ofOtherFamily(from, session.other()),
              observed,
              new EnumMap<>(Refusal.class));
      session.move(peer, at, !isAnother || session.hasMoved(), now);
      registry.relist(session, now);
    }
  }

  private SessionToken newToken() {
    synchronized (seeds) {
      return new SessionToken(seeds.nextLong(), seeds.nextLong());
    }
  }

  Response disconnect(Request.Disconnect request, Caller caller) {
    if (!hasJustGone(request, caller)) {
      end(session(request, caller), Change.DISCONNECTED);
      farewells.add(request.peerId(), farewell(request, caller));
    }
    return new Response.Disconnect(request.transactionId());
  }

  /// Whether the request is the one again with which the peer took its leave: its answer was lost.
  boolean hasJustGone(Request request, Caller caller) {
    return sessions.get(request.peerId()) == null
        && farewells.isKnown(request.peerId(), farewell(request, caller));
  }

  private static Farewells.Farewell farewell(Request request, Caller caller) {
    return new Farewells.Farewell(request.transactionId(), caller.ip(), caller.session());
  }

  /// @param withSession whether the membership lasts as long as the session, whatever else is said
  Response join(Request.Joining request, Caller caller, boolean withSession) {
    Session session = session(request, caller);
    SwarmId swarm = request.swarmId();
    checkAccess(session, request.peerId(), swarm);
    long granted = withSession ? LONGEST.toSeconds() : granted(request.expireTime());
    // The list first: the peer has no use for itself.
    PeerList peers =
        request.peernum().isPresent()
            ? peers(session, swarm, ChunkSet.EMPTY, List.of(), request.peernum())
            : null;
    synchronized (session) {
      checkOpen(session);
      int expiresAt = clock.after(Duration.ofSeconds(granted));
      var terms =
          new SwarmRegistry.Terms(expiresAt, request.mode(), request.chunks(), request.stats());
      checkStats(session, request.stats());
      check(registry.join(session, swarm, terms, clock.now(), random.get()));
      reportAsAWhole(session, request.stats());
    }
    accuse(session, request.peerId(), request.stats());
    return switch (request) {
      case Request.Join join -> new Response.Join(join.transactionId(), swarm, granted, peers);
      case Request.JoinChunk join ->
          new Response.JoinChunk(join.transactionId(), swarm, granted, peers);
    };
  }

  /// How many seconds a membership is granted.
  private long granted(@Nullable ExpireTime wanted) {
    long seconds =
        switch (wanted) {
          case null -> settings.defaultExpire().toSeconds();
          case ExpireTime.After after -> after.seconds();
          case ExpireTime.At at ->
              Math.ceilDiv(Duration.between(wallClock.instant(), at.time()).toMillis(), 1000L);
        };
    if (seconds <= 0) {
      throw new Refused(Status.BAD_REQUEST, "ExpireTime is in the past");
    }
    return Math.min(seconds, settings.maxExpire().toSeconds());
  }

  /// Whether a session has a membership whose time is not over.
  boolean isMemberSomewhere(Session session) {
    synchronized (session) {
      registry.expire(session, clock.now(), 0);
      return session.memberships().length > 0;
    }
  }

  Response leave(Request.Leave request, Caller caller) {
    Session session = session(request, caller);
    Session.Left left = new Session.Left(request.transactionId(), request.swarmId());
    synchronized (session) {
      var outcome =
          registry.leave(session, request.swarmId(), request.chunks(), clock.now(), random.get());
      if (outcome != SwarmRegistry.Outcome.NOT_A_MEMBER || !session.hasJust(left)) {
        check(outcome);
        session.left(request.chunks().isEmpty() ? left : null);
      }
    }
    return new Response.Leave(request.transactionId(), request.swarmId());
  }

  Response find(Request.Finding request, Caller caller) {
    Session session = session(request, caller);
    SwarmId swarm = request.swarmId();
    checkAccess(session, request.peerId(), swarm);
    if (settings.findNeedsMembership()) {
      synchronized (session) {
        if (!registry.isMember(session, swarm, clock.now())) {
          throw new Refused(Status.FORBIDDEN_ACTION, "not a member of the swarm: send JOIN first");
        }
      }
    }
    ChunkSet chunks = request.chunks();
    PeerList peers = peers(session, swarm, chunks, request.requirements(), request.peernum());
    return switch (request) {
      case Request.Find find -> new Response.Find(find.transactionId(), swarm, chunks, peers);
      case Request.FindChunk find ->
          new Response.FindChunk(find.transactionId(), swarm, chunks, peers);
    };
  }

  /// Chooses peers of a swarm for one that asks.
  PeerList peers(
      Session asker,
      SwarmId swarm,
      ChunkSet chunks,
      List<Requirement> requirements,
      OptionalInt peernum) {
    return lists.list(asker, swarm, chunks, requirements, peernum);
  }

  private Response keepAlive(Request.KeepAlive request, Caller caller) {
    Session session = session(request, caller);
    WaitingQuery query =
        waitingQueries.isEmpty()
            ? null
            : waitingQueries.computeIfPresent(
                session, (s, waiting) -> waiting.sentWith(request.transactionId()));
    return new Response.KeepAlive(
        request.transactionId(),
        query == null ? null : query.properties(),
        session.hasMoved() ? caller.observed() : null);
  }

  Response report(Request.StatReport request, Caller caller) {
    Session session = session(request, caller);
    SwarmId swarm = request.swarmId();
    if (swarm == null) {
      store(session, request.stats());
    } else {
      synchronized (session) {
        checkOpen(session);
        checkStats(session, request.stats());
        check(registry.report(session, swarm, request.stats(), clock.now()));
        reportAsAWhole(session, request.stats());
      }
    }
    accuse(session, request.peerId(), request.stats());
    return new Response.StatReport(request.transactionId());
  }

  /// What a peer tells for one swarm holds for the peer, too, but for what it has transferred
  /// there.
  private void reportAsAWhole(Session session, List<Stat> stats) {
    if (!stats.isEmpty()) {
      session.report(
          stats.stream().filter(stat -> !Statistics.COUNTERS.contains(stat.property())).toList());
      registry.refresh(session, clock.now());
    }
  }

  /// Stores what a peer tells of itself as a whole. What it has transferred counts for its swarm,
  /// as long as there is only one: a client that knows only the seed cannot name it.
  private void store(Session session, List<Stat> stats) {
    synchronized (session) {
      checkOpen(session);
      checkStats(session, stats);
      Statistics before = session.statistics();
      session.report(stats);
      activity.stalled(before, session.statistics());
      registry.expire(session, clock.now(), 0);
      List<Stat> bytes =
          stats.stream().filter(s -> Statistics.COUNTERS.contains(s.property())).toList();
      if (!bytes.isEmpty() && session.memberships().length == 1) {
        SwarmId only = session.memberships()[0].swarm().id();
        registry.report(session, only, bytes, clock.now());
      }
      registry.refresh(session, clock.now());
    }
  }

  /// The live session of the peer that asks, which has now been heard of.
  Session session(Request request, Caller caller) {
    Session session = live(request.peerId());
    if (session == null) {
      throw notConnected();
    }
    checkOwned(session, caller);
    heardOf(session);
    follow(session, request.peerId(), caller);
    return session;
  }

  /// The session of a peer if it is connected, or null.
  @Nullable Session live(PeerId peer) {
    Session session = sessions.get(peer);
    return session == null || !session.isLive(clock.now()) ? null : session;
  }

  private void heardOf(Session session) {
    session.heardOf(clock.after(patience.with(session)));
  }

  /// What a caller has proved is good for one peer.
  private static void checkName(Request request, Caller caller) {
    Credential shown = caller.credential();
    if (shown != null && !shown.peer().equals(request.peerId())) {
      throw new Refused(
          Status.FORBIDDEN_ACTION, "your credential is of another PeerID: send the one it names");
    }
  }

  private void checkDraining() {
    if (draining) {
      refusals.count(Refusal.DRAINING);
      throw new Refused(
          Status.SERVICE_UNAVAILABLE, "this tracker takes no new peers: turn to another one");
    }
  }

  private void checkCredential(Caller caller) {
    if (access.needsCredential() && caller.credential() == null) {
      throw new Refused(Status.AUTHENTICATION_REQUIRED, "show who you are to CONNECT");
    }
  }

  /// Whether the caller may act for the peer; a new credential counts from now on.
  private static void checkOwner(Session session, Caller caller) {
    Credential known = session.credential();
    Credential shown = caller.credential();
    if (!session.isOwnedBy(caller)) {
      if (caller.session() != null) {
        throw new Refused(
            Status.FORBIDDEN_ACTION,
            SessionToken.HEADER + " is not the token of this PeerID's session");
      }
      String token = "the " + SessionToken.HEADER + " header that CONNECT answered with";
      throw known != null
          ? new Refused(
              Status.AUTHENTICATION_REQUIRED, "send " + token + ", or show again who you are")
          : new Refused(
              Status.FORBIDDEN_ACTION,
              "this PeerID is connected from another address: send " + token);
    }
    if (shown != null) {
      if (known == null || !known.equals(shown) || !known.isValid()) {
        synchronized (session) {
          session.credential(shown);
        }
      }
    } else if (known != null && !known.isValid()) {
      throw new Refused(
          Status.AUTHENTICATION_REQUIRED,
          "what this session was begun with has expired or was revoked: CONNECT with what is"
              + " valid");
    }
  }

  private void checkOpen(Session session) {
    if (session.isClosed()) {
      throw notConnected();
    }
  }

  private Refused notConnected() {
    refusals.count(Refusal.NOT_CONNECTED);
    return new Refused(Status.FORBIDDEN_ACTION, "not connected: send CONNECT first");
  }

  private void checkOwned(Session session, Caller caller) {
    try {
      checkOwner(session, caller);
    } catch (Refused refused) {
      refusals.count(Refusal.NOT_OWNER);
      throw refused;
    }
  }

  private void checkAccess(Session session, PeerId peer, SwarmId swarm) {
    Credential credential = session.credential();
    if (credential != null && !credential.allows(swarm) || !access.allows(peer, swarm)) {
      refusals.count(Refusal.SWARM_NOT_ALLOWED);
      throw new Refused(Status.FORBIDDEN_ACTION, "this peer is not allowed in the swarm");
    }
  }

  private void checkStats(Session session, List<Stat> stats) {
    if (session.statistics().with(stats).texts() > settings.maxStats()) {
      throw tooMany(SwarmRegistry.Outcome.TOO_MANY_STATS);
    }
  }

  private void check(SwarmRegistry.Outcome outcome) {
    if (outcome != SwarmRegistry.Outcome.DONE) {
      throw tooMany(outcome);
    }
  }

  private Refused tooManySessions() {
    refusals.count(Refusal.TOO_MANY_SESSIONS);
    return new Refused(
        Status.FORBIDDEN_ACTION,
        "%s peers are connected from this address, as many as may be: DISCONNECT one first"
            .formatted(settings.defences().maxSessionsPerAddress()));
  }

  private Refused tooMany(SwarmRegistry.Outcome outcome) {
    switch (outcome) {
      case DONE, NOT_A_MEMBER -> {}
      case TOO_MANY_MEMBERSHIPS -> refusals.count(Refusal.TOO_MANY_MEMBERSHIPS);
      case TOO_MANY_CHUNKS -> refusals.count(Refusal.TOO_MANY_CHUNKS);
      case TOO_MANY_STATS -> refusals.count(Refusal.TOO_MANY_STATS);
    }
    return new Refused(
        Status.FORBIDDEN_ACTION,
        switch (outcome) {
          case DONE -> throw new IllegalArgumentException("nothing is wrong");
          case NOT_A_MEMBER -> "not a member of the swarm: send JOIN first";
          case TOO_MANY_MEMBERSHIPS ->
              "in %s swarms already: LEAVE one first".formatted(settings.maxMemberships());
          case TOO_MANY_CHUNKS ->
              "the chunks are in more than %s pieces: offer whole ranges"
                  .formatted(settings.maxChunkEntries());
          case TOO_MANY_STATS ->
              "more than %s statistics: use the same names again".formatted(settings.maxStats());
        });
  }

  /// Ends a session: all of the peer is gone at once.
  ///
  /// @param why what it is counted as
  void end(Session session, Change why) {
    synchronized (session) {
      session.close();
      registry.leaveAll(
          session, why == Change.SESSION_EXPIRED ? Change.MEMBERSHIP_EXPIRED : Change.LEFT);
    }
    if (sessions.remove(session)) { // and once only
      activity.count(why);
      counts.remove(session.ip()); // it is closed, so it moves no more
      addresses.release(session);
    }
    waitingQueries.remove(session);
    quarantine.gone(session);
  }

  /// Takes what a peer says of peers that served it bad content, if it is one that can be believed:
  /// connected for long enough, of use to others, and not in quarantine itself.
  private void accuse(Session session, PeerId peer, List<Stat> stats) {
    if (quarantine.isOff()
        || stats.stream().noneMatch(stat -> stat.property().equals(Property.POLLUTED_PEER))) {
      return;
    }
    int now = clock.now();
    int age = Clock.ticks(settings.defences().quarantineAge());
    if (now - session.connectedAt() < age || !session.hasUploaded() || session.isHidden()) {
      return;
    }
    for (Stat stat : stats) {
      PeerId accused =
          stat.property().equals(Property.POLLUTED_PEER) ? new PeerId(stat.value()) : peer;
      if (!accused.equals(peer)) {
        settle(quarantine.accuse(session, accused, now));
      }
    }
  }

  /// Hides from lists, or shows again, peers whose quarantine may have begun or ended. Whoever
  /// changes that calls it afterwards, so that the last one to come sees how it is.
  private void settle(List<PeerId> peers) {
    for (PeerId peer : peers) {
      Session session = sessions.get(peer);
      if (session != null) {
        synchronized (session) {
          int now = clock.now();
          if (session.hide(quarantine.holds(peer, now))) {
            registry.refresh(session, now);
          }
        }
      }
    }
  }

  /// Puts a peer into quarantine until it is released: no list names it, whatever its reporters
  /// say; it stays connected and is not told. The peer need not be connected.
  ///
  /// @return false if there is no place, for 10,000 peers were put into it by this method
  public boolean quarantine(PeerId peer) {
    List<PeerId> changed = quarantine.hold(peer);
    settle(changed);
    return !changed.isEmpty();
  }

  /// Ends a peer's quarantine and forgets what it was accused of.
  ///
  /// @return whether it was in quarantine
  public boolean release(PeerId peer) {
    boolean wasInside = quarantine.release(peer);
    settle(List.of(peer));
    return wasInside;
  }

  /// The peers in quarantine, at most 10,000, connected or not.
  public List<PeerId> quarantined() {
    return quarantine.list();
  }

  /// Ends a session whose time is over, unless the peer has just been heard of.
  private void expire(Session session, int now) {
    synchronized (session) {
      if (session.expire(now)) {
        end(session, Change.SESSION_EXPIRED);
      }
    }
  }

  /// Reclaims a bounded part of what has expired; it was invisible already. Called again and again
  /// it passes over everything.
  ///
  /// @param budget how many sessions to look at, at the most
  /// @return how many were looked at; fewer than the budget at the end of a pass
  public synchronized int sweep(int budget) {
    int now = clock.now();
    int soon = clock.after(patience.longest().dividedBy(2));
    settle(quarantine.expire(now));
    Iterator<Session> rest = sweep == null ? sessions.iterator() : sweep;
    for (int seen = 0; seen < budget; seen++) {
      if (!rest.hasNext()) {
        sweep = null;
        return seen;
      }
      Session session = rest.next();
      if (!session.isLive(now)) {
        expire(session, now);
      } else {
        synchronized (session) {
          registry.expire(session, now, soon);
        }
      }
    }
    sweep = rest;
    return budget;
  }

  /// Says how to ask a peer for statistics (specification, section 7). Where it has to wait for the
  /// peer's next KEEPALIVE, it does so from now on; a newer query replaces one that waits.
  ///
  /// @param properties which; none: all the peer has
  public QueryRoute query(PeerId peer, List<Property> properties) {
    Session session = sessions.get(peer);
    if (session == null || !session.isLive(clock.now())) {
      return new QueryRoute.NotConnected();
    }
    if (session.controlPort() != 0 && session.ip().isKnown()) {
      return new QueryRoute.Direct(session.ip(), session.controlPort());
    }
    waitingQueries.put(session, new WaitingQuery(properties, null));
    if (session.isClosed()) {
      waitingQueries.remove(session);
      return new QueryRoute.NotConnected();
    }
    return new QueryRoute.Waiting(session.statistics().list(properties));
  }

  /// Stores what a peer answered that was asked directly.
  public void answered(Response.StatQuery answer) {
    Session session = sessions.get(answer.peerId());
    if (session != null && session.isLive(clock.now())) {
      try {
        store(session, answer.stats());
        accuse(session, answer.peerId(), answer.stats());
      } catch (Refused refused) {
        // It went meanwhile, or told more than is kept: its last statistics stand.
      }
    }
  }

  /// The latest statistics of a connected peer as a whole.
  public Optional<List<Stat>> statistics(PeerId peer) {
    Session session = sessions.get(peer);
    return session == null || !session.isLive(clock.now())
        ? Optional.empty()
        : Optional.of(session.statistics().list(List.of()));
  }

  /// What the members of a swarm have reported, if it has members.
  public Optional<SwarmTotals> totals(SwarmId swarm) {
    return registry.totals(swarm);
  }

  /// What an operator sees of its swarms and peers.
  public Inspector inspector() {
    return inspector;
  }

  /// Ends a peer's session, as if it had taken its leave; it may connect again.
  ///
  /// @return whether it was connected
  public boolean kick(PeerId peer) {
    Session session = live(peer);
    if (session == null) {
      return false;
    }
    end(session, Change.KICKED);
    return true;
  }

  /// Takes no new peers from now on, or takes them again; those that are connected are served.
  public void drain(boolean on) {
    draining = on;
  }

  /// Whether new peers are turned away.
  public boolean isDraining() {
    return draining;
  }

  /// Says whom a FIND of a connected peer would be told, and why the others not. Nothing is counted
  /// as told.
  ///
  /// @param about a peer of which to tell why it was listed or not; null: none
  /// @return nothing if the asker is not connected
  public Optional<Explanation> explain(
      PeerId asker,
      SwarmId swarm,
      ChunkSet chunks,
      List<Requirement> requirements,
      OptionalInt peernum,
      @Nullable PeerId about) {
    Session session = live(asker);
    if (session == null) {
      return Optional.empty();
    }
    int all = registry.totals(swarm).map(SwarmTotals::members).orElse(0);
    String refused = refusal(session, asker, swarm);
    if (refused != null) {
      return Optional.of(Explanation.refused(refused, all, about));
    }
    PeerList listed = lists.preview(session, swarm, chunks, requirements, peernum);
    List<Membership> members = registry.members(swarm, 0, settings.scanLimit());
    Session other = about == null ? null : live(about);
    return Optional.of(
        new Reasons(session, chunks, Filter.of(requirements), clock.now())
            .explain(listed, members, all, about, other == null ? null : other.membership(swarm)));
  }

  /// Why a FIND would be refused as a whole; null if it would not.
  private @Nullable String refusal(Session asker, PeerId peer, SwarmId swarm) {
    Credential credential = asker.credential();
    if (credential != null && !credential.allows(swarm) || !access.allows(peer, swarm)) {
      return "the one that asks is not allowed in the swarm";
    }
    synchronized (asker) {
      return settings.findNeedsMembership() && !registry.isMember(asker, swarm, clock.now())
          ? "the one that asks is no member, as tracker.findNeedsMembership demands"
          : null;
    }
  }

  /// How many sessions an address has, those included that are about to be reclaimed; of IPv6 all
  /// of its /64. May count others in a large tracker; 0 where this is not bounded.
  public int sessionsOf(IpAddress ip) {
    return counts.count(ip);
  }

  /// How often peers were refused something since the tracker was made, and why; every [Refusal] is
  /// there.
  public Map<Refusal, Long> refusals() {
    return refusals.counts(quarantine.size());
  }

  /// How often sessions and memberships have begun and ended since the tracker was made; every
  /// [Change] is there.
  public Map<Change, Long> changes() {
    return activity.changes();
  }

  /// What peers have reported since the tracker was made.
  public Transferred transferred() {
    return activity.transferred();
  }

  /// How many memberships there are. Goes over all swarms, and keeps nobody waiting meanwhile.
  ///
  /// @param largest how many of the largest swarms to name, at the most; not negative
  public Census census(int largest) {
    return registry.census(largest);
  }

  /// How many sessions there are, those included that are about to be reclaimed.
  public int sessions() {
    return sessions.size();
  }

  /// How many swarms have members, those included that are about to be reclaimed.
  public int swarms() {
    return registry.swarms();
  }

  /// A STAT_QUERY that waits for a KEEPALIVE, or has gone out with one that may be repeated.
  private record WaitingQuery(List<Property> properties, @Nullable TransactionId sent) {
    WaitingQuery {
      properties = List.copyOf(properties);
    }

    /// The query as it goes out with a KEEPALIVE; null if it went out with an earlier one.
    @Nullable WaitingQuery sentWith(TransactionId transaction) {
      if (sent == null) {
        return new WaitingQuery(properties, transaction);
      }
      return sent.equals(transaction) ? this : null;
    }
  }
}

package org.ppsp.tracker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
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

/// The tracker: who is connected, who is in which swarm, and who is told of whom (specification,
/// sections 4 to 8). [#handle] tells the whole story.
///
/// Every thread may call; no call blocks. Time, randomness and the rules of access are handed in.
public final class Tracker {
  /// Longer than any session without a request.
  private static final Duration LONGEST = Duration.ofDays(365);

  /// How many times as many sessions a step looks at when the rules of access have changed.
  private static final int REVIEWED = 10;

  /// How many members an explanation looks at.
  private static final int EXPLAINED = 32_768;

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
  private final Review review;

  private final Sessions sessions;
  private final SessionCounts counts;
  private final AddressBook addresses;
  private final CrowdedAddresses crowded = new CrowdedAddresses();
  private final Quarantine quarantine;
  private final Refusals refusals = new Refusals();
  private final Activity activity = new Activity();
  private final MemoryBudget budget;
  private final Charges charges;
  private final Allowances allowances;
  private final WaitingQueries waitingQueries;
  private final Farewells farewells;
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
    budget =
        new MemoryBudget(
            settings.memory(), settings.defences().exemptLoopback(), seed(), seed(), refusals);
    charges = new Charges(budget);
    waitingQueries = new WaitingQueries(budget);
    farewells = new Farewells(budget);
    quarantine =
        new Quarantine(
            settings.defences(), Clock.ticks(settings.defences().quarantineTime()), budget);
    registry = new InMemoryRegistry(settings, budget, activity);
    combined = new CombinedRequests(this, settings.strictRfc7846(), 2 * settings.maxMemberships());
    random = ThreadLocal.withInitial(() -> new SplittableRandom(seed()));
    inspector = new Inspector(registry, sessions, clock);
    review = new Review(access, sessions, registry, charges);
    allowances = new Allowances(settings.memory().all(), seed(), seed());
    lists = new PeerLists(settings, clock, registry, random, allowances, refusals);
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
    budget.bounds(next.memory());
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
    return handle(request, caller, new Work());
  }

  /// Does what a peer asks for and gives the answer.
  ///
  /// @param caller who sent the request
  /// @param work what it costs beyond a plain request is added to
  public Response handle(Request request, Caller caller, Work work) {
    try {
      checkName(request, caller);
      return switch (request) {
        case Request.Connect connect -> connect(connect, caller);
        case Request.Disconnect disconnect -> disconnect(disconnect, caller);
        case Request.Joining joining -> join(joining, caller, work);
        case Request.Leave leave -> leave(leave, caller);
        case Request.Finding finding -> find(finding, caller, work);
        case Request.KeepAlive keepAlive -> keepAlive(keepAlive, caller);
        case Request.StatReport report -> report(report, caller);
        case Request.Combined parts -> combined.handle(parts, caller, work);
        case Request.StatQuery query ->
            throw new Refused(
                Status.FORBIDDEN_ACTION,
                "STAT_QUERY goes from the tracker to a peer; a peer sends STAT_REPORT");
      };
    } catch (Refused refused) {
      return Response.Refusal.of(request, refused.status, refused.reason)
          .retryAfter(refused.retryAfter);
    }
  }

  private Response connect(Request.Connect request, Caller caller) {
    if (Statistics.NONE.with(request.stats()).texts() > settings.maxStats()) {
      throw tooMany(SwarmRegistry.Outcome.TOO_MANY_STATS);
    }
    while (true) {
      Response done =
          refreshed(
              request, caller, (session, warning) -> connected(session, request, caller, warning));
      if (done == null) {
        done =
            begun(
                request,
                caller,
                (session, warning) -> answer(session, request, caller, true, warning));
      }
      if (done != null) {
        return done;
      }
    }
  }

  /// What CONNECT does with a live session. A peer that does not show its token may have begun anew
  /// and lost its chunks.
  private Response connected(
      Session session, Request.Connect request, Caller caller, @Nullable String warning) {
    if (caller.session() == null) {
      charges.change(
          session,
          SwarmRegistry.Growth.NONE,
          () -> registry.withdrawAll(session, clock.now(), random.get()));
    }
    return answer(session, request, caller, false, warning);
  }

  private Response answer(
      Session session,
      Request.Connect request,
      Caller caller,
      boolean isNew,
      @Nullable String warning) {
    return new Response.Connect(
        request.transactionId(),
        caller.observed(),
        keepaliveSeconds(),
        tokenFor(session, caller, isNew),
        warning);
  }

  /// The token of a session as the answer to CONNECT tells it: to who began the session, and to who
  /// has proved to be its peer. The address proves nothing.
  ///
  /// @param isNew whether the request began the session
  static @Nullable SessionToken tokenFor(Session session, Caller caller, boolean isNew) {
    return isNew || caller.session() != null || caller.credential() != null
        ? session.token()
        : null;
  }

  /// After how many seconds a peer shall be heard of again.
  long keepaliveSeconds() {
    return settings.keepaliveInterval().toSeconds();
  }

  /// What a request does with a session, under its lock; so it locks no other one.
  @FunctionalInterface
  interface Step<T> {
    /// Does it.
    ///
    /// @param warning which of the peer's addresses are not listed, and why; null if all are, or if
    ///   RFC 7846 is kept to by the letter
    T apply(Session session, @Nullable String warning);
  }

  /// Does all of a request in one step: no other request changes the session in between.
  ///
  /// @return null if the peer is not connected
  <T> @Nullable T inOneStep(Request request, Caller caller, Step<T> step) {
    Session session = live(request.peerId());
    if (session == null) {
      return null;
    }
    synchronized (session) {
      if (session.isClosed()) {
        return null;
      }
      checkOwned(session, caller);
      follow(session, request.peerId(), caller);
      T done = step.apply(session, null);
      heardOf(session); // but not by what is refused as a whole
      return done;
    }
  }

  /// The same for a CONNECT: the session takes over what it says before the step.
  <T> @Nullable T refreshed(Request.Connect request, Caller caller, Step<T> step) {
    Session session = live(request.peerId());
    if (session == null) {
      return null;
    }
    T done;
    while (true) {
      synchronized (session) {
        if (session.isClosed()) {
          return null;
        }
        checkOwned(session, caller);
        checkStats(session, request.stats());
        int now = clock.now();
        Map<Refusal, PeerAddress> unlisted = new EnumMap<>(Refusal.class);
        boolean hasPlace =
            charges.move(
                session,
                growth(session, request, caller),
                caller.ip(),
                () -> reconnect(session, request, caller, unlisted, now));
        if (hasPlace) {
          done = step.apply(session, warning(caller, unlisted));
          heardOf(session);
          break;
        }
      }
      makeRoom(caller.ip()); // which locks another session
    }
    accuse(session, request.peerId(), request.stats()); // which may, too
    return done;
  }

  /// Takes over what a CONNECT of a connected peer says.
  ///
  /// @return false if as many peers are at its new address as may be; then nothing has changed
  private boolean reconnect(
      Session known,
      Request.Connect request,
      Caller caller,
      Map<Refusal, PeerAddress> unlisted,
      int now) {
    IpAddress before = known.ip();
    if (!counts.move(before, caller.ip())) {
      return false;
    }
    allowances.move(before, caller.ip());
    addresses.release(known);
    IpAddress other = ofOtherFamily(caller.ip(), before, known.other());
    known.connect(request, take(request.addresses(), caller, other, unlisted), now);
    if (!before.equals(caller.ip())) {
      crowded.remove(known, before);
      addToCrowd(known);
    }
    registry.relist(known, now);
    return true;
  }

  /// Makes the session of a peer and does all of the CONNECT before others can change it.
  ///
  /// @param step as above
  /// @return null if the peer has a session already
  <T> @Nullable T begun(Request.Connect request, Caller caller, Step<T> step) {
    PeerId peer = request.peerId();
    int now = clock.now();
    Session known = sessions.get(peer);
    if (known != null) {
      if (known.isLive(now)) {
        return null;
      }
      expire(known, now);
    }
    checkCredential(caller);
    checkDraining();
    while (!counts.add(caller.ip())) {
      makeRoom(caller.ip());
    }
    Map<Refusal, PeerAddress> unlisted = new EnumMap<>(Refusal.class);
    Session fresh =
        new Session(request, take(request.addresses(), caller, null, unlisted), newToken(), now);
    if (caller.credential() != null) {
      fresh.credential(caller.credential());
    }
    heardOf(fresh);
    try {
      charges.begin(fresh);
    } catch (Refused refused) {
      counts.remove(caller.ip());
      addresses.release(fresh);
      throw refused;
    }
    T done;
    synchronized (fresh) { // who finds it waits until all is done
      if (sessions.putIfAbsent(peer, fresh) != null) {
        counts.remove(caller.ip());
        addresses.release(fresh);
        charges.end(fresh);
        return null;
      }
      activity.count(Change.CONNECTED);
      allowances.begin(fresh, Clock.minute(now));
      addToCrowd(fresh);
      if (!quarantine.isEmpty()) {
        var _ = fresh.hide(quarantine.holds(peer, now));
      }
      done = step.apply(fresh, warning(caller, unlisted));
    }
    return done;
  }

  private void addToCrowd(Session session) {
    if (counts.isCrowded(session.ip())) {
      crowded.add(session);
    }
  }

  /// Ends a session of a full address that may give way to a new one.
  ///
  /// @throws Refused if none is found
  private void makeRoom(IpAddress ip) {
    if (!crowded.makeRoom(ip, this::givesWay)) {
      throw tooManySessions();
    }
  }

  /// For tests.
  CrowdedAddresses crowded() {
    return crowded;
  }

  /// Keeps a session of a crowded address where it is found if it gives way. Under the session's
  /// lock.
  private void crowd(Session session, int now) {
    if (!crowded.has(session.ip())) {
      return;
    }
    if (session.mayGiveWay(now, Clock.ticks(patience.with(session)))) {
      crowded.prefer(session);
    } else {
      crowded.add(session);
    }
  }

  private boolean givesWay(Session session) {
    synchronized (session) {
      int now = clock.now();
      Change why = session.isLive(now) ? Change.GAVE_WAY : Change.SESSION_EXPIRED;
      boolean gives = session.giveWay(now, Clock.ticks(patience.with(session)));
      if (gives) {
        end(session, why);
      }
      return gives;
    }
  }

  /// By how much a session grows at most with a further CONNECT. One that names what it has named
  /// grows by its statistics only.
  private static int growth(Session known, Request.Connect request, Caller caller) {
    boolean isSame =
        request.addresses().equals(known.given()) && caller.ip().isV4() == known.ip().isV4();
    return isSame
        ? known.growthWith(request.stats())
        : known.memoryWith(request.peerId(), request.addresses(), request.stats()) - known.memory();
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
      int growth =
          session.hasMoved()
              ? 0
              : session.memoryWith(peer, session.given(), List.of()) - session.memory();
      try {
        var _ =
            charges.move(
                session,
                growth,
                isAnother ? before : from,
                () -> move(session, peer, caller, isAnother, now));
      } catch (Refused refused) {
        // There is no memory for it: this one stays where it was.
      }
    }
  }

  /// @return false if as many peers are there as may be: this one stays where it was
  private boolean move(Session session, PeerId peer, Caller caller, boolean isAnother, int now) {
    IpAddress from = caller.ip();
    IpAddress before = session.ip();
    if (!isAnother && !counts.move(before, from)) {
      return false;
    }
    if (!isAnother) {
      allowances.move(before, from);
      crowded.remove(session, before);
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
    if (!isAnother) {
      addToCrowd(session);
    }
    registry.relist(session, now);
    return true;
  }

  private SessionToken newToken() {
    synchronized (seeds) {
      return new SessionToken(seeds.nextLong(), seeds.nextLong());
    }
  }

  private Response disconnect(Request.Disconnect request, Caller caller) {
    Response done = new Response.Disconnect(request.transactionId());
    Response known =
        inOneStep(
            request,
            caller,
            (session, warning) -> {
              takeLeave(session, request, caller);
              return done;
            });
    if (known == null && !hasJustGone(request, caller)) {
      throw notConnected();
    }
    return done;
  }

  /// Ends the session of a peer that takes its leave. Under the session's lock.
  void takeLeave(Session session, Request request, Caller caller) {
    farewells.add(request.peerId(), farewell(request, caller)); // first: it may be repeated at once
    end(session, Change.DISCONNECTED);
  }

  /// Whether the request is the one again with which the peer took its leave: its answer was lost.
  boolean hasJustGone(Request request, Caller caller) {
    Session session = sessions.get(request.peerId());
    return (session == null || session.isClosed()) // which is about to leave the table
        && farewells.isKnown(request.peerId(), farewell(request, caller));
  }

  private static Farewells.Farewell farewell(Request request, Caller caller) {
    return new Farewells.Farewell(request.transactionId(), caller.ip(), caller.session());
  }

  private Response join(Request.Joining request, Caller caller, Work work) {
    Session session = session(request, caller);
    SwarmId swarm = request.swarmId();
    checkAccess(session, request.peerId(), swarm);
    long granted = granted(request.expireTime());
    // The list first: the peer has no use for itself.
    PeerList peers =
        request.peernum().isPresent()
            ? peers(session, swarm, ChunkSet.EMPTY, List.of(), request.peernum(), work)
            : null;
    synchronized (session) {
      enter(session, request, Duration.ofSeconds(granted));
    }
    accuse(session, request.peerId(), request.stats());
    return switch (request) {
      case Request.Join join -> new Response.Join(join.transactionId(), swarm, granted, peers);
      case Request.JoinChunk join ->
          new Response.JoinChunk(join.transactionId(), swarm, granted, peers);
    };
  }

  /// Makes a membership that lasts as long as the session. Under the session's lock.
  void enterForGood(Session session, Request.Join request) {
    enter(session, request, LONGEST);
  }

  private void enter(Session session, Request.Joining request, Duration granted) {
    checkOpen(session);
    SwarmId swarm = request.swarmId();
    checkAccess(session, request.peerId(), swarm); // under the lock: see Review
    checkStats(session, request.stats());
    int now = clock.now();
    var terms =
        new SwarmRegistry.Terms(
            clock.after(granted), request.mode(), request.chunks(), request.stats());
    List<Stat> whole = asAWhole(request.stats());
    charges.change(
        session,
        registry.growth(session, swarm, terms, ChunkSet.EMPTY, now).plus(session.growthWith(whole)),
        () -> {
          check(registry.join(session, swarm, terms, now, random.get()));
          reportAsAWhole(session, whole);
        });
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

  /// Whether a session has a membership whose time is not over. Under the session's lock.
  boolean isMemberSomewhere(Session session) {
    expireMemberships(session, clock.now(), 0);
    return session.memberships().length > 0;
  }

  private Response leave(Request.Leave request, Caller caller) {
    Session session = session(request, caller);
    synchronized (session) {
      leave(session, request);
    }
    return new Response.Leave(request.transactionId(), request.swarmId());
  }

  /// Ends a membership, or withdraws chunks. Under the session's lock.
  void leave(Session session, Request.Leave request) {
    checkOpen(session);
    SwarmId swarm = request.swarmId();
    ChunkSet chunks = request.chunks();
    Session.Left left = new Session.Left(request.transactionId(), swarm);
    int now = clock.now();
    var growth =
        chunks.isEmpty() || !registry.isMember(session, swarm, now)
            ? SwarmRegistry.Growth.NONE
            : registry.growth(session, swarm, SwarmRegistry.Terms.NOTHING, chunks, now);
    charges.change(
        session,
        growth,
        () -> {
          var outcome = registry.leave(session, swarm, chunks, now, random.get());
          if (outcome != SwarmRegistry.Outcome.NOT_A_MEMBER || !session.hasJust(left)) {
            check(outcome);
            session.left(chunks.isEmpty() ? left : null);
          }
        });
  }

  Response find(Request.Finding request, Caller caller, Work work) {
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
    PeerList peers = peers(session, swarm, chunks, request.requirements(), request.peernum(), work);
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
      OptionalInt peernum,
      Work work) {
    return lists.list(asker, swarm, chunks, requirements, peernum, work);
  }

  private Response keepAlive(Request.KeepAlive request, Caller caller) {
    Session session = session(request, caller);
    List<Property> query = waitingQueries.sendWith(session, request.transactionId());
    return new Response.KeepAlive(
        request.transactionId(), query, session.hasMoved() ? caller.observed() : null);
  }

  private Response report(Request.StatReport request, Caller caller) {
    Session session = session(request, caller);
    SwarmId swarm = request.swarmId();
    synchronized (session) {
      if (swarm == null) {
        store(session, request.stats());
      } else {
        store(session, swarm, request.stats());
      }
    }
    accuse(session, request.peerId(), request.stats());
    return new Response.StatReport(request.transactionId());
  }

  /// Stores what a peer tells for one swarm. Under the session's lock.
  void store(Session session, SwarmId swarm, List<Stat> stats) {
    checkOpen(session);
    checkStats(session, stats);
    int now = clock.now();
    List<Stat> whole = asAWhole(stats);
    if (session.statistics().haveRoomFor(whole)
        && registry.haveRoomFor(session, swarm, stats, now)) {
      take(session, swarm, stats, whole, now); // most reports: nothing to be charged
      return;
    }
    charges.change(
        session,
        growth(session, swarm, stats, now).plus(session.growthWith(whole)),
        () -> take(session, swarm, stats, whole, now));
  }

  private void take(Session session, SwarmId swarm, List<Stat> stats, List<Stat> whole, int now) {
    check(registry.report(session, swarm, stats, now));
    reportAsAWhole(session, whole);
  }

  /// Keeps what a peer says of itself when it asks for others, unless it has reported it, or there
  /// is no room for it. Under the session's lock.
  ///
  /// @return whether anything has changed
  boolean storeAsides(Session session, List<Stat> said) {
    Statistics before = session.statistics();
    Statistics after = before.withAsides(said);
    if (session.isClosed() || after == before) {
      return false;
    }
    try {
      charges.change(
          session,
          new SwarmRegistry.Growth(after.memory() - before.memory(), 0),
          () -> {
            session.statistics(after);
            registry.refresh(session, clock.now());
          });
    } catch (Refused refused) {
      return false; // what the peer asks for can be done all the same
    }
    return true;
  }

  /// What a peer tells for one swarm holds for the peer, too, but for what it has transferred
  /// there.
  private void reportAsAWhole(Session session, List<Stat> whole) {
    if (!whole.isEmpty()) {
      session.report(whole);
      registry.refresh(session, clock.now());
    }
  }

  private static List<Stat> asAWhole(List<Stat> stats) {
    List<Stat> whole = new ArrayList<>(stats.size());
    for (Stat stat : stats) {
      if (!Statistics.COUNTERS.contains(stat.property())) {
        whole.add(stat);
      }
    }
    return whole;
  }

  /// How much a report for a swarm takes; nothing if the session is no member, which is refused.
  private SwarmRegistry.Growth growth(Session session, SwarmId swarm, List<Stat> stats, int now) {
    return registry.isMember(session, swarm, now)
        ? registry.growth(session, swarm, SwarmRegistry.Terms.of(stats), ChunkSet.EMPTY, now)
        : SwarmRegistry.Growth.NONE;
  }

  /// Ends memberships whose time is over. Under the session's lock.
  private void expireMemberships(Session session, int now, int soon) {
    if (session.hasExpiredMembership(now)) {
      charges.change(session, SwarmRegistry.Growth.NONE, () -> registry.expire(session, now, soon));
    } else {
      registry.expire(session, now, soon);
    }
  }

  /// Stores what a peer tells of itself as a whole. What it has transferred counts for its swarm,
  /// as long as there is only one: a client that knows only the seed cannot name it.
  private void store(Session session, List<Stat> stats) {
    synchronized (session) {
      checkOpen(session);
      checkStats(session, stats);
      int now = clock.now();
      expireMemberships(session, now, 0);
      List<Stat> bytes =
          stats.stream().filter(s -> Statistics.COUNTERS.contains(s.property())).toList();
      SwarmId only =
          bytes.isEmpty() || session.memberships().length != 1
              ? null
              : session.memberships()[0].swarm().id();
      var growth = only == null ? SwarmRegistry.Growth.NONE : growth(session, only, bytes, now);
      charges.change(
          session,
          growth.plus(session.growthWith(stats)),
          () -> {
            Statistics before = session.statistics();
            session.report(stats);
            activity.stalled(before, session.statistics());
            if (only != null) {
              registry.report(session, only, bytes, now);
            }
            registry.refresh(session, now);
          });
    }
  }

  /// The live session of the peer that asks, which has now been heard of.
  private Session session(Request request, Caller caller) {
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
  private void checkOwner(Session session, Caller caller) {
    Credential known = session.credential();
    Credential shown = caller.credential();
    boolean tokenless = settings.defences().tokenless();
    if (!session.isOwnedBy(caller, tokenless)) {
      throw notOwned(session, caller, tokenless);
    }
    if (caller.session() != null && !session.hasProved()) {
      session.proved();
    }
    if (shown != null) {
      if (known == null || !known.equals(shown) || !known.isValid()) {
        synchronized (session) {
          checkOpen(session);
          charges.change(session, SwarmRegistry.Growth.NONE, () -> session.credential(shown));
        }
      }
    } else if (known != null && !known.isValid()) {
      throw new Refused(
          Status.AUTHENTICATION_REQUIRED,
          "what this session was begun with has expired or was revoked: CONNECT with what is"
              + " valid");
    }
  }

  private Refused notOwned(Session session, Caller caller, boolean tokenless) {
    String header = "the " + SessionToken.HEADER + " header that CONNECT answered with";
    if (caller.session() == null && session.credential() != null) {
      return new Refused(
          Status.AUTHENTICATION_REQUIRED, "send " + header + ", or show again who you are");
    }
    String wrong = SessionToken.HEADER + " is not the token of this PeerID's session: ";
    if (caller.credential() != null) {
      return new Refused(
          Status.FORBIDDEN_ACTION, wrong + "leave it out, your credential is enough");
    }
    long rest = (long) session.deadline() - clock.now(); // it may have ended just now
    long seconds = Math.max(1, Math.ceilDiv(rest, Clock.TICKS_PER_SECOND));
    if (caller.session() != null) {
      return new Refused(Status.FORBIDDEN_ACTION, wrong + "send " + header, seconds);
    }
    String cause =
        session.hasProved()
            ? "this PeerID's session is used with its token"
            : tokenless
                ? caller.ip().isKnown()
                    ? "this PeerID is connected from another address"
                    : "a proxy hides this peer's address, so that only its token shows who it is"
                : "this tracker knows no peer by its address (session.tokenless is false)";
    return new Refused(
        Status.FORBIDDEN_ACTION,
        cause
            + ": send "
            + header
            + "; if that is lost, CONNECT again in "
            + seconds
            + " s, when the session will have ended",
        seconds);
  }

  private void checkOpen(Session session) {
    if (session.isClosed()) {
      throw notConnected();
    }
  }

  Refused notConnected() {
    refusals.count(Refusal.NOT_CONNECTED);
    return new Refused(Status.FORBIDDEN_ACTION, "not connected: send CONNECT first");
  }

  @SuppressWarnings("ReferenceEquality") // another one may say something else
  private void checkOwned(Session session, Caller caller) {
    Credential before = session.credential();
    try {
      checkOwner(session, caller);
    } catch (Refused refused) {
      refusals.count(Refusal.NOT_OWNER);
      throw refused;
    }
    Credential after = session.credential();
    if (after != null && after != before) {
      synchronized (session) {
        review.confine(session, after.peer(), clock.now(), random.get());
      }
    }
  }

  private void checkAccess(Session session, PeerId peer, SwarmId swarm) {
    Credential credential = session.credential();
    if (!Review.allows(access, credential, peer, swarm)) {
      refusals.count(Refusal.SWARM_NOT_ALLOWED);
      throw new Refused(Status.FORBIDDEN_ACTION, "this peer is not allowed in the swarm");
    }
  }

  private void checkStats(Session session, List<Stat> stats) {
    Statistics known = session.statistics();
    if (!known.haveRoomFor(stats) && known.with(stats).texts() > settings.maxStats()) {
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
    long seconds = keepaliveSeconds();
    return new Refused(
        Status.FORBIDDEN_ACTION,
        settings.defences().maxSessionsPerAddress()
            + " peers are connected from your address, the limit of this tracker"
            + " (tracker.maxSessionsPerAddress): DISCONNECT one, or try again in "
            + seconds
            + " s, for peers that fall silent give way",
        seconds);
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
      charges.change(
          session,
          SwarmRegistry.Growth.NONE,
          () -> {
            session.close();
            registry.leaveAll(
                session, why == Change.SESSION_EXPIRED ? Change.MEMBERSHIP_EXPIRED : Change.LEFT);
          });
      if (sessions.remove(session)) { // and once only
        activity.count(why);
        counts.remove(session.ip()); // it is closed, so it moves no more
        addresses.release(session);
        crowded.remove(session, session.ip());
        allowances.end(session);
        charges.end(session);
      }
    }
    waitingQueries.remove(session);
    quarantine.gone(session);
  }

  /// Takes what a peer says of peers that served it bad content, if it is one that can be believed:
  /// connected for long enough, of use to others, and not in quarantine itself.
  void accuse(Session session, PeerId peer, List<Stat> stats) {
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
    review.step((int) Math.min(Integer.MAX_VALUE, (long) REVIEWED * budget), now, random.get());
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
          expireMemberships(session, now, soon);
          crowd(session, now);
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
    waitingQueries.add(session, properties);
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
    List<Membership> members = registry.members(swarm, 0, EXPLAINED);
    Session other = about == null ? null : live(about);
    return Optional.of(
        new Reasons(session, chunks, Filter.of(requirements), clock.now())
            .explain(
                listed,
                lists.wanted(peernum),
                members,
                all,
                about,
                other == null ? null : other.membership(swarm)));
  }

  /// Why a FIND would be refused as a whole; null if it would not.
  private @Nullable String refusal(Session asker, PeerId peer, SwarmId swarm) {
    Credential credential = asker.credential();
    if (!Review.allows(access, credential, peer, swarm)) {
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

  /// How much memory peers use, and how much they may.
  public MemoryUse memory() {
    return budget.use();
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

  /// All sessions.
  Iterable<Session> all() {
    return sessions;
  }

  /// How many sessions there are, those included that are about to be reclaimed.
  public int sessions() {
    return sessions.size();
  }

  /// How many swarms have members, those included that are about to be reclaimed.
  public int swarms() {
    return registry.swarms();
  }
}

package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;

/// Keeps what the tracker knows of a peer up to date. [#step] does what is due; the rest is what
/// others ask for.
///
/// Every thread may call. One lock, held during an exchange, makes sure that the tracker hears of
/// one change at a time; FIND changes nothing and goes without. Listeners are called after the lock
/// was given back.
final class Upkeep {
  private static final Duration DEFAULT_KEEPALIVE = Duration.ofSeconds(30);
  private static final Duration DEFAULT_EXPIRE = Duration.ofHours(1);

  private final TrackerClient client;
  private final SessionSettings settings;
  private final int controlPort;
  private final Events events;
  private final Time time;
  private final Jitter jitter;
  private final Map<SwarmId, Membership> memberships = new ConcurrentHashMap<>();

  private final ReentrantLock exchange = new ReentrantLock();
  private volatile PeerSession.State state = PeerSession.State.CONNECTING;
  private volatile @Nullable URI tracker;

  /// Counts the CONNECTs that succeeded.
  private final AtomicLong generation = new AtomicLong();

  /// When the tracker last answered, in [Time#nanos].
  private volatile long lastHeard;

  /// How often the tracker wants to hear of the peer. Parts of it bound all waits, so that a
  /// tracker that has lost its memory knows the peer again within one: a quarter is the longest
  /// spread, and the rest the longest wait for a KEEPALIVE or for another try to connect.
  private long keepalive = DEFAULT_KEEPALIVE.toNanos();

  /// After how long without an answer to send a KEEPALIVE. Drawn anew each time, so that peers who
  /// came together do not stay together.
  private long patience;

  /// Until when nothing is done, in [Time#nanos].
  private long notBefore;

  private int failures;
  private long nextReport;

  /// Statistics the tracker has asked for, or null.
  private @Nullable List<Property> asked;

  /// @param controlPort 0: none
  Upkeep(TrackerClient client, SessionSettings settings, int controlPort, Events events) {
    this.client = client;
    this.settings = settings;
    this.controlPort = controlPort;
    this.events = events;
    time = client.time();
    jitter = client.jitter();
    notBefore = time.nanos();
    lastHeard = notBefore;
    nextReport = notBefore;
    drawPatience();
  }

  private void drawPatience() {
    patience = jitter.between(keepalive / 8 * 5, keepalive / 4 * 3);
  }

  PeerSession.State state() {
    return state;
  }

  @Nullable URI tracker() {
    return tracker;
  }

  /// Does what is due.
  ///
  /// @return in how many nanoseconds something will be
  long step() throws InterruptedException {
    exchange.lockInterruptibly();
    try {
      while (true) {
        long wait = next();
        if (wait > 0) {
          return wait;
        }
      }
    } finally {
      unlock();
    }
  }

  private void unlock() {
    exchange.unlock();
    events.deliver();
  }

  /// Does the next thing that is due.
  ///
  /// @return 0 if there was one, otherwise in how many nanoseconds there will be
  private long next() throws InterruptedException {
    long now = time.nanos();
    if (state == PeerSession.State.CLOSED) {
      return Long.MAX_VALUE;
    }
    if (notBefore - now > 0) {
      return notBefore - now;
    }
    if (state == PeerSession.State.CONNECTING) {
      connect();
      return 0;
    }
    long wait = lastHeard + patience - now;
    boolean silent = wait <= 0;
    wait = silent ? Long.MAX_VALUE : wait;
    for (Membership member : memberships.values()) {
      long renew = member.joined ? member.renewAt - now : 0;
      if (renew <= 0) {
        join(member);
        return 0;
      }
      long flush = member.flushIn(now, settings.announceInterval());
      if (flush <= 0) {
        flush(member);
        return 0;
      }
      wait = Math.min(wait, Math.min(renew, flush));
    }
    if (asked != null) {
      List<Property> properties = asked;
      asked = null;
      report(settings.stats(properties));
      return 0;
    }
    if (settings.statistics() != null) {
      long report = nextReport - now;
      if (report <= 0) {
        nextReport = now + settings.reportInterval().toNanos();
        List<Stat> stats = settings.stats(List.of());
        if (!stats.isEmpty()) {
          report(stats);
        }
        return 0;
      }
      wait = Math.min(wait, report);
    }
    if (silent) {
      keepAlive();
      return 0;
    }
    return wait;
  }

  /// Connects now, whether it is time or not.
  Result<Response.Connect> connectNow() throws InterruptedException {
    exchange.lockInterruptibly();
    try {
      return connect();
    } finally {
      unlock();
    }
  }

  private Result<Response.Connect> connect() throws InterruptedException {
    Request.Connect request =
        new Request.Connect(
            client.newTransactionId(),
            settings.peerId(),
            settings.certificate(),
            settings.addresses(),
            controlPort == 0 ? OptionalInt.empty() : OptionalInt.of(controlPort),
            settings.stats(List.of()),
            null);
    Result<Response.Connect> result = client.connect(request);
    if (result instanceof Result.Refused<Response.Connect> refused
        && refused.status() == Status.AUTHENTICATION_REQUIRED
        && settings.credentials() != null) {
      Request.Connect better = settings.credentials().satisfy(request, refused.conditions());
      if (better != null) {
        result = client.connect(better);
      }
    }
    switch (result) {
      case Result.Success<Response.Connect>(Response.Connect response, URI from) ->
          connected(response, from);
      case Result.Refused<Response.Connect> refused -> {
        pause(refused.retryAfter());
        change(PeerSession.State.CONNECTING, refused);
      }
      case Result.Unreachable<Response.Connect> unreachable -> {
        pauseBriefly();
        change(PeerSession.State.CONNECTING, unreachable);
      }
    }
    return result;
  }

  private void connected(Response.Connect response, URI from) {
    URI before = tracker;
    long now = time.nanos();
    tracker = from;
    var _ = generation.incrementAndGet();
    lastHeard = now;
    notBefore = now;
    failures = 0;
    nextReport = now + settings.reportInterval().toNanos();
    keepalive =
        response.keepaliveInterval() == 0
            ? DEFAULT_KEEPALIVE.toNanos()
            : TimeUnit.SECONDS.toNanos(Math.min(response.keepaliveInterval(), 86_400));
    drawPatience();
    memberships.values().forEach(Membership::forgotten);
    if (!from.equals(before)) {
      events.add(listener -> listener.trackerChanged(before, from));
    }
    change(PeerSession.State.CONNECTED, null);
  }

  private void change(PeerSession.State now, @Nullable Result<?> cause) {
    if (state != now || cause != null) {
      state = now;
      events.add(listener -> listener.stateChanged(now, cause));
    }
  }

  /// Does nothing for a while after a failure.
  private void pause(@Nullable Duration atLeast) {
    Duration wait = settings.backoff().delay(failures, jitter);
    failures = Math.min(failures + 1, 64);
    if (atLeast != null && atLeast.compareTo(wait) > 0) {
      wait = atLeast;
    }
    notBefore = time.nanos() + wait.toNanos();
  }

  /// Does nothing for a while, but not so long that a tracker that is there again would miss the
  /// peer. That asks no more of it than keep-alives do.
  private void pauseBriefly() {
    pause(null);
    long most = keepalive / 4 * 3;
    if (notBefore - time.nanos() > most) {
      notBefore = time.nanos() + jitter.between(most / 2, most);
    }
  }

  /// The tracker has forgotten the peer, or another one took over: connects again, but not at the
  /// same moment as all others.
  private void comeBack(@Nullable Result<?> cause) {
    long most = Math.min(settings.spread().toNanos(), keepalive / 4);
    notBefore = time.nanos() + jitter.between(0, most);
    asked = null;
    change(PeerSession.State.CONNECTING, cause);
  }

  /// Tells the tracker something.
  ///
  /// @return a success or a refusal that is final; null if the connection is in trouble, which has
  ///   been dealt with
  private <T extends Response> @Nullable Result<T> tell(Request request, Class<T> type)
      throws InterruptedException {
    Result<T> result = client.send(request, type);
    return switch (result) {
      case Result.Success<T>(T _, URI from) -> {
        if (!from.equals(tracker)) {
          comeBack(null);
          yield null;
        }
        lastHeard = time.nanos();
        failures = 0;
        yield result;
      }
      case Result.Refused<T> refused -> {
        if (TrackerClient.isTransient(refused)) {
          pause(refused.retryAfter());
          yield null;
        }
        if (isForgotten(refused)) {
          comeBack(refused);
          yield null;
        }
        lastHeard = time.nanos();
        yield result;
      }
      case Result.Unreachable<T> unreachable -> {
        pauseBriefly();
        change(PeerSession.State.CONNECTING, unreachable);
        yield null;
      }
    };
  }

  /// Whether a refusal means that the tracker does not know the peer. The status does not tell, and
  /// the words may differ from tracker to tracker; but KEEPALIVE is refused for nothing else.
  private boolean isForgotten(Result.Refused<?> refused) throws InterruptedException {
    if (!refused.tracker().equals(tracker) || refused.status() == Status.AUTHENTICATION_REQUIRED) {
      return true;
    }
    if (refused.status() != Status.FORBIDDEN_ACTION) {
      return false;
    }
    if (refused.reason().contains("not connected")) {
      return true;
    }
    Request probe = new Request.KeepAlive(client.newTransactionId(), settings.peerId());
    return client.send(probe, Response.KeepAlive.class)
            instanceof Result.Refused<Response.KeepAlive> again
        && again.status() == Status.FORBIDDEN_ACTION;
  }

  /// Joins, renews, or announces: each of them does all three.
  private void join(Membership member) throws InterruptedException {
    ChunkSet chunks = member.chunks.toAnnounce();
    Result<? extends Response> result =
        chunks.isEmpty()
            ? tell(joinRequest(member), Response.Join.class)
            : tell(joinChunkRequest(member, chunks), Response.JoinChunk.class);
    if (result instanceof Result.Refused<? extends Response> refused) {
      refused(member, chunks, refused);
    } else if (result instanceof Result.Success<? extends Response>(Response response, URI _)) {
      member.joined = true;
      member.chunks.announced(chunks);
      settle(member);
      if (response instanceof Response.Join join) {
        joined(member, join.expireTime(), join.peers());
      } else if (response instanceof Response.JoinChunk join) {
        joined(member, join.expireTime(), join.peers());
      }
    }
  }

  private Request.Join joinRequest(Membership member) {
    return new Request.Join(
        client.newTransactionId(),
        settings.peerId(),
        member.id,
        expireTime(),
        member.mode,
        peernum(),
        ChunkSet.EMPTY,
        List.of());
  }

  private Request.JoinChunk joinChunkRequest(Membership member, ChunkSet chunks) {
    return new Request.JoinChunk(
        client.newTransactionId(),
        settings.peerId(),
        member.id,
        expireTime(),
        member.mode,
        member.joined ? OptionalInt.empty() : peernum(),
        chunks,
        List.of());
  }

  private @Nullable ExpireTime expireTime() {
    Duration wanted = settings.expireTime();
    return wanted == null ? null : new ExpireTime.After(wanted.toSeconds());
  }

  private OptionalInt peernum() {
    return settings.peersOnJoin() == 0
        ? OptionalInt.empty()
        : OptionalInt.of(settings.peersOnJoin());
  }

  private void joined(Membership member, long granted, @Nullable PeerList peers) {
    Duration wanted = settings.expireTime() == null ? DEFAULT_EXPIRE : settings.expireTime();
    long seconds = granted < 0 ? wanted.toSeconds() : granted;
    long whole = TimeUnit.SECONDS.toNanos(Math.clamp(seconds, 1, 86_400));
    // Early enough for some failures, and not at the same moment as those who joined together.
    member.renewAt = time.nanos() + jitter.between(whole / 2, whole / 4 * 3);
    if (peers != null) {
      found(member, peers);
    }
  }

  private void found(Membership member, List<Peer> peers) {
    List<Peer> fresh = member.unknown(peers);
    if (!fresh.isEmpty()) {
      events.add(listener -> listener.peersFound(member.id, List.copyOf(fresh)));
    }
  }

  private void refused(Membership member, ChunkSet chunks, Result.Refused<?> refused) {
    boolean isLost = chunks.isEmpty();
    if (isLost) {
      member.refusal = refused;
      member.left = true;
      memberships.remove(member.id, member);
    } else {
      member.chunks.remove(chunks);
      settle(member);
    }
    events.add(listener -> listener.swarmRefused(member.id, refused, isLost));
  }

  private void flush(Membership member) throws InterruptedException {
    if (!member.chunks.toAnnounce().isEmpty()) {
      join(member);
      return;
    }
    ChunkSet gone = member.chunks.toWithdraw();
    if (gone.isEmpty() || tell(leaveRequest(member, gone), Response.Leave.class) != null) {
      member.chunks.withdrawn(gone);
      settle(member);
    }
  }

  private Request.Leave leaveRequest(Membership member, ChunkSet chunks) {
    return new Request.Leave(client.newTransactionId(), settings.peerId(), member.id, chunks);
  }

  /// What is left goes with the next message, one interval from now.
  private void settle(Membership member) {
    member.settled();
    if (!member.chunks.isTold()) {
      member.changed(time.nanos());
    }
  }

  private void keepAlive() throws InterruptedException {
    drawPatience();
    Request request = new Request.KeepAlive(client.newTransactionId(), settings.peerId());
    if (tell(request, Response.KeepAlive.class)
        instanceof Result.Success<Response.KeepAlive>(Response.KeepAlive response, URI _)) {
      asked = response.statRequest();
    }
  }

  private void report(List<Stat> stats) throws InterruptedException {
    var _ =
        tell(
            new Request.StatReport(client.newTransactionId(), settings.peerId(), null, stats),
            Response.StatReport.class);
  }

  /// Takes part in a swarm from now on, or as soon as a tracker can be reached.
  ///
  /// @throws TrackerException if the tracker refuses
  Membership join(SwarmId swarm, PeerMode mode) throws TrackerException, InterruptedException {
    exchange.lockInterruptibly();
    try {
      checkOpen();
      Membership member = memberships.computeIfAbsent(swarm, id -> new Membership(id, mode));
      if (member.mode != mode) {
        member.mode = mode;
        member.joined = false;
      }
      if (!member.joined && state == PeerSession.State.CONNECTED) {
        join(member);
      }
      if (!member.joined && !member.left && failures == 0) {
        // Somebody waits for it, so it is not put off. Those who wait are spread by themselves.
        var _ = connect();
        if (state == PeerSession.State.CONNECTED) {
          join(member);
        }
      }
      Result.Refused<?> refusal = member.refusal;
      if (refusal != null) {
        throw new TrackerException(refusal);
      }
      return member;
    } finally {
      unlock();
    }
  }

  /// Ends the part in a swarm. The tracker is told if it can be reached now.
  void leave(Membership member) throws InterruptedException {
    exchange.lockInterruptibly();
    try {
      member.left = true;
      if (memberships.remove(member.id, member)
          && member.joined
          && state == PeerSession.State.CONNECTED) {
        var _ = tell(leaveRequest(member, ChunkSet.EMPTY), Response.Leave.class);
      }
    } finally {
      unlock();
    }
  }

  /// Tells statistics about a swarm now.
  void report(Membership member, List<Stat> stats) throws TrackerException, InterruptedException {
    exchange.lockInterruptibly();
    try {
      checkOpen();
      Request request =
          new Request.StatReport(client.newTransactionId(), settings.peerId(), member.id, stats);
      if (tell(request, Response.StatReport.class)
          instanceof Result.Refused<Response.StatReport> refused) {
        throw new TrackerException(refused);
      }
    } finally {
      unlock();
    }
  }

  /// Asks for peers; if the tracker has forgotten the peer, comes back at once and asks again.
  List<Peer> find(
      Membership member, ChunkSet chunks, OptionalInt peernum, List<Requirement> requirements)
      throws TrackerException, InterruptedException {
    checkOpen();
    long before = generation.get();
    Result<? extends Response> result = ask(member.id, chunks, peernum, requirements);
    if (result instanceof Result.Refused<? extends Response> refused
        && !TrackerClient.isTransient(refused)
        && broughtBack(before, member, refused)) {
      result = ask(member.id, chunks, peernum, requirements);
    }
    if (result instanceof Result.Success<? extends Response> success
        && success.tracker().equals(tracker)) {
      lastHeard = time.nanos();
    }
    List<Peer> peers =
        switch (result.orElseThrow()) {
          case Response.Find find -> find.peers();
          case Response.FindChunk find -> find.peers();
          case Response other -> throw new IllegalStateException(Objects.toString(other.method()));
        };
    found(member, peers);
    events.deliver();
    return peers;
  }

  private Result<? extends Response> ask(
      SwarmId swarm, ChunkSet chunks, OptionalInt peernum, List<Requirement> requirements)
      throws InterruptedException {
    return chunks.isEmpty()
        ? client.find(
            new Request.Find(
                client.newTransactionId(), settings.peerId(), swarm, chunks, peernum, requirements))
        : client.findChunk(
            new Request.FindChunk(
                client.newTransactionId(),
                settings.peerId(),
                swarm,
                chunks,
                peernum,
                requirements));
  }

  /// Connects and joins if a refusal came from that.
  ///
  /// @param before the generation when the refused request was made
  private boolean broughtBack(long before, Membership member, Result.Refused<?> refused)
      throws InterruptedException {
    exchange.lockInterruptibly();
    try {
      if (generation.get() != before) {
        return true; // by another thread, meanwhile
      }
      if (!isForgotten(refused)) {
        return false;
      }
      comeBack(refused);
      var _ = connect();
      if (state == PeerSession.State.CONNECTED && !member.left) {
        join(member);
      }
      return state == PeerSession.State.CONNECTED;
    } finally {
      unlock();
    }
  }

  private void checkOpen() {
    if (state == PeerSession.State.CLOSED) {
      throw new IllegalStateException("the session is closed");
    }
  }

  /// Tells the tracker that the peer goes, if that can be done quickly.
  void close(Duration patience) throws InterruptedException {
    if (!exchange.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      state = PeerSession.State.CLOSED;
      return;
    }
    try {
      if (state == PeerSession.State.CONNECTED) {
        var _ =
            client.sendOnce(
                new Request.Disconnect(
                    client.newTransactionId(), settings.peerId(), settings.certificate()),
                Response.Disconnect.class);
      }
    } finally {
      change(PeerSession.State.CLOSED, null);
      unlock();
    }
  }

  Time time() {
    return time;
  }
}

package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;

/// How the peer stands with its tracker: sends what others want told, and finds out from the
/// answers whether the tracker still knows the peer.
///
/// Under the exchange lock of [Upkeep], but for what is marked.
final class Connection {
  private static final System.Logger LOG = System.getLogger(PeerSession.class.getName());
  private static final Duration DEFAULT_KEEPALIVE = Duration.ofSeconds(30);
  private static final int LONGEST_KEEPALIVE = 86_400;

  /// After how many intervals of silence a tracker forgets a peer (specification, section 8).
  private static final int KEEPALIVES = 3;

  private final TrackerClient client;
  private final SessionSettings settings;
  private final Messages messages;
  private final Events events;
  private final Farewells farewells;
  private final Time time;
  private final Jitter jitter;

  private volatile PeerSession.State state = PeerSession.State.CONNECTING;
  private volatile @Nullable URI tracker;
  private volatile @Nullable PeerAddress observed;

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

  Connection(
      TrackerClient client,
      SessionSettings settings,
      Messages messages,
      Events events,
      Farewells farewells) {
    this.client = client;
    this.settings = settings;
    this.messages = messages;
    this.events = events;
    this.farewells = farewells;
    time = client.time();
    jitter = client.jitter();
    notBefore = time.nanos();
    lastHeard = notBefore;
    drawPatience();
  }

  private void drawPatience() {
    patience = jitter.between(keepalive / 8 * 5, keepalive / 4 * 3);
  }

  /// For every thread.
  PeerSession.State state() {
    return state;
  }

  /// For every thread.
  boolean isConnected() {
    return state == PeerSession.State.CONNECTED;
  }

  /// The tracker that the peer is, or was last, connected to; for every thread.
  @Nullable URI tracker() {
    return tracker;
  }

  /// The address that requests come from, as the tracker told it last; for every thread.
  @Nullable PeerAddress observed() {
    return observed;
  }

  /// Has another value after each CONNECT that succeeded; for every thread.
  long generation() {
    return generation.get();
  }

  /// Whether nothing has failed since a tracker last answered.
  boolean isUntroubled() {
    return failures == 0;
  }

  /// In how many nanoseconds something may be done; not more than 0: now.
  long pausedFor(long now) {
    return notBefore - now;
  }

  /// In how many nanoseconds the tracker has to hear of the peer; not more than 0: now.
  long keepAliveIn(long now) {
    return lastHeard + patience - now;
  }

  /// A tracker has answered something that was not sent by [#tell]; for every thread.
  void heardFrom(URI from) {
    if (from.equals(tracker)) {
      lastHeard = time.nanos();
    }
  }

  /// Connects now, whether it is time or not.
  Result<Response.Connect> connect() throws InterruptedException {
    farewells.interrupt();
    Request.Connect request = messages.connect();
    Result<Response.Connect> result = client.connect(request, settings.credentials());
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
    if (!from.equals(before)) {
      if (before != null) {
        farewells.moved(before, from, lastHeard + KEEPALIVES * keepalive);
      }
      events.add(listener -> listener.trackerChanged(before, from));
    }
    tracker = from;
    var _ = generation.incrementAndGet();
    lastHeard = now;
    notBefore = now;
    failures = 0;
    keepalive =
        response.keepaliveInterval() == 0
            ? DEFAULT_KEEPALIVE.toNanos()
            : TimeUnit.SECONDS.toNanos(Math.min(response.keepaliveInterval(), LONGEST_KEEPALIVE));
    drawPatience();
    change(PeerSession.State.CONNECTED, null);
    PeerAddress seen = response.observed();
    observed = seen;
    String warning = response.warning();
    if (warning != null) {
      LOG.log(System.Logger.Level.WARNING, "peer {0}: {1}", settings.peerId(), warning);
      events.add(listener -> listener.warned(from, warning));
    }
    if (seen != null && OtherFamily.isNamed(settings.addresses(), seen)) {
      Request.KeepAlive shown = messages.keepAlive();
      var _ =
          Thread.ofVirtual()
              .name("ppsp-other-family-" + settings.peerId())
              .start(() -> client.showOtherFamily(from, shown, seen));
    }
  }

  private synchronized void change(PeerSession.State now, @Nullable Result<?> cause) {
    if (state != PeerSession.State.CLOSED && (state != now || cause != null)) {
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
  void comeBack(@Nullable Result<?> cause) {
    long most = Math.min(settings.spread().toNanos(), keepalive / 4);
    notBefore = time.nanos() + jitter.between(0, most);
    change(PeerSession.State.CONNECTING, cause);
  }

  /// Tells the tracker that the peer is still there.
  ///
  /// @return which statistics the tracker asks for; none: all; null: it does not ask
  @Nullable List<Property> keepAlive() throws InterruptedException {
    drawPatience();
    if (tell(messages.keepAlive(), Response.KeepAlive.class)
        instanceof Result.Success<Response.KeepAlive>(Response.KeepAlive response, URI _)) {
      if (response.observed() != null) {
        observed = response.observed();
      }
      return response.statRequest();
    }
    return null;
  }

  /// Tells the tracker something.
  ///
  /// @return a success or a refusal that is final; null if the connection is in trouble, which has
  ///   been dealt with
  <T extends Response> @Nullable Result<T> tell(Request request, Class<T> type)
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
  boolean isForgotten(Result.Refused<?> refused) throws InterruptedException {
    if (!refused.tracker().equals(tracker) || refused.status() == Status.AUTHENTICATION_REQUIRED) {
      return true;
    }
    if (refused.status() != Status.FORBIDDEN_ACTION) {
      return false;
    }
    if (refused.reason().contains("not connected")) {
      return true;
    }
    return client.keepAlive(messages.keepAlive())
            instanceof Result.Refused<Response.KeepAlive> again
        && again.status() == Status.FORBIDDEN_ACTION;
  }

  /// Tells the tracker that the peer goes, with one try, and former trackers, too.
  void disconnect() throws InterruptedException {
    farewells.close();
    Request last = isConnected() ? messages.disconnect() : null;
    if (last != null) {
      client.sendOnce(last);
    }
    farewells.await();
  }

  /// Ends for good, whatever is under way; for every thread.
  void close() {
    change(PeerSession.State.CLOSED, null);
  }
}

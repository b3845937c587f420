package org.ppsp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Stat;

/// Sets up a [PeerSession]. For one thread and one session.
public final class PeerSessionBuilder {
  private final TrackerClient client;
  private final PeerId peerId;
  private final List<PeerListener> listeners = new ArrayList<>();
  private List<PeerAddress> addresses = List.of();
  private @Nullable Certificate certificate;
  private @Nullable Credentials credentials;
  private @Nullable Supplier<List<Stat>> statistics;
  private Duration reportInterval = Duration.ofMinutes(1);
  private Duration announceInterval = Duration.ofSeconds(2);
  private @Nullable Duration expireTime;
  private int peersOnJoin = 30;
  private Duration spread = Duration.ofSeconds(10);
  private Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
  private int controlPort = -1;
  private @Nullable Predicate<InetAddress> askers;
  private boolean shutdownHook = true;

  PeerSessionBuilder(TrackerClient client, PeerId peerId) {
    this.client = client;
    this.peerId = peerId;
  }

  /// Where the peer serves chunks, at most 16 addresses; by default where its requests come from.
  public PeerSessionBuilder addresses(PeerAddress... serving) {
    addresses = List.of(serving);
    return this;
  }

  /// The certificate for the element `Cer`; none by default.
  public PeerSessionBuilder certificate(Certificate cer) {
    certificate = cer;
    return this;
  }

  /// What satisfies a tracker that answers CONNECT with AUTHENTICATION_REQUIRED; by default what
  /// the client has. Its certificate, if it has one, is in `Cer` from the start, where the encoding
  /// has a word for that.
  public PeerSessionBuilder credentials(Credentials source) {
    credentials = source;
    return this;
  }

  /// The peer's statistics, asked for whenever they are told; the first 64 are. To be quick, and
  /// for every thread. Those of one swarm are [Swarm#statistics]'s.
  ///
  /// @param interval how often they are reported, at least a second
  public PeerSessionBuilder statistics(Duration interval, Supplier<List<Stat>> source) {
    reportInterval = Durations.atLeast(Duration.ofSeconds(1), interval, "the interval of reports");
    statistics = source;
    return this;
  }

  /// Answers STAT_QUERY over HTTP at this port of all local addresses, if it comes from a tracker
  /// ([#askers]); by default the tracker asks with the answer to a KEEPALIVE, which also works
  /// behind a NAT.
  ///
  /// @param port 1024 to 65535, or 0 for any free one
  public PeerSessionBuilder controlPort(int port) {
    if (port != 0 && (port < Request.Connect.MIN_CONTROL_PORT || port > 0xffff)) {
      throw new IllegalArgumentException("a control port must be 0 or 1024 to 65535, not " + port);
    }
    controlPort = port;
    return this;
  }

  /// Who may send STAT_QUERY to the control port, by address; by default those that the client's
  /// tracker URIs name or resolve to. Needed where a tracker asks from another address than it is
  /// asked at, behind a proxy, say; `address -> true` lets everybody ask. For every thread.
  public PeerSessionBuilder askers(Predicate<InetAddress> allowed) {
    askers = allowed;
    return this;
  }

  /// How long chunks wait to be announced together with others; zero or more, 2 s by default.
  public PeerSessionBuilder announceInterval(Duration interval) {
    announceInterval = Durations.atLeast(Duration.ZERO, interval, "the interval of announcements");
    return this;
  }

  /// How long memberships shall last, at least a second; renewed after half to three quarters of
  /// what the tracker grants. By default the tracker decides.
  public PeerSessionBuilder expireTime(Duration wanted) {
    expireTime = Durations.atLeast(Duration.ofSeconds(1), wanted, "the ExpireTime");
    return this;
  }

  /// How many peers to ask for with JOIN, zero or more; 30 by default.
  public PeerSessionBuilder peersOnJoin(int peers) {
    if (peers < 0) {
      throw new IllegalArgumentException("peersOnJoin must not be negative");
    }
    peersOnJoin = peers;
    return this;
  }

  /// Within which time to connect again, at random, when the tracker forgot the peer; zero or more,
  /// 10 s by default, never more than a quarter of the tracker's keep-alive interval.
  public PeerSessionBuilder spread(Duration within) {
    spread = Durations.atLeast(Duration.ZERO, within, "the spread");
    return this;
  }

  /// How long to wait when no tracker can be reached or all refuse; 5 s, at most 5 min, by default.
  /// When none can be reached, never more than three quarters of the keep-alive interval.
  public PeerSessionBuilder backoff(Backoff waits) {
    backoff = waits;
    return this;
  }

  /// Adds one who hears of what happens.
  public PeerSessionBuilder listener(PeerListener listener) {
    listeners.add(listener);
    return this;
  }

  /// Sends no DISCONNECT when the JVM ends.
  public PeerSessionBuilder withoutShutdownHook() {
    shutdownHook = false;
    return this;
  }

  /// Connects.
  ///
  /// @throws IllegalArgumentException if there is a certificate or control port, for which the
  ///   encoding has no word
  /// @throws TrackerException if the tracker refuses, or none can be reached
  /// @throws IOException if the control port cannot be opened
  public PeerSession connect() throws IOException, InterruptedException {
    PeerSession session = idle();
    try {
      var _ = session.upkeep().connectNow().orElseThrow();
    } catch (IOException | InterruptedException | RuntimeException e) {
      session.close();
      throw e;
    }
    session.begin(shutdownHook);
    return session;
  }

  /// Begins to connect and returns at once; tries until it succeeds. Listeners hear what comes of
  /// it.
  ///
  /// @throws IllegalArgumentException if there is a certificate or control port, for which the
  ///   encoding has no word
  /// @throws IOException if the control port cannot be opened
  public PeerSession start() throws IOException {
    PeerSession session = idle();
    session.begin(shutdownHook);
    return session;
  }

  /// A session that does nothing by itself.
  PeerSession idle() throws IOException {
    SessionSettings settings =
        new SessionSettings(
            peerId,
            addresses,
            cer(),
            credentials,
            statistics,
            reportInterval,
            announceInterval,
            expireTime,
            peersOnJoin,
            spread,
            backoff);
    ControlPort control = controlPort < 0 ? null : control(settings);
    int port = control == null ? 0 : control.port();
    return new PeerSession(
        peerId, new Upkeep(client, settings, port, new Events(listeners)), control);
  }

  private @Nullable Certificate cer() {
    if (certificate != null || credentials == null) {
      return certificate;
    }
    Certificate cer = credentials.cer();
    Request.Connect trial =
        new Request.Connect(
            Messages.NEVER_SENT, peerId, cer, List.of(), OptionalInt.empty(), List.of(), null);
    return client.codec().canEncode(trial) ? cer : null;
  }

  private ControlPort control(SessionSettings settings) throws IOException {
    return new ControlPort(
        controlPort,
        settings,
        client.codec(),
        askers == null ? TrackerAddresses.of(client.trackers()) : askers);
  }
}

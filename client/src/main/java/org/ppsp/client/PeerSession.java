package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SwarmId;

/// A peer that is connected to a tracker, and stays so.
///
/// By itself it sends KEEPALIVE when the tracker has not been talked to for its interval, renews
/// memberships before they expire, announces chunks in batches, reports statistics, and answers
/// STAT_QUERY. When the tracker has forgotten the peer or another tracker took over, it connects
/// again, joins all swarms again and announces all chunks again; after a random wait, so that
/// thousands do not come back in one moment, unless somebody waits for it in a call.
///
/// One virtual thread does this. Every thread may call. [#join], and what asks the tracker through
/// a [Swarm], blocks until there is an answer and can be interrupted. [#close] sends DISCONNECT; so
/// does the end of the JVM.
public final class PeerSession implements AutoCloseable {
  /// How long [#close] waits for an exchange that is under way.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How the peer stands with the tracker.
  public enum State {
    /// Not connected yet, or not any more; trying.
    CONNECTING,
    /// The tracker knows the peer.
    CONNECTED,
    /// Closed for good.
    CLOSED
  }

  private final PeerId id;
  private final Upkeep upkeep;
  private final @Nullable ControlPort controlPort;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private @Nullable Thread shutdownHook;

  PeerSession(PeerId id, Upkeep upkeep, @Nullable ControlPort controlPort) {
    this.id = id;
    this.upkeep = upkeep;
    this.controlPort = controlPort;
    thread = Thread.ofVirtual().name("ppsp-session-" + id).unstarted(this::run);
  }

  /// A session to be set up.
  public static PeerSessionBuilder builder(TrackerClient client, PeerId peerId) {
    return new PeerSessionBuilder(client, peerId);
  }

  /// Begins to do things by itself.
  void begin(boolean withShutdownHook) {
    if (withShutdownHook) {
      shutdownHook = Thread.ofPlatform().name("ppsp-disconnect-" + id).unstarted(this::close);
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    }
    thread.start();
  }

  private void run() {
    try {
      while (!closed.get()) {
        LockSupport.parkNanos(step());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /// Does what is due; a fault, in the supplier of statistics, say, does not end the session.
  private long step() throws InterruptedException {
    try {
      return upkeep.step();
    } catch (RuntimeException e) {
      System.getLogger(PeerSession.class.getName())
          .log(System.Logger.Level.WARNING, "peer " + id + ": trying again in a second", e);
      return Duration.ofSeconds(1).toNanos();
    }
  }

  /// Has the thread look for what is due.
  void wake() {
    LockSupport.unpark(thread);
  }

  Upkeep upkeep() {
    return upkeep;
  }

  /// Who this is.
  public PeerId id() {
    return id;
  }

  /// How the peer stands with the tracker.
  public State state() {
    return upkeep.state();
  }

  /// The tracker that the peer is, or was last, connected to; null before the first.
  public @Nullable URI tracker() {
    return upkeep.tracker();
  }

  /// The address that requests come from, as the tracker told it last; null if it has not told it.
  public @Nullable PeerAddress observed() {
    return upkeep.observed();
  }

  /// Where STAT_QUERY is answered, if it is.
  public OptionalInt controlPort() {
    return controlPort == null ? OptionalInt.empty() : OptionalInt.of(controlPort.port());
  }

  /// Takes part in a swarm until [Swarm#leave]. If no tracker can be reached now, the swarm is
  /// joined when one can.
  ///
  /// @param mode whether the peer has all of the content; that of a swarm joined before is changed
  /// @throws TrackerException if the tracker refuses
  /// @throws IllegalStateException after [#close]
  public Swarm join(SwarmId swarm, PeerMode mode) throws TrackerException, InterruptedException {
    try {
      return new Swarm(this, upkeep.join(swarm, mode));
    } finally {
      wake();
    }
  }

  /// Sends DISCONNECT, once and only if connected, and ends everything; trackers that the peer has
  /// just moved away from are told, too. Takes some seconds at most, or a request's time-out. Does
  /// not close the client. May be called again, and by a thread that was interrupted.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    thread.interrupt();
    if (controlPort != null) {
      controlPort.close();
    }
    boolean interrupted = Thread.interrupted(); // DISCONNECT is worth the moment it takes
    try {
      upkeep.close(PATIENCE);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (shutdownHook != null && Thread.currentThread() != shutdownHook) {
      try {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
      } catch (IllegalStateException e) {
        // The JVM is ending, and the hook will find nothing to do.
      }
    }
  }
}

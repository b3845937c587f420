package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// Keeps what the tracker knows of a peer up to date. [#step] does what is due, in the order of
/// urgency; the rest is what others ask for. How it is done is in [Connection], [Memberships],
/// [Reports] and [Farewells].
///
/// Every thread may call. One lock, held during an exchange, makes sure that the tracker hears of
/// one change at a time; FIND changes nothing and goes without. Listeners are called after the lock
/// was given back.
final class Upkeep {
  /// How often one FIND brings the peer back.
  private static final int MAX_RETURNS = 2;

  private final TrackerClient client;
  private final Messages messages;
  private final Events events;
  private final Time time;
  private final Farewells farewells;
  private final Connection connection;
  private final Memberships memberships;
  private final Reports reports;
  private final ReentrantLock exchange = new ReentrantLock();

  /// @param controlPort 0: none
  Upkeep(TrackerClient client, SessionSettings settings, int controlPort, Events events) {
    this.client = client;
    this.events = events;
    time = client.time();
    messages = new Messages(client, settings, controlPort, this::swarms);
    if (!messages.haveAllWords()) {
      var _ = messages.connect(); // better refused now than by a thread that nobody asks
    }
    farewells = new Farewells(client, messages);
    connection = new Connection(client, settings, messages, events, farewells);
    memberships = new Memberships(connection, settings, messages, events, client);
    reports = new Reports(connection, memberships, settings, messages);
  }

  private List<SwarmId> swarms() {
    return memberships.all().stream().map(member -> member.id).toList();
  }

  PeerSession.State state() {
    return connection.state();
  }

  @Nullable PeerAddress observed() {
    return connection.observed();
  }

  @Nullable URI tracker() {
    return connection.tracker();
  }

  Time time() {
    return time;
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
    if (state() == PeerSession.State.CLOSED) {
      return Long.MAX_VALUE;
    }
    long now = time.nanos();
    long paused = connection.pausedFor(now);
    if (paused > 0) {
      return paused;
    }
    if (!connection.isConnected()) {
      var _ = connect();
      return 0;
    }
    long swarms = memberships.step(now);
    if (swarms == 0) {
      return 0;
    }
    long statistics = reports.step(now);
    if (statistics == 0) {
      return 0;
    }
    long silence = connection.keepAliveIn(now);
    if (silence <= 0) {
      reports.asked(connection.keepAlive());
      return 0;
    }
    return Math.min(Math.min(silence, farewells.step(now)), Math.min(swarms, statistics));
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
    Result<Response.Connect> result = connection.connect();
    if (connection.isConnected()) {
      memberships.forgotten();
      reports.connected(time.nanos());
    }
    return result;
  }

  /// Takes part in a swarm from now on, or as soon as a tracker can be reached.
  ///
  /// @throws TrackerException if the tracker refuses
  Membership join(SwarmId swarm, PeerMode mode) throws TrackerException, InterruptedException {
    exchange.lockInterruptibly();
    try {
      checkOpen();
      Membership member = memberships.with(swarm, mode);
      if (!member.joined && connection.isConnected()) {
        memberships.join(member);
      }
      if (!member.joined && !member.left && connection.isUntroubled()) {
        // Somebody waits for it, so it is not put off. Those who wait are spread by themselves.
        connectAndJoin(member);
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

  private void connectAndJoin(Membership member) throws InterruptedException {
    var _ = connect();
    if (connection.isConnected() && !member.left) {
      memberships.join(member);
    }
  }

  /// Ends the part in a swarm. The tracker is told if it can be reached now.
  void leave(Membership member) throws InterruptedException {
    exchange.lockInterruptibly();
    try {
      memberships.leave(member);
    } finally {
      unlock();
    }
  }

  /// Tells statistics about a swarm now.
  void report(Membership member, List<Stat> stats) throws TrackerException, InterruptedException {
    exchange.lockInterruptibly();
    try {
      checkOpen();
      if (connection.tell(messages.report(member.id, stats), Response.StatReport.class)
          instanceof Result.Refused<Response.StatReport> refused) {
        throw new TrackerException(refused);
      }
    } finally {
      unlock();
    }
  }

  /// Asks for peers; if the tracker has forgotten the peer, comes back at once and asks again.
  ///
  /// @throws TrackerException if the tracker refuses the FIND itself, none can be reached, or the
  ///   peer cannot come back; then that is the cause it names
  List<Peer> find(
      Membership member, ChunkSet chunks, OptionalInt peernum, List<Requirement> requirements)
      throws TrackerException, InterruptedException {
    for (int returns = 0; ; returns++) {
      checkOpen();
      long before = connection.generation();
      Result<? extends Response> result =
          client.send(messages.find(member, chunks, peernum, requirements));
      if (result instanceof Result.Refused<? extends Response> refused
          && !TrackerClient.isTransient(refused)) {
        bringBack(before, member, refused, returns);
        continue;
      }
      List<Peer> peers =
          switch (result.orElseThrow()) {
            case Response.Find find -> find.peers();
            case Response.FindChunk find -> find.peers();
            case Response other ->
                throw new IllegalStateException(Objects.toString(other.method()));
          };
      connection.heardFrom(((Result.Success<?>) result).tracker());
      memberships.found(member, peers);
      events.deliver();
      return peers;
    }
  }

  /// Connects and joins again, if a refusal came from that.
  ///
  /// @param before the generation when the refused request was made
  /// @param returns how often the peer has come back for it
  private void bringBack(long before, Membership member, Result.Refused<?> refused, int returns)
      throws TrackerException, InterruptedException {
    exchange.lockInterruptibly();
    try {
      checkOpen();
      boolean isNew = connection.generation() != before; // another thread came back meanwhile
      if (!isNew && !connection.isForgotten(refused)) {
        throw new TrackerException(refused);
      }
      if (returns == MAX_RETURNS) {
        throw TrackerException.forgottenAgain(refused);
      }
      if (!isNew || !connection.isConnected()) {
        connection.comeBack(refused);
        var _ = connect().orElseThrow();
        if (!member.left) {
          memberships.join(member);
        }
      }
    } finally {
      unlock();
    }
  }

  private void checkOpen() {
    if (state() == PeerSession.State.CLOSED) {
      throw new IllegalStateException("the session is closed");
    }
  }

  /// Tells the tracker that the peer goes, if that can be done quickly.
  void close(Duration patience) throws InterruptedException {
    try {
      if (exchange.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          connection.disconnect();
        } finally {
          exchange.unlock();
        }
      }
    } finally {
      connection.close();
      events.deliver();
    }
  }
}

package org.ppsp.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.PeerListener;
import org.ppsp.client.PeerSession;
import org.ppsp.client.Result;
import org.ppsp.client.Swarm;
import org.ppsp.client.TrackerClient;
import org.ppsp.client.TrackerException;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.SwarmId;

/// A peer's session with a real tracker. What the peer wants is done one thing after the other by a
/// virtual thread, since answers are waited for. Every thread may call.
final class SessionLink implements Link {
  private static final Duration REPORTS = Duration.ofSeconds(10);
  private static final Duration ANNOUNCEMENTS = Duration.ofSeconds(5);

  private interface Order {
    void carryOut(Swarm swarm) throws IOException, InterruptedException;
  }

  private final PeerSession session;
  private final SwarmId swarm;
  private final PeerMode mode;
  private final Inbox inbox;
  private final Runnable whenBack;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final AtomicBoolean wasConnected = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean joined;

  /// Connects, and goes on trying if that fails.
  ///
  /// @param inbox gets the lists
  /// @param whenBack runs whenever the peer has connected again
  SessionLink(TrackerClient client, SimulatedPeer peer, Inbox inbox, Runnable whenBack)
      throws IOException {
    this.inbox = inbox;
    this.whenBack = whenBack;
    swarm = peer.swarm().content().swarm();
    mode = peer.mode();
    session =
        PeerSession.builder(client, peer.id())
            .addresses(peer.address())
            .statistics(REPORTS, peer::statistics)
            .announceInterval(ANNOUNCEMENTS)
            .listener(new Listener())
            .withoutShutdownHook()
            .start();
    thread = Thread.ofVirtual().name("peer-" + peer.id()).start(this::run);
  }

  private final class Listener implements PeerListener {
    @Override
    public void peersFound(SwarmId in, List<Peer> peers) {
      inbox.found(peers.stream().map(Peer::id).toList());
    }

    @Override
    public void stateChanged(PeerSession.State state, @Nullable Result<?> cause) {
      if (state == PeerSession.State.CONNECTED && wasConnected.getAndSet(true)) {
        whenBack.run();
      }
    }
  }

  private void run() {
    try {
      Swarm member = session.join(swarm, mode);
      joined = true;
      while (true) {
        carryOut(orders.take(), member);
      }
    } catch (InterruptedException | TrackerException | IllegalStateException e) {
      // Closed, or refused, which is counted where answers are read: goes without the tracker.
    }
  }

  /// What fails is not tried again: the peer goes on asking as long as it lacks something.
  private void carryOut(Order order, Swarm member) throws InterruptedException {
    try {
      if (member.isMember()) {
        order.carryOut(member);
      }
    } catch (IOException e) {
      // no answer, or a refusal; see above
    }
  }

  @Override
  public boolean isConnected() {
    return joined && session.state() == PeerSession.State.CONNECTED;
  }

  @Override
  public void announce(ChunkSet chunks) {
    orders.add(member -> member.announce(chunks));
  }

  @Override
  public void withdraw(ChunkSet chunks) {
    orders.add(member -> member.withdraw(chunks));
  }

  @Override
  public void complete() {
    orders.add(Swarm::complete);
  }

  @Override
  public void find(ChunkSet chunks, int peernum, Requirement... requirements) {
    orders.add(
        member -> {
          List<PeerId> peers =
              member.findChunks(chunks, peernum, requirements).stream().map(Peer::id).toList();
          inbox.found(peers);
        });
  }

  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      thread.interrupt();
      Thread.ofVirtual()
          .start(
              () -> {
                session.close();
                ended.complete(null);
              });
    }
  }

  /// Is done when, after [#close], the tracker has been told or does not answer.
  CompletableFuture<?> ended() {
    return ended;
  }
}

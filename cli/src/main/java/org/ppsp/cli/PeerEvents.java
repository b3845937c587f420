package org.ppsp.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ppsp.client.PeerListener;
import org.ppsp.client.PeerSession;
import org.ppsp.client.Result;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// Prints what happens to a peer, one line an event, with the time in UTC. Every thread may call.
///
/// @param out takes the lines
/// @param clock gives the time
/// @param modes whether the encoding says if a listed peer is a SEEDER
/// @param connected is open from the first connection on
record PeerEvents(PrintWriter out, InstantSource clock, boolean modes, CountDownLatch connected)
    implements PeerListener {
  PeerEvents(PrintWriter out, InstantSource clock, boolean modes) {
    this(out, clock, modes, new CountDownLatch(1));
  }

  /// Prints an event.
  void print(String event) {
    String line = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + Console.printable(event);
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  /// The peer's statistics, which the tracker is told now.
  List<Stat> told(List<Stat> stats) {
    print("told " + stats.stream().map(StatText::text).collect(Collectors.joining(" ")));
    return stats;
  }

  @Override
  public void peersFound(SwarmId swarm, List<Peer> peers) {
    for (Peer peer : peers) {
      String at = peer.addresses().isEmpty() ? "no address" : AnswerPrinter.addresses(peer);
      String mode = modes ? peer.mode() + " at " : "";
      print("peer %s in %s: %s%s".formatted(peer.id(), swarm, mode, at));
    }
  }

  @Override
  public void trackerChanged(@Nullable URI before, URI now) {
    print("tracker " + now);
  }

  @Override
  public void stateChanged(PeerSession.State state, @Nullable Result<?> cause) {
    String word =
        switch (state) {
          case CONNECTING -> "connecting";
          case CONNECTED -> "connected";
          case CLOSED -> "disconnected";
        };
    print(cause == null ? word : word + ": " + cause.summary());
    if (state == PeerSession.State.CONNECTED) {
      connected.countDown();
    }
  }

  @Override
  public void warned(URI tracker, String warning) {
    print("warned: " + warning);
  }

  @Override
  public void swarmRefused(SwarmId swarm, Result.Refused<?> refused, boolean isLost) {
    print((isLost ? "lost " : "refused in ") + swarm + ": " + refused.summary());
  }
}

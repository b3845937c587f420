package org.ppsp.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.SwarmId;

/// A listener that writes down what it hears.
final class Heard implements PeerListener {
  final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

  @Override
  public void peersFound(SwarmId swarm, List<Peer> peers) {
    events.add("found " + swarm + " " + peers.stream().map(peer -> peer.id().value()).toList());
  }

  @Override
  public void trackerChanged(URI before, URI now) {
    events.add("tracker " + before + " " + now);
  }

  @Override
  public void stateChanged(PeerSession.State state, Result<?> cause) {
    events.add(state + (cause == null ? "" : " " + cause.getClass().getSimpleName()));
  }

  @Override
  public void warned(URI tracker, String warning) {
    events.add("warned " + warning);
  }

  @Override
  public void swarmRefused(SwarmId swarm, Result.Refused<?> refused, boolean isLost) {
    events.add("refused " + swarm + " " + refused.reason() + " " + isLost);
  }

  List<String> all() {
    return new ArrayList<>(events);
  }

  void await(String event) throws InterruptedException {
    for (String next = ""; !next.equals(event); ) {
      next = events.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("never heard of: " + event);
      }
    }
  }
}

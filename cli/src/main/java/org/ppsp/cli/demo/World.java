package org.ppsp.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.ppsp.protocol.PeerId;

/// Swarms, their origins, and viewers who come and go. The same random numbers, times and answers
/// of the tracker make the same world.
///
/// For one thread.
final class World {
  /// Within which time the first viewers come, in ms.
  private static final int OPENING = 4000;

  private static final int SHORTEST_STAY = 10_000;
  private static final int LONGEST_STAY = 120_000;

  /// How many in a hundred of those who come for something that is not live have it already.
  private static final int SEEDERS = 15;

  private final List<SimulatedSwarm> swarms = new ArrayList<>();
  private final Map<SimulatedPeer, Link> links = new HashMap<>();
  private final Map<SimulatedPeer, Long> stays = new HashMap<>();
  private final Queue<Long> arrivals = new PriorityQueue<>();
  private final RandomGenerator random;
  private final Link.Factory factory;
  private final String tag;
  private long now;
  private int number;
  private int came;
  private int went;

  /// The origins connect at once, viewers as time passes.
  ///
  /// @param viewers how many there are at a time, about
  /// @param tag behind all PeerIDs
  World(
      List<Content> contents,
      int viewers,
      RandomGenerator random,
      Link.Factory factory,
      String tag) {
    this.random = random;
    this.factory = factory;
    this.tag = tag;
    for (Content content : contents) {
      SimulatedSwarm swarm = new SimulatedSwarm(content, number++, tag);
      swarms.add(swarm);
      links.put(swarm.origin(), factory.open(swarm.origin()));
    }
    for (int i = 0; i < viewers; i++) {
      arrivals.add((long) OPENING * i / viewers);
    }
  }

  List<SimulatedSwarm> swarms() {
    return swarms;
  }

  /// How many viewers have come.
  int came() {
    return came;
  }

  /// How many viewers have gone.
  int went() {
    return went;
  }

  /// How many peers the tracker knows at present, as they think.
  int connected() {
    return (int) links.values().stream().filter(Link::isConnected).count();
  }

  /// How many peers there are, origins included.
  int peers() {
    return links.size();
  }

  /// Lets time pass.
  ///
  /// @param to since the beginning, in ms
  void step(long to) {
    long millis = to - now;
    boolean secondPassed = to / 1000 != now / 1000;
    now = to;
    while (!arrivals.isEmpty() && arrivals.peek() <= now) {
      arrivals.remove();
      arrive();
    }
    for (SimulatedSwarm swarm : swarms) {
      swarm.advance(now);
      for (SimulatedPeer peer : List.copyOf(swarm.members())) {
        Viewer viewer = peer.viewer();
        if (viewer != null) {
          viewer.step(now, millis);
        }
        if (secondPassed) {
          peer.report();
        }
        if (stays.getOrDefault(peer, Long.MAX_VALUE) <= now) {
          depart(peer);
        }
      }
    }
  }

  private void arrive() {
    SimulatedSwarm swarm = anySwarm();
    Network network = Network.any(random);
    number++;
    SimulatedPeer peer =
        new SimulatedPeer(
            new PeerId("viewer-" + number + tag),
            swarm,
            network,
            number,
            new Bandwidth(about(network.up)),
            new Bandwidth(about(network.down)));
    if (!swarm.content().live()) {
      bring(peer);
    }
    Viewer viewer = new Viewer(peer, new Neighbours(), now, random);
    peer.watch(viewer);
    swarm.add(peer);
    Link link = factory.open(peer);
    viewer.use(link);
    links.put(peer, link);
    stays.put(peer, now + SHORTEST_STAY + random.nextInt(LONGEST_STAY - SHORTEST_STAY));
    came++;
  }

  /// Some have everything already, and those who come first have seen a part.
  private void bring(SimulatedPeer peer) {
    if (random.nextInt(100) < SEEDERS) {
      peer.becomeSeeder();
    } else if (now <= OPENING) {
      peer.held().set(0, random.nextInt(peer.swarm().content().chunks()));
    }
  }

  private SimulatedSwarm anySwarm() {
    int left = random.nextInt(swarms.stream().mapToInt(s -> s.content().share()).sum());
    for (SimulatedSwarm swarm : swarms) {
      left -= swarm.content().share();
      if (left < 0) {
        return swarm;
      }
    }
    throw new IllegalStateException("no swarm has a share");
  }

  private int about(int kbits) {
    return (int) (kbits * (0.7 + 0.6 * random.nextDouble()));
  }

  /// Another comes instead, soon.
  private void depart(SimulatedPeer peer) {
    peer.swarm().remove(peer);
    stays.remove(peer);
    Link link = links.remove(peer);
    if (link != null) {
      link.close();
    }
    went++;
    arrivals.add(now + 500 + random.nextInt(4000));
  }
}

package org.ppsp.cli.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SwarmId;

/// Makes [Figures] of the world and of what was counted. For the thread of the [World].
final class Census {
  private final World world;
  private final Tally tally;
  private final Rate rate = new Rate();
  private final Map<SwarmId, Rate> rates = new HashMap<>();
  private int most;

  Census(World world, Tally tally) {
    this.world = world;
    this.tally = tally;
  }

  /// @param heard the last answer to a STAT_QUERY, or empty
  Figures take(long millis, String heard) {
    List<Figures.OfSwarm> swarms =
        world.swarms().stream().map(swarm -> take(swarm, millis)).toList();
    most = Math.max(most, world.peers());
    return new Figures(
        millis,
        world.peers(),
        swarms.stream().mapToInt(Figures.OfSwarm::seeders).sum(),
        world.connected(),
        most,
        world.came(),
        world.went(),
        tally.requests(),
        rate.add(millis, tally.requests()),
        tally.refused(),
        tally.comebacks(),
        swarms,
        heard);
  }

  private Figures.OfSwarm take(SimulatedSwarm swarm, long millis) {
    Tally.OfSwarm counted = tally.of(swarm.content().swarm());
    Traffic traffic = swarm.traffic();
    int peers = swarm.members().size();
    return new Figures.OfSwarm(
        swarm.content(),
        swarm.first(),
        peers,
        (int) swarm.members().stream().filter(peer -> peer.mode() == PeerMode.SEEDER).count(),
        rates
            .computeIfAbsent(swarm.content().swarm(), id -> new Rate())
            .add(millis, counted.requests().sum()),
        counted.lists().sum(),
        counted.listed().sum(),
        new Figures.Chunks(traffic.fromPeers(), traffic.fromOrigin(), traffic.near()),
        IntStream.rangeClosed(swarm.first(), swarm.last())
            .mapToObj(chunk -> (double) swarm.holders(chunk) / peers)
            .toList());
  }
}

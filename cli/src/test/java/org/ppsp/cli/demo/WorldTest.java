package org.ppsp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.xml.XmlCodec;

class WorldTest {
  private final ListingLinks links = new ListingLinks(50);

  private static World world(int viewers, long seed, Link.Factory links) {
    return new World(Content.CATALOGUE, viewers, new SplittableRandom(seed), links, "");
  }

  private static Figures between(int from, int to, World world) {
    for (int millis = from * 1000 + 200; millis <= to * 1000; millis += 200) {
      world.step(millis);
    }
    return new Census(world, new Tally(new XmlCodec())).take(to * 1000L, "");
  }

  private static Figures after(int seconds, World world) {
    return between(0, seconds, world);
  }

  @Test
  void sameSeed_makesTheSameWorld() {
    Figures one = after(60, world(50, 3, new ListingLinks(50)));
    assertThat(after(60, world(50, 3, new ListingLinks(50)))).isEqualTo(one);
    assertThat(after(60, world(50, 4, new ListingLinks(50)))).isNotEqualTo(one);
  }

  @Test
  void viewersComeAndGo() {
    Figures now = after(90, world(40, 1, links));
    assertThat(now.came()).isGreaterThan(55);
    assertThat(now.went()).isGreaterThan(15);
    assertThat(now.peers()).isEqualTo(4 + now.came() - now.went()).isEqualTo(links.open);
    assertThat(now.peers()).isBetween(34, 44);
  }

  @Test
  void peersThatTheTrackerNames_takeTheBurdenOffTheOrigins() {
    for (Figures.OfSwarm swarm : after(90, world(100, 1, links)).swarms()) {
      Figures.Chunks chunks = swarm.traffic();
      assertThat((double) chunks.fromPeers() / chunks.all())
          .as(swarm.content().swarm().value())
          .isGreaterThan(0.7);
    }
  }

  @Test
  void withoutLists_everythingComesFromTheOrigins() {
    Figures now = after(30, world(40, 1, new ListingLinks(0)));
    assertThat(now.chunks().fromPeers()).isZero();
    assertThat(now.chunks().fromOrigin()).isGreaterThan(500);
  }

  @Test
  void viewers_playWithHardlyAPause() {
    World world = world(100, 1, links);
    after(60, world);
    long disturbed =
        world.swarms().stream()
            .flatMap(swarm -> swarm.members().stream())
            .map(SimulatedPeer::viewer)
            .filter(viewer -> viewer != null && viewer.player().stalled() > 6000)
            .count();
    assertThat(disturbed).isLessThan(10);
  }

  @Test
  void whoHasAllOfIt_becomesASeeder() {
    World world = world(100, 1, links);
    after(5, world);
    Set<SimulatedPeer> leeches = peers(world, PeerMode.LEECH);
    between(5, 60, world);
    assertThat(peers(world, PeerMode.SEEDER)).anyMatch(leeches::contains);
  }

  private static Set<SimulatedPeer> peers(World world, PeerMode mode) {
    return world.swarms().stream()
        .flatMap(swarm -> swarm.members().stream())
        .filter(peer -> peer.mode() == mode)
        .collect(Collectors.toSet());
  }

  @Test
  void statistics_tellWhatAPeerIsAndDid() {
    World world = world(20, 1, links);
    after(20, world);
    SimulatedPeer peer = world.swarms().getFirst().members().stream().toList().getLast();
    assertThat(peer.statistics())
        .extracting(stat -> stat.property().name())
        .contains("UploadBandwidth", "ASN", "NAT", "OriginBytes", "BufferLevel", "StartupTime");
  }

  @Test
  void oneViewer_isEnough() {
    assertThat(after(30, world(1, 1, links)).chunks().fromOrigin()).isPositive();
  }
}

package org.ppsp.cli.demo;

/// A swarm as a row of a table.
final class SwarmRow {
  private static final String FORMAT = "%-8s %-10s %6s %8s %8s %8s %8s %8s";

  static final String HEADER =
      DemoView.format(
          FORMAT, "swarm", "", "peers", "seeders", "leeches", "offload", "req/s", "lists");

  private SwarmRow() {}

  static String of(Figures.OfSwarm swarm) {
    return DemoView.format(
        FORMAT,
        swarm.content().swarm(),
        swarm.content().live() ? "live" : "on demand",
        swarm.peers(),
        swarm.seeders(),
        swarm.peers() - swarm.seeders(),
        DemoView.offload(swarm.traffic()),
        DemoView.format("%.1f", swarm.rate()),
        DemoView.format("%,d", swarm.lists()));
  }
}

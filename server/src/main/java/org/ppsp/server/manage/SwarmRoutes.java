package org.ppsp.server.manage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.SwarmId;
import org.ppsp.tracker.ChunkMap;
import org.ppsp.tracker.Inspector;
import org.ppsp.tracker.Inspector.SwarmInfo;
import org.ppsp.tracker.SwarmTotals;
import org.ppsp.tracker.Tracker;

/// The swarms, their peers and their chunks.
public final class SwarmRoutes {
  private static final int MOST_COLUMNS = 400;
  private static final int MOST_ROWS = 100;
  private static final int MOST_NETWORKS = 20;

  private final Tracker tracker;
  private final Inspector inspector;

  /// Makes them.
  public SwarmRoutes(Tracker tracker) {
    this.tracker = tracker;
    this.inspector = tracker.inspector();
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/api/v1/swarms", this::swarms),
        Route.of("GET", "/api/v1/swarms/{swarm}", this::swarm),
        Route.of("GET", "/api/v1/swarms/{swarm}/peers", this::members),
        Route.of("GET", "/api/v1/swarms/{swarm}/chunks", this::chunks));
  }

  /// What a list is sorted by.
  private enum Sort {
    MEMBERS,
    SEEDERS,
    LEECHES,
    ID,
    UPLOADED,
    DOWNLOADED,
    ORIGIN,
    OFFLOAD;

    /// Those that are equal stand by their names, so that pages do not overlap.
    Comparator<SwarmInfo> in(Order order) {
      return (order == Order.ASC ? ascending() : ascending().reversed())
          .thenComparing(swarm -> swarm.id().value());
    }

    private Comparator<SwarmInfo> ascending() {
      return switch (this) {
        case MEMBERS -> Comparator.comparingLong(swarm -> swarm.totals().members());
        case SEEDERS -> Comparator.comparingLong(swarm -> swarm.totals().seeders());
        case LEECHES -> Comparator.comparingLong(swarm -> leeches(swarm.totals()));
        case ID -> Comparator.comparing(swarm -> swarm.id().value());
        case UPLOADED -> Comparator.comparingLong(swarm -> swarm.totals().uploaded());
        case DOWNLOADED -> Comparator.comparingLong(swarm -> swarm.totals().downloaded());
        case ORIGIN -> Comparator.comparingLong(swarm -> swarm.totals().origin());
        case OFFLOAD -> Comparator.comparingDouble(swarm -> swarm.totals().offloadRatio());
      };
    }
  }

  private enum Order {
    ASC,
    DESC
  }

  record Swarm(
      String id,
      int members,
      int seeders,
      int leeches,
      long uploaded,
      long downloaded,
      long origin,
      double offload) {
    static Swarm of(SwarmId id, SwarmTotals totals) {
      return new Swarm(
          id.value(),
          totals.members(),
          totals.seeders(),
          SwarmRoutes.leeches(totals),
          totals.uploaded(),
          totals.downloaded(),
          totals.origin(),
          totals.offloadRatio());
    }
  }

  record Page<T>(int total, int offset, List<T> items) {}

  private static int leeches(SwarmTotals totals) {
    return Math.max(0, totals.members() - totals.seeders()); // read one after the other
  }

  private Reply swarms(Ask ask) {
    String search = ask.text("search", 256);
    Comparator<SwarmInfo> order =
        ask.choice("sort", Sort.class, Sort.MEMBERS)
            .in(ask.choice("order", Order.class, Order.DESC));
    int offset = ask.offset();
    List<SwarmInfo> all = inspector.swarms();
    if (!search.isEmpty()) {
      all.removeIf(swarm -> !swarm.id().value().contains(search));
    }
    List<Swarm> items =
        page(all, order, offset, ask.limit()).stream()
            .map(swarm -> Swarm.of(swarm.id(), swarm.totals()))
            .toList();
    return Reply.json(new Page<>(all.size(), offset, items));
  }

  /// A page of what would be sorted: only what stands before its end is kept in order.
  static <T> List<T> page(List<T> all, Comparator<T> order, int offset, int limit) {
    int end = (int) Math.min(all.size(), (long) offset + limit);
    if (offset >= end) {
      return List.of();
    }
    PriorityQueue<T> first = new PriorityQueue<>(order.reversed());
    for (T one : all) {
      if (first.size() < end) {
        first.add(one);
      } else if (order.compare(one, first.element()) < 0) {
        first.remove();
        first.add(one);
      }
    }
    List<T> items = new ArrayList<>();
    while (first.size() > offset) {
      items.add(first.remove()); // the last one first
    }
    Collections.reverse(items);
    return items;
  }

  private SwarmTotals totals(SwarmId swarm) {
    return tracker
        .totals(swarm)
        .orElseThrow(() -> Problem.missing("swarm " + swarm + " has no members"));
  }

  record SwarmDetail(
      String id,
      int members,
      int seeders,
      int leeches,
      long uploaded,
      long downloaded,
      long origin,
      double offload,
      int looked,
      List<Inspector.Network> networks) {}

  private Reply swarm(Ask ask) {
    SwarmId id = ask.swarm();
    Swarm swarm = Swarm.of(id, totals(id));
    List<Inspector.Network> networks = inspector.networks(id);
    return Reply.json(
        new SwarmDetail(
            swarm.id,
            swarm.members,
            swarm.seeders,
            swarm.leeches,
            swarm.uploaded,
            swarm.downloaded,
            swarm.origin,
            swarm.offload,
            networks.stream().mapToInt(Inspector.Network::members).sum(),
            networks.subList(0, Math.min(MOST_NETWORKS, networks.size()))));
  }

  record Member(
      String peer,
      String mode,
      List<String> addresses,
      long asn,
      int online,
      String chunks,
      long chunkCount,
      int expires,
      boolean quarantined,
      List<Texts.Statistic> statistics) {
    static Member of(Inspector.Member member) {
      return new Member(
          member.peer().value(),
          member.mode().name(),
          Texts.addresses(member.addresses()),
          member.asn(),
          member.online(),
          Texts.chunks(member.chunks()),
          member.chunks().size(),
          member.expires(),
          member.quarantined(),
          Texts.statistics(member.statistics()));
    }
  }

  private Reply members(Ask ask) {
    SwarmId id = ask.swarm();
    int total = totals(id).members();
    List<Inspector.Member> members = inspector.members(id, ask.offset(), ask.limit());
    return Reply.json(new Page<>(total, ask.offset(), members.stream().map(Member::of).toList()));
  }

  record Chunks(
      @Nullable Long first,
      @Nullable Long last,
      int looked,
      int seeders,
      List<Double> columns,
      List<Row> peers,
      List<ChunkMap.Token> tokens) {}

  record Row(String peer, String mode, List<Double> columns) {}

  private Reply chunks(Ask ask) {
    SwarmId id = ask.swarm();
    int columns = ask.number("columns", 1, MOST_COLUMNS, 100);
    int rows = ask.number("rows", 0, MOST_ROWS, 30);
    var _ = totals(id); // or there is no such swarm
    ChunkMap map = inspector.chunks(id, columns, rows);
    boolean numbered = map.last() >= 0;
    return Reply.json(
        new Chunks(
            numbered ? map.first() : null,
            numbered ? map.last() : null,
            map.looked(),
            map.seeders(),
            map.columns().stream().map(SwarmRoutes::rounded).toList(),
            map.rows().stream()
                .map(
                    row ->
                        new Row(
                            row.peer().value(),
                            row.mode().name(),
                            row.columns().stream().map(SwarmRoutes::rounded).toList()))
                .toList(),
            map.tokens()));
  }

  private static double rounded(double part) {
    return Math.round(part * 1000) / 1000.0;
  }
}

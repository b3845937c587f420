package org.ppsp.server.manage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Stat;
import org.ppsp.tracker.Inspector;
import org.ppsp.tracker.Tracker;

/// Peers: who they are, what they tell when asked, and what is done with those that do harm.
public final class PeerRoutes {
  private static final int MOST_PROPERTIES = 64;

  /// Asks a peer for its statistics (STAT_QUERY); waits for the answer.
  @FunctionalInterface
  public interface Asker {
    /// What came of it.
    ///
    /// @param answered whether the peer has answered; if not, it is asked with its next KEEPALIVE
    record Told(boolean answered, List<Stat> statistics) {
      /// Copies the list.
      public Told {
        statistics = List.copyOf(statistics);
      }
    }

    /// Asks.
    ///
    /// @param properties which; none: all
    /// @throws Problem if it is not connected, or does not answer
    Told ask(PeerId peer, List<Property> properties) throws InterruptedException;
  }

  private final Tracker tracker;
  private final Inspector inspector;
  private final Asker asker;

  /// Makes them.
  public PeerRoutes(Tracker tracker, Asker asker) {
    this.tracker = tracker;
    this.inspector = tracker.inspector();
    this.asker = asker;
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/api/v1/peers", this::peers),
        Route.of("GET", "/api/v1/peers/{peer}", this::peer),
        Route.of("DELETE", "/api/v1/peers/{peer}", this::kick),
        Route.of("POST", "/api/v1/peers/{peer}/query", this::query),
        Route.of("GET", "/api/v1/quarantine", ask -> quarantined()),
        Route.of("PUT", "/api/v1/quarantine/{peer}", this::quarantine),
        Route.of("DELETE", "/api/v1/quarantine/{peer}", this::release));
  }

  record Found(List<String> items, boolean more) {}

  private Reply peers(Ask ask) {
    int limit = ask.limit();
    List<PeerId> found = inspector.peers(ask.text("search", 256), limit + 1);
    List<String> items = found.stream().map(PeerId::value).limit(limit).toList();
    return Reply.json(new Found(items, found.size() > limit));
  }

  record Session(
      String peer,
      String address,
      List<String> addresses,
      long asn,
      @Nullable String connection,
      @Nullable Integer controlPort,
      int online,
      int expires,
      boolean quarantined,
      boolean authenticated,
      List<Texts.Statistic> statistics,
      List<Membership> memberships) {}

  record Membership(
      String swarm,
      String mode,
      String chunks,
      long chunkCount,
      int expires,
      List<Texts.Statistic> statistics) {
    static Membership of(Inspector.MembershipInfo info) {
      return new Membership(
          info.swarm().value(),
          info.mode().name(),
          Texts.chunks(info.chunks()),
          info.chunks().size(),
          info.expires(),
          Texts.statistics(info.statistics()));
    }
  }

  private static Problem notConnected(PeerId peer) {
    return Problem.missing("peer " + peer + " is not connected");
  }

  private Reply peer(Ask ask) {
    PeerId id = ask.peer();
    Inspector.SessionInfo info = inspector.peer(id).orElseThrow(() -> notConnected(id));
    return Reply.json(
        new Session(
            id.value(),
            info.address().isKnown() ? info.address().toString() : "unknown",
            Texts.addresses(info.addresses()),
            info.asn(),
            info.connection() == null ? null : Texts.small(info.connection()),
            info.controlPort() == 0 ? null : info.controlPort(),
            info.online(),
            info.expires(),
            info.quarantined(),
            info.authenticated(),
            Texts.statistics(info.statistics()),
            info.memberships().stream().map(Membership::of).toList()));
  }

  private Reply kick(Ask ask) {
    PeerId id = ask.peer();
    if (!tracker.kick(id)) {
      throw notConnected(id);
    }
    return Reply.DONE;
  }

  record Query(@Nullable List<String> properties) {}

  record Answered(boolean answered, List<Texts.Statistic> statistics) {}

  private Reply query(Ask ask) throws InterruptedException {
    PeerId id = ask.peer();
    List<String> names = ask.json(Query.class).properties();
    if (names != null && names.size() > MOST_PROPERTIES) {
      throw Problem.bad("at most %s properties may be asked for".formatted(MOST_PROPERTIES));
    }
    if (names != null && names.contains(null)) {
      throw Problem.bad("'properties' must be names of statistics");
    }
    List<Property> properties;
    try {
      properties = names == null ? List.of() : names.stream().map(Property::of).toList();
    } catch (IllegalArgumentException e) {
      throw Problem.bad("'properties' must be names of statistics: " + e.getMessage());
    }
    Asker.Told told = asker.ask(id, properties);
    return Reply.json(new Answered(told.answered(), Texts.statistics(told.statistics())));
  }

  record Quarantine(List<String> items) {}

  private Reply quarantined() {
    return Reply.json(
        new Quarantine(tracker.quarantined().stream().map(PeerId::value).sorted().toList()));
  }

  private Reply quarantine(Ask ask) {
    if (!tracker.quarantine(ask.peer())) {
      throw new Problem(
          409, "as many peers are in quarantine by hand as there is place for: release one first");
    }
    return Reply.DONE;
  }

  private Reply release(Ask ask) {
    PeerId id = ask.peer();
    if (!tracker.release(id)) {
      throw Problem.missing("peer " + id + " is not in quarantine");
    }
    return Reply.DONE;
  }
}

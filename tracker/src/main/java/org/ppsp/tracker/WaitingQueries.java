package org.ppsp.tracker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.TransactionId;

/// The STAT_QUERYs that wait for the next KEEPALIVE of their peers, one for each; they end with its
/// session. Every thread may call.
final class WaitingQueries {
  /// Beside the names.
  private static final int ENTRY = 32 + 8 + 24;

  /// @param sent the KEEPALIVE with which it has gone out, which may be repeated; null: none yet
  private record Query(List<Property> properties, @Nullable TransactionId sent) {
    int memory() {
      return ENTRY
          + Footprint.properties(properties)
          + (sent == null ? 0 : Footprint.id(sent.value()));
    }
  }

  private final Map<Session, Query> queries = new ConcurrentHashMap<>();
  private final MemoryBudget budget;

  WaitingQueries(MemoryBudget budget) {
    this.budget = budget;
  }

  /// Has a query wait; it replaces one that waits.
  void add(Session session, List<Property> properties) {
    replace(session, new Query(List.copyOf(properties), null));
  }

  void remove(Session session) {
    if (!queries.isEmpty()) {
      replace(session, null);
    }
  }

  private void replace(Session session, @Nullable Query query) {
    var _ =
        queries.compute(
            session,
            (s, before) -> {
              charge(before, query);
              return query;
            });
  }

  private void charge(@Nullable Query before, @Nullable Query after) {
    int more = (after == null ? 0 : after.memory()) - (before == null ? 0 : before.memory());
    budget.charge(MemoryBudget.NOBODY, more);
  }

  /// What goes out with a KEEPALIVE: the properties of the query that waits, or once more those
  /// that went out with the same one; null if there are none.
  @Nullable List<Property> sendWith(Session session, TransactionId keepAlive) {
    if (queries.isEmpty()) {
      return null;
    }
    Query sent =
        queries.computeIfPresent(
            session,
            (s, query) -> {
              TransactionId before = query.sent;
              Query after =
                  before == null
                      ? new Query(query.properties, keepAlive)
                      : before.equals(keepAlive) ? query : null;
              charge(query, after);
              return after;
            });
    return sent == null ? null : sent.properties;
  }
}

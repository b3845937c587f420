package org.ppsp.client;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;

/// Tells the tracker statistics of the peer and of its parts in swarms, at their interval and when
/// it asks. Under the exchange lock of [Upkeep].
final class Reports {
  private static final Set<Property> COUNTERS =
      Set.of(Property.UPLOADED_BYTES, Property.DOWNLOADED_BYTES, Property.ORIGIN_BYTES);

  private final Connection connection;
  private final Memberships memberships;
  private final SessionSettings settings;
  private final Messages messages;

  /// In [Time#nanos].
  private long next;

  /// Statistics the tracker has asked for, or null.
  private @Nullable List<Property> asked;

  Reports(
      Connection connection, Memberships memberships, SessionSettings settings, Messages messages) {
    this.connection = connection;
    this.memberships = memberships;
    this.settings = settings;
    this.messages = messages;
  }

  /// CONNECT has told them, and whatever was asked before is void.
  void connected(long now) {
    asked = null;
    next = now + settings.reportInterval().toNanos();
  }

  /// The tracker may have asked.
  ///
  /// @param properties which; none: all; null: it has not
  void asked(@Nullable List<Property> properties) {
    asked = properties;
  }

  /// Does one thing that is due.
  ///
  /// @return 0 if there was one, otherwise in how many nanoseconds there will be
  long step(long now) throws InterruptedException {
    if (asked != null) {
      List<Property> properties = asked;
      asked = null;
      var _ = tell(null, settings.stats(properties));
      return 0;
    }
    if (settings.statistics() == null && !memberships.haveStatistics()) {
      return Long.MAX_VALUE;
    }
    long wait = next - now;
    if (wait > 0) {
      return wait;
    }
    next = now + settings.reportInterval().toNanos();
    tellAll();
    return 0;
  }

  private void tellAll() throws InterruptedException {
    List<Stat> stats = settings.stats(List.of());
    boolean isFine = stats.isEmpty() || tell(null, stats);
    for (Membership member : memberships.all()) {
      List<Stat> part = member.stats();
      isFine = isFine && (part.isEmpty() || tell(member.id, part));
    }
  }

  /// What holds for the peer as a whole, told for each of its swarms. What it has transferred is
  /// not known for each, unless there is only one.
  private boolean tellForSwarms(List<Stat> stats) throws InterruptedException {
    List<Stat> told =
        memberships.all().size() == 1
            ? stats
            : stats.stream().filter(stat -> !COUNTERS.contains(stat.property())).toList();
    boolean isFine = true;
    for (Membership member : memberships.all()) {
      isFine = isFine && (told.isEmpty() || !member.joined || tell(member.id, told));
    }
    return isFine;
  }

  /// @return false if the connection is in trouble
  private boolean tell(@Nullable SwarmId swarm, List<Stat> stats) throws InterruptedException {
    if (swarm == null && !messages.haveAllWords()) {
      return tellForSwarms(stats);
    }
    return connection.tell(messages.report(swarm, stats), Response.StatReport.class) != null;
  }
}

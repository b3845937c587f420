package org.ppsp.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;

/// Tells the tracker statistics, at their interval and when it asks. Under the exchange lock of
/// [Upkeep].
final class Reports {
  private final Connection connection;
  private final SessionSettings settings;
  private final Messages messages;

  /// In [Time#nanos].
  private long next;

  /// Statistics the tracker has asked for, or null.
  private @Nullable List<Property> asked;

  Reports(Connection connection, SessionSettings settings, Messages messages) {
    this.connection = connection;
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
      report(settings.stats(properties));
      return 0;
    }
    if (settings.statistics() == null) {
      return Long.MAX_VALUE;
    }
    long wait = next - now;
    if (wait > 0) {
      return wait;
    }
    next = now + settings.reportInterval().toNanos();
    List<Stat> stats = settings.stats(List.of());
    if (!stats.isEmpty()) {
      report(stats);
    }
    return 0;
  }

  private void report(List<Stat> stats) throws InterruptedException {
    var _ = connection.tell(messages.report(null, stats), Response.StatReport.class);
  }
}

package org.ppsp.server.http;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What the connections of one event loop share: arrays, and the tick that closes those that are
/// late. One tick for all is cheaper than a timer for each. For that event loop only.
final class Loop {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  final AnswerWriter answers;

  /// Holds a request's body while it is decoded.
  final byte[] body;

  private final Set<Connection> connections = new HashSet<>();

  Loop(EventLoop loop, AnswerWriter answers, int maxBody, long tickMillis) {
    this.answers = answers;
    this.body = new byte[maxBody];
    answers.setDate(HTTP_DATE.format(Instant.now()));
    var _ = loop.scheduleWithFixedDelay(this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /// Tells all connections that the server stops.
  void drain() {
    List.copyOf(connections).forEach(Connection::drain);
  }

  private void tick() {
    answers.setDate(HTTP_DATE.format(Instant.now()));
    long now = System.nanoTime();
    for (Connection connection : List.copyOf(connections)) {
      connection.tick(now);
    }
  }
}

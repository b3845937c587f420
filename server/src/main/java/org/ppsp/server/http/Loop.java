package org.ppsp.server.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ppsp.tracker.Ticker;

/// What the connections of one event loop share: arrays, and the tick that closes those that are
/// late. One tick for all is cheaper than a timer for each. For that event loop only.
final class Loop {
  /// So many connections' answers are sent at once: the first waits no longer than a fraction of a
  /// millisecond for the last.
  private static final int BATCH = 16;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// What is told that time passes, and that the server stops.
  interface Watched {
    /// Ends what has taken too long.
    void tick(long now);

    /// Ends what is not under way.
    void drain();
  }

  final AnswerWriter answers;

  /// Whether this loop keeps up.
  final Overload overload;

  /// Holds a request's body while it is decoded.
  final byte[] body;

  /// Told what the loop does.
  final Tally tally;

  /// Tells it of bytes.
  final Wire wire;

  private final EventLoop loop;
  private final Ticker ticker;
  private final Set<Watched> connections = new HashSet<>();
  private final @Nullable Channel[] unsent = new Channel[BATCH];
  private int unsentCount;

  Loop(
      EventLoop loop,
      AnswerWriter answers,
      int maxBody,
      long tickMillis,
      Ticker ticker,
      Overload overload,
      Tally tally) {
    this.loop = loop;
    this.answers = answers;
    this.ticker = ticker;
    this.overload = overload;
    this.tally = tally;
    this.wire = new Wire(tally);
    this.body = new byte[maxBody];
    answers.setDate(HTTP_DATE.format(Instant.now()));
    var _ = loop.scheduleWithFixedDelay(this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    var _ =
        loop.scheduleWithFixedDelay(
            () -> tally.delayed(overload.look(System.nanoTime())),
            overload.pause(),
            overload.pause(),
            TimeUnit.NANOSECONDS);
  }

  /// The time of what clients have only so long for.
  long now() {
    return ticker.nanos();
  }

  void add(Watched connection) {
    connections.add(connection);
  }

  void remove(Watched connection) {
    connections.remove(connection);
  }

  /// Sends what was written to a channel, after the requests of other channels that are here
  /// already: to send some answers one after the other takes less time than to send each before the
  /// next request is read, for the same code runs again and again, and who reads them is woken less
  /// often.
  void flushSoon(Channel channel) {
    if (unsentCount == 0) {
      loop.execute(this::flush);
    }
    unsent[unsentCount++] = channel;
    if (unsentCount == unsent.length) {
      flush();
    }
  }

  private void flush() {
    int count = unsentCount;
    unsentCount = 0;
    for (int i = 0; i < count; i++) {
      Channel channel = Objects.requireNonNull(unsent[i]);
      unsent[i] = null;
      channel.flush();
    }
  }

  /// Tells all connections that the server stops.
  void drain() {
    flush(); // or their answers would go with those that are closed
    List.copyOf(connections).forEach(Watched::drain);
  }

  private void tick() {
    answers.setDate(HTTP_DATE.format(Instant.now()));
    long now = now();
    for (Watched connection : List.copyOf(connections)) {
      connection.tick(now);
    }
  }
}

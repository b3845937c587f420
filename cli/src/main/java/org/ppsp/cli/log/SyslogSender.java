package org.ppsp.cli.log;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends messages to a collector in a thread of its own. Nobody waits for it: what comes while the
/// collector is away is kept, so many messages of it, and beyond that counted and dropped. It tries
/// again until the collector is back. Thread-safe.
final class SyslogSender {
  /// Messages that wait; of the longest there are, 32 MiB.
  static final int WAITING = 4096;

  /// So many datagrams in a row tell that the collector is back: one is taken by the system
  /// although nobody is there, and the next one learns of it.
  private static final int DATAGRAMS = 3;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// Makes the connection.
  @FunctionalInterface
  interface Connector {
    Collector connect() throws IOException;
  }

  /// Takes what an operator should know; may hand it to this sender again.
  @FunctionalInterface
  interface Teller {
    void tell(Level level, String message);
  }

  private final URI place;
  private final Connector connector;
  private final Teller teller;
  private final Duration firstPause;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Collector collector;
  private boolean isAway;
  private int taken;
  private final int proof;

  /// Begins.
  ///
  /// @param firstPause before it tries again for the first time, and twice as long each further
  ///   time
  SyslogSender(URI place, Connector connector, Teller teller, Duration firstPause) {
    this.place = place;
    this.connector = connector;
    this.teller = teller;
    this.firstPause = firstPause;
    proof = "udp".equals(place.getScheme()) ? DATAGRAMS : 1;
    thread = Thread.ofPlatform().name("syslog").daemon().start(this::run);
  }

  /// Has a message sent, or dropped if too many wait.
  void send(byte[] message) {
    if (!waiting.offer(message) && dropped.getAndIncrement() == 0) {
      teller.tell(
          Level.WARN,
          "%s lines wait for the syslog collector %s: further ones are dropped and counted"
              .formatted(WAITING, place));
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0 || !waiting.isEmpty()) {
        byte[] message = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (message != null) {
          deliver(message);
          tellDropped();
        }
      }
    } catch (InterruptedException e) {
      // it has had its time to end
    }
    disconnect();
  }

  private void deliver(byte[] message) throws InterruptedException {
    Duration pause = firstPause;
    while (true) {
      try {
        Collector connected = collector;
        if (connected == null) {
          connected = connector.connect();
          collector = connected;
        }
        connected.send(message);
        tellBack();
        return;
      } catch (IOException e) {
        disconnect();
        tellAway(e);
      }
      if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("nobody takes the rest");
      }
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
  }

  private void disconnect() {
    Collector connected = collector;
    if (connected != null) {
      connected.close();
      collector = null;
    }
  }

  private void tellAway(IOException e) {
    taken = 0;
    if (!isAway) {
      isAway = true;
      teller.tell(
          Level.WARN,
          "the syslog collector %s takes nothing: %s; lines wait until it does"
              .formatted(place, e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  private void tellBack() {
    if (isAway && ++taken >= proof) {
      isAway = false;
      teller.tell(Level.INFO, "the syslog collector %s takes lines again".formatted(place));
    }
  }

  /// Once there is room again, so that the collector is told, too.
  private void tellDropped() {
    if (waiting.size() < WAITING / 2) {
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        String message = "%s lines for the syslog collector %s were dropped".formatted(lost, place);
        teller.tell(Level.WARN, message);
      }
    }
  }

  /// Sends what waits, if the collector takes it within this time, and ends.
  void close(Duration grace) {
    closing.countDown();
    try {
      if (!thread.join(grace)) {
        thread.interrupt();
        disconnect();
      }
    } catch (InterruptedException e) {
      disconnect();
      Thread.currentThread().interrupt();
    }
  }
}

package org.ppsp.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;

/// Sends DISCONNECT to trackers that the peer has moved away from, so that they do not list it
/// until its session there times out. Nobody waits for that but [#close], and not for long.
///
/// A tracker is tried again every ten seconds until it answers or its session must be over. Where
/// two URIs lead to one tracker, both gave the same token and there is nothing to end; without a
/// token that could not be told, so there DISCONNECT is left out.
///
/// Under the exchange lock of [Upkeep]; each DISCONNECT has a virtual thread of its own.
final class Farewells {
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /// How long [#close] waits for all of them together.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final TrackerClient client;
  private final Messages messages;

  /// What is owed to whom; the threads take out what is done.
  private final Map<URI, Farewell> owed = new ConcurrentHashMap<>();

  private static final class Farewell {
    /// When the tracker will have forgotten the peer by itself, in [Time#nanos].
    final long until;

    /// When to try, in [Time#nanos].
    long next;

    @Nullable Thread thread;

    Farewell(long now, long until) {
      this.until = until;
      next = now;
    }
  }

  Farewells(TrackerClient client, Messages messages) {
    this.client = client;
    this.messages = messages;
  }

  /// The peer has moved from one tracker to another.
  ///
  /// @param until when the former one will have forgotten it, in [Time#nanos]
  void moved(URI from, URI to, long until) {
    var _ = owed.remove(to);
    PeerId peer = messages.settings().peerId();
    SessionToken token = client.token(from, peer);
    if (token != null && !token.equals(client.token(to, peer))) {
      owed.put(from, new Farewell(client.time().nanos(), until));
    }
  }

  /// Ends what is under way: a CONNECT comes next, and maybe to the same tracker.
  void interrupt() {
    for (Farewell farewell : owed.values()) {
      if (farewell.thread != null) {
        farewell.thread.interrupt();
      }
    }
  }

  /// Sends what is due.
  ///
  /// @return in how many nanoseconds more will be
  long step(long now) {
    long wait = Long.MAX_VALUE;
    owed.values().removeIf(farewell -> farewell.until - now <= 0);
    for (Map.Entry<URI, Farewell> entry : owed.entrySet()) {
      Farewell farewell = entry.getValue();
      if (farewell.next - now <= 0) {
        send(entry.getKey(), farewell);
        farewell.next = now + AGAIN.toNanos();
      }
      wait = Math.min(wait, farewell.next - now);
    }
    return wait;
  }

  private void send(URI tracker, Farewell farewell) {
    if (farewell.thread != null && farewell.thread.isAlive()) {
      return;
    }
    farewell.thread =
        Thread.ofVirtual()
            .name("ppsp-farewell")
            .start(
                () -> {
                  try {
                    Request last = messages.disconnect();
                    if (last == null || client.isSettled(tracker, last)) {
                      owed.remove(tracker, farewell);
                    }
                  } catch (InterruptedException e) {
                    // Tried again, unless the peer has come back to this tracker.
                  }
                });
  }

  /// Sends what is owed, for the last time.
  void close() {
    owed.forEach(this::send);
  }

  /// Waits a while for what [#close] has sent.
  void await() throws InterruptedException {
    long until = client.time().nanos() + PATIENCE.toNanos();
    for (Farewell farewell : owed.values()) {
      if (farewell.thread != null) {
        var _ = farewell.thread.join(Duration.ofNanos(until - client.time().nanos()));
      }
    }
  }
}

package org.ppsp.client;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Keeps what listeners are to hear until no lock is held any more. Every thread may call.
final class Events {
  private final List<PeerListener> listeners;
  private final Queue<Consumer<PeerListener>> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock calling = new ReentrantLock();

  Events(List<PeerListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  void add(Consumer<PeerListener> event) {
    if (!listeners.isEmpty()) {
      waiting.add(event);
    }
  }

  /// Calls the listeners, unless another thread does or one of them led here.
  void deliver() {
    while (!waiting.isEmpty() && !calling.isHeldByCurrentThread() && calling.tryLock()) {
      try {
        for (Consumer<PeerListener> event = waiting.poll(); event != null; event = waiting.poll()) {
          call(event);
        }
      } finally {
        calling.unlock();
      }
    }
  }

  private void call(Consumer<PeerListener> event) {
    for (PeerListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        System.getLogger(PeerListener.class.getName())
            .log(System.Logger.Level.WARNING, "a listener failed", e);
      }
    }
  }
}

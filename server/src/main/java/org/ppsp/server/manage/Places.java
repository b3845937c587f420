package org.ppsp.server.manage;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The places for connections, few enough to be looked at one by one. Where all are taken, of one
/// address or of all, a newcomer gets that of whoever has kept the port waiting for longest, so
/// that a client which asks at once, as for health, finds a place. For one event loop.
final class Places {
  /// A client that has a place.
  interface Client {
    InetAddress address();

    /// Since when the port has waited for it to send a request or to take an answer; null while it
    /// waits for the port.
    @Nullable Long waitingSince();

    /// Ends its connection.
    void giveWay();
  }

  private final int most;
  private final int mostOfAddress;
  private final Map<InetAddress, List<Client>> clients = new HashMap<>();
  private int taken;

  Places(int most, int mostOfAddress) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
  }

  /// Gives a client a place; false if there is none, and nobody gives way.
  boolean enter(Client client, long now) {
    List<Client> own = clients.getOrDefault(client.address(), List.of());
    if (own.size() >= mostOfAddress && !makeRoom(List.of(own), now)
        || taken >= most && !makeRoom(clients.values(), now)) {
      return false;
    }
    clients.computeIfAbsent(client.address(), address -> new ArrayList<>()).add(client);
    taken++;
    return true;
  }

  /// A client has gone; does nothing if it had no place.
  void leave(Client client) {
    List<Client> own = clients.get(client.address());
    if (own != null && own.remove(client)) {
      taken--;
      if (own.isEmpty()) {
        clients.remove(client.address());
      }
    }
  }

  /// Of the addresses with most clients first.
  private boolean makeRoom(Iterable<List<Client>> groups, long now) {
    Client chosen = null;
    int ofAddress = 0;
    long longest = 0;
    for (List<Client> group : groups) {
      for (Client client : group) {
        Long since = client.waitingSince();
        if (since != null
            && group.size() >= ofAddress
            && (group.size() > ofAddress || now - since > longest)) {
          chosen = client;
          ofAddress = group.size();
          longest = now - since;
        }
      }
    }
    if (chosen == null) {
      return false;
    }
    leave(chosen);
    chosen.giveWay();
    return true;
  }
}

package org.ppsp.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.limit.LimitedPeers;
import org.ppsp.server.limit.LimitedRequests;
import org.ppsp.server.limit.Limits;
import org.ppsp.server.limit.Rate;
import org.ppsp.server.limit.RateSettings;
import org.ppsp.tracker.AccessPolicy;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Credential;

/// What [AuthCost] measures of limits and of the list of who may be where, without the tracker. A
/// request comes each millisecond of a clock of our own, which is as many as may come.
final class AuthLimits {
  private static final int TIMES = 20_000;
  private static final int ADDRESSES = 10_000;
  private static final Rate RATE = Rate.parse("1000/s");
  private static final Rate CONNECTS = Rate.parse("100/s");
  private static final RateSettings.Rates RATES =
      new RateSettings.Rates(Optional.of(CONNECTS), Optional.of(RATE));
  private static final Request REQUEST =
      new Request.KeepAlive(AuthPeers.TRANSACTION, Population.peer(0));
  private static final Answer ANSWER =
      Answer.of(new Response.KeepAlive(AuthPeers.TRANSACTION, null));

  private final Limits limits =
      new Limits(
          new RateSettings(
              RATES, RATES, RATES, Duration.ofSeconds(10), List.of(IpNetwork.parse("127.0.0.0/8"))),
          this::now);
  private final AuthPeers.Ask[] exempt = {asks(IpAddress.v4(0x7f00_0001), 0)};
  private final AuthPeers.Ask[] one = {asks(IpAddress.v4(0x0b00_0001), 0)};
  private final AuthPeers.Ask[] many = new AuthPeers.Ask[ADDRESSES];
  private long nanos;

  AuthLimits() {
    for (int i = 0; i < ADDRESSES; i++) {
      many[i] = asks(Population.caller(i).ip(), i);
    }
  }

  /// Takes a figure.
  @FunctionalInterface
  interface Figures {
    void add(String name, long nanos, int times);
  }

  private record Proved(PeerId peer) implements Credential {
    @Override
    public boolean allows(SwarmId swarm) {
      return true;
    }

    @Override
    public boolean isValid() {
      return true;
    }
  }

  private static AuthPeers.Ask asks(IpAddress ip, int i) {
    return new AuthPeers.Ask(
        REQUEST, AuthPeers.sender(new Caller(ip, 40_000, null, new Proved(Population.peer(i)))));
  }

  private long now() {
    return nanos;
  }

  /// Measures each once.
  void round(Figures figures) {
    Requests next = (request, sender, later) -> ANSWER;
    Requests addresses = new LimitedRequests(limits, next);
    Requests peers = new LimitedPeers(limits, next);
    figures.add("limits, an exempt address", ask(addresses, exempt), TIMES);
    figures.add("limits, one address", ask(addresses, one), TIMES);
    figures.add("limits, 10,000 addresses in turn", ask(addresses, many), TIMES);
    figures.add("limits, one proved peer", ask(peers, one), TIMES);
    figures.add("limits, 10,000 proved peers in turn", ask(peers, many), TIMES);
  }

  @SuppressWarnings("ReferenceEquality") // another one would be a refusal
  private long ask(Requests requests, AuthPeers.Ask[] asks) {
    long begun = AuthCost.nanos();
    for (int i = 0; i < TIMES; i++) {
      nanos += 1_000_000;
      AuthPeers.Ask ask = asks[i % asks.length];
      if (requests.handle(ask.request(), ask.sender(), later -> {}) != ANSWER) {
        throw new IllegalStateException("refused");
      }
    }
    return AuthCost.nanos() - begun;
  }

  /// What it takes to ask so often whether peers may be in the swarm.
  static long ask(AccessPolicy access, int times) {
    PeerId[] peers = new PeerId[50];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = Population.peer(i);
    }
    long begun = AuthCost.nanos();
    for (int i = 0; i < times; i++) {
      if (!access.allows(peers[i % peers.length], Population.SWARM)) {
        throw new IllegalStateException("not allowed");
      }
    }
    return AuthCost.nanos() - begun;
  }
}

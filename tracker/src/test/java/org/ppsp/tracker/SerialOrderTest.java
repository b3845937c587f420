package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.tracker.TestTracker.TRANSACTION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;

/// Two requests of one peer at the same time are answered, and leave the peer, as if one had come
/// after the other: whatever each of them does in several steps is seen as a whole or not at all.
/// What either order would do, the tracker itself says when they do come in order.
///
/// `-Drounds=` has it try each pair that often.
class SerialOrderTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 40);

  private final TestTracker tracker = new TestTracker();

  /// A request of a peer.
  private interface Ask extends Function<PeerId, Request> {}

  private static SwarmId swarm(String name) {
    return new SwarmId(name);
  }

  /// CONNECT of RFC 7846; "+a" joins a, "-a" leaves it.
  private static Ask json(String... actions) {
    List<SwarmAction> parsed =
        Arrays.stream(actions)
            .map(
                text ->
                    new SwarmAction(
                        swarm(text.substring(1)),
                        text.startsWith("+") ? Action.JOIN : Action.LEAVE,
                        PeerMode.SEEDER))
            .toList();
    return peer ->
        new Request.SwarmActions(
            new TransactionId("json" + String.join("", actions)),
            peer,
            List.of(),
            parsed,
            false,
            OptionalInt.empty(),
            List.of());
  }

  private static Ask jsonWithAddress(String... actions) {
    return peer -> {
      Request.SwarmActions plain = (Request.SwarmActions) json(actions).apply(peer);
      return new Request.SwarmActions(
          plain.transactionId(),
          peer,
          List.of(TestTracker.host("198.51.100.7")),
          plain.actions(),
          false,
          OptionalInt.empty(),
          List.of());
    };
  }

  private static Ask jsonReport(String... swarms) {
    List<SwarmStats> reports =
        Arrays.stream(swarms)
            .map(name -> new SwarmStats(swarm(name), List.of(Stat.of("UploadedBytes", 1))))
            .toList();
    return peer -> new Request.SwarmReports(TRANSACTION, peer, reports);
  }

  private static Ask join(String name) {
    return peer ->
        new Request.Join(
            TRANSACTION,
            peer,
            swarm(name),
            null,
            null,
            OptionalInt.empty(),
            ChunkSet.EMPTY,
            List.of());
  }

  private static Ask leave(String name) {
    TransactionId own = new TransactionId("leave-" + name);
    return peer -> new Request.Leave(own, peer, swarm(name), ChunkSet.EMPTY);
  }

  private static final Map<String, Ask> ASKS = new TreeMap<>();

  static {
    ASKS.put("json -a", json("-a"));
    ASKS.put("json -a -b", json("-a", "-b"));
    ASKS.put("json +b -a", json("+b", "-a"));
    ASKS.put("json +a +b", json("+a", "+b"));
    ASKS.put("json with address -a", jsonWithAddress("-a"));
    ASKS.put("json with address +a -b", jsonWithAddress("+a", "-b"));
    ASKS.put("json report a b", jsonReport("a", "b"));
    ASKS.put("join a", join("a"));
    ASKS.put("join b", join("b"));
    ASKS.put("leave a", leave("a"));
    ASKS.put("leave b", leave("b"));
    ASKS.put("connect", peer -> TestTracker.connectRequest(peer.value(), List.of()));
    ASKS.put(
        "disconnect", peer -> new Request.Disconnect(new TransactionId("disconnect"), peer, null));
    ASKS.put("keepalive", peer -> new Request.KeepAlive(TRANSACTION, peer));
    ASKS.put("report", peer -> new Request.StatReport(TRANSACTION, peer, swarm("a"), List.of()));
  }

  private static final List<List<Ask>> BEGINNINGS =
      List.of(
          List.of(),
          List.of(ASKS.get("connect")),
          List.of(ASKS.get("connect"), ASKS.get("join a")),
          List.of(ASKS.get("connect"), ASKS.get("join a"), ASKS.get("join b")));

  private String answer(Ask ask, PeerId peer) {
    Response response = tracker.send(ask.apply(peer));
    return response.status().code()
        + switch (response) {
          case Response.SwarmActions done -> results(done.results());
          case Response.SwarmReports done -> results(done.results());
          default -> "";
        };
  }

  private static String results(List<SwarmResult> results) {
    return results.stream().map(result -> result.successful() ? "+" : "-").toList().toString();
  }

  /// Whether the peer is connected, and where it is.
  private String state(PeerId peer) {
    return answer(ASKS.get("keepalive"), peer)
        + answer(ASKS.get("leave a"), peer)
        + answer(ASKS.get("leave b"), peer);
  }

  private PeerId begin(List<Ask> beginning, String name) {
    PeerId peer = new PeerId(name);
    beginning.forEach(ask -> tracker.send(ask.apply(peer)));
    return peer;
  }

  private String inOrder(List<Ask> beginning, Ask one, Ask other, boolean otherFirst, String name) {
    PeerId peer = begin(beginning, name);
    String first = answer(otherFirst ? other : one, peer);
    String second = answer(otherFirst ? one : other, peer);
    return (otherFirst ? second + " " + first : first + " " + second) + " " + state(peer);
  }

  @Test
  void answersHaveASerialOrder() throws Exception {
    List<String> names = List.copyOf(ASKS.keySet());
    CyclicBarrier barrier = new CyclicBarrier(2);
    try (ExecutorService others = Executors.newSingleThreadExecutor()) {
      for (int beginning = 0; beginning < BEGINNINGS.size(); beginning++) {
        for (int i = 0; i < names.size(); i++) {
          for (int j = i; j < names.size(); j++) {
            List<Ask> before = BEGINNINGS.get(beginning);
            Ask one = ASKS.get(names.get(i));
            Ask other = ASKS.get(names.get(j));
            String name = "p-" + beginning + "-" + i + "-" + j + "-";
            List<String> allowed =
                List.of(
                    inOrder(before, one, other, false, name + "x"),
                    inOrder(before, one, other, true, name + "y"));
            List<PeerId> peers = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
              peers.add(begin(before, name + round));
            }
            String[] answers = new String[ROUNDS];
            Future<?> second =
                others.submit(
                    () -> {
                      barrier.await();
                      for (int round = 0; round < ROUNDS; round++) {
                        answers[round] = answer(other, peers.get(round));
                      }
                      return null;
                    });
            barrier.await();
            String[] own = new String[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
              own[round] = answer(one, peers.get(round));
            }
            second.get();
            for (int round = 0; round < ROUNDS; round++) {
              assertThat(own[round] + " " + answers[round] + " " + state(peers.get(round)))
                  .as("%s beside %s, %d", names.get(i), names.get(j), beginning)
                  .isIn(allowed);
            }
          }
        }
      }
    }
  }
}

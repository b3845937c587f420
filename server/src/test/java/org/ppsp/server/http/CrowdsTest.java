package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Crowds.Place;
import org.ppsp.server.http.HttpFront.Entry;
import org.ppsp.server.http.RawClient.Reply;
import org.ppsp.server.proxy.Proxies;
import org.ppsp.server.proxy.ProxyHeader;

/// Which connections are let in, and which give way.
class CrowdsTest {
  private long now;

  private Place place(String address) {
    return new Place(IpAddress.parse(address), Runnable::run, () -> true, now);
  }

  private Place entered(Crowds crowds, String address) {
    now++;
    Place place = place(address);
    crowds.enter(place, now);
    return place;
  }

  @Test
  void connectionsBeyondTheLimit_areToldSo_thenTurnedAway() {
    Crowds crowds = new Crowds(3, 100);
    for (int i = 1; i <= 30; i++) {
      assertThat(crowds.enter(place("192.0.2.1"), now))
          .isEqualTo(
              new Crowds.Outcome(
                  i <= 3 ? Entry.WELCOME : i <= 19 ? Entry.FULL : Entry.TURN_AWAY, false));
    }
    assertThat(crowds.enter(place("192.0.2.2"), now).entry()).isEqualTo(Entry.WELCOME);
  }

  @Test
  void network_hasALimit_too() {
    Crowds crowds = new Crowds(3, 4);
    for (int i = 1; i <= 4; i++) {
      assertThat(crowds.enter(place("2001:db8:0:1::" + i), now).entry()).isEqualTo(Entry.WELCOME);
    }
    assertThat(crowds.enter(place("2001:db8:0:2::1"), now))
        .isEqualTo(new Crowds.Outcome(Entry.FULL, true));
    assertThat(crowds.enter(place("2001:db8:0:100::1"), now).entry()).isEqualTo(Entry.WELCOME);
  }

  @Test
  void nothingIsKept_ofAddressesWithoutConnections() {
    Crowds crowds = new Crowds(1, 1);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Place place = new Place(IpAddress.v4(i * 77), Runnable::run, () -> true, now);
      crowds.enter(place, now);
      places.add(place);
    }
    places.forEach(crowds::leave);
    places.forEach(crowds::leave); // changes nothing
    assertThat(crowds.isEmpty()).isTrue();
  }

  @Test
  void longestIdle_ofTheLargestAddressInTheLargestNetwork_givesWay() {
    Crowds crowds = new Crowds(100, 100);
    Place alone = entered(crowds, "198.51.100.1");
    Place neighbour = entered(crowds, "192.0.2.1");
    List<Place> most = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      most.add(entered(crowds, "192.0.2.9"));
    }
    now++;
    most.get(0).busy();
    most.get(1).idle(now); // it was used meanwhile
    assertThat(crowds.removeLongestIdle(now)).isSameAs(most.get(2));
    assertThat(crowds.removeLongestIdle(now)).isSameAs(most.get(1));
    // what is left are three with one connection each, two of them in one network
    most.get(0).idle(++now);
    assertThat(crowds.removeLongestIdle(now)).isIn(neighbour, most.get(0));
    assertThat(crowds.removeLongestIdle(now)).isNotNull();
    assertThat(crowds.removeLongestIdle(now)).isNotNull();
    assertThat(crowds.removeLongestIdle(now)).isNull();
    assertThat(crowds.isEmpty()).isTrue();
    crowds.leave(alone);
  }

  @Test
  void whereAllAreBusy_nobodyGivesWay_andFewAreLookedAt() {
    Crowds crowds = new Crowds(10_000, 10_000);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      places.add(entered(crowds, "192.0.2.9"));
      places.getLast().busy();
    }
    assertThat(crowds.removeLongestIdle(now)).isNull();
    Place idle = places.get(5000);
    idle.idle(++now);
    int looks = 1;
    while (crowds.removeLongestIdle(now) != idle) {
      looks++;
    }
    assertThat(looks).isBetween(100, 700);
  }

  @Test
  void fullFront_servesANewcomer_byAnIdleConnectionOfWhoeverHasMost() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.maxConnections = 4;
    settings.proxies =
        new Proxies(List.of(IpNetwork.parse("127.0.0.1")), ProxyHeader.PROXY_PROTOCOL);
    BlockingQueue<Consumer<Answer>> taken = new ArrayBlockingQueue<>(1);
    Requests requests =
        (request, sender, later) -> {
          if (request.transactionId().equals(new TransactionId("later"))) {
            taken.add(later);
            return null;
          }
          return Answer.of(Front.answer(request));
        };
    try (Front front = Front.with(settings, requests)) {
      RawClient honest = announced(front, "198.51.100.1");
      assertThat(honest.post(keepAlive("a")).reply().status()).isEqualTo(200);
      List<RawClient> greedy = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        greedy.add(announced(front, "192.0.2." + i));
        assertThat(greedy.get(i).post(keepAlive("b")).reply().status()).isEqualTo(200);
      }
      greedy.getFirst().post(keepAlive("later")); // is not idle any more
      Consumer<Answer> later = taken.poll(10, TimeUnit.SECONDS);
      RawClient newcomer = announced(front, "203.0.113.1");
      assertThat(newcomer.post(keepAlive("c")).reply().status()).isEqualTo(200);
      assertThat(greedy.get(1).isClosed()).isTrue();
      later.accept(Answer.of(new Response.KeepAlive(new TransactionId("later"), null)));
      assertThat(greedy.getFirst().reply().status()).isEqualTo(200);
      assertThat(honest.post(keepAlive("d")).reply().status()).isEqualTo(200);
      assertThat(greedy.get(2).post(keepAlive("e")).reply().status()).isEqualTo(200);
      assertThat(front.front.gaveWay()).isEqualTo(1);
      assertThat(front.refusals.of(Reason.CONNECTIONS)).isZero();
    }
  }

  private static RawClient announced(Front front, String address) throws Exception {
    return front.client().send("PROXY TCP4 " + address + " 192.0.2.200 1 2\r\n");
  }

  @Test
  void networkThatIsFull_isToldWhatToDo() throws Exception {
    Front.Settings settings = new Front.Settings();
    settings.maxConnectionsPerNetwork = 1;
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      assertThat(front.client().post(keepAlive("a")).reply().status()).isEqualTo(200);
      Reply reply = front.client().post(keepAlive("b")).reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("retry-after")).isNotNull();
      assertThat(reply.body()).contains("from your network", "http.maxConnectionsPerNetwork");
      assertThat(front.refusals.of(Reason.CONNECTIONS_OF_NETWORK)).isEqualTo(1);
    }
  }

  private static Front.Settings two() {
    Front.Settings settings = new Front.Settings();
    settings.maxConnectionsPerAddress = 2;
    return settings;
  }

  @Test
  void thirdConnectionOfTwo_is503_untilOneIsClosed() throws Exception {
    try (Front front = Front.with(two(), Front.KEEP_ALIVE)) {
      RawClient first = front.client().post(keepAlive("a"));
      assertThat(first.reply().status()).isEqualTo(200);
      assertThat(front.client().post(keepAlive("b")).reply().status()).isEqualTo(200);
      RawClient third = front.client().post(keepAlive("c"));
      Reply reply = third.reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("from your address");
      assertThat(front.refusals.of(Reason.CONNECTIONS_OF_ADDRESS)).isEqualTo(1);
      third.close();
      first.close();
      while (front.front.connections() > 1) {
        Thread.onSpinWait();
      }
      assertThat(front.client().post(keepAlive("d")).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void connectionsOfTheExempt_areNotCounted() throws Exception {
    Front.Settings settings = two();
    settings.exempt = List.of(IpNetwork.parse("127.0.0.0/8"));
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      for (int i = 0; i < 5; i++) {
        assertThat(front.client().post(keepAlive("a")).reply().status()).isEqualTo(200);
      }
    }
  }

  /// The proxy may have as many as it likes, and those whom it announces as many as others.
  @Test
  void connectionsOfAProxy_areCountedAsThoseOfItsClients() throws Exception {
    Front.Settings settings = two();
    settings.proxies =
        new Proxies(List.of(IpNetwork.parse("127.0.0.1")), ProxyHeader.PROXY_PROTOCOL);
    try (Front front = Front.with(settings, Front.KEEP_ALIVE)) {
      for (int i = 0; i < 5; i++) {
        RawClient own = front.client().send("PROXY UNKNOWN\r\n").post(keepAlive("a"));
        assertThat(own.reply().status()).isEqualTo(200);
        RawClient client =
            front.client().send("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n").post(keepAlive("b"));
        assertThat(client.reply().status()).isEqualTo(i < 2 ? 200 : 503);
        RawClient other =
            front.client().send("PROXY TCP4 192.0.2.%s 192.0.2.2 1 2\r\n".formatted(10 + i));
        assertThat(other.post(keepAlive("c")).reply().status()).isEqualTo(200);
      }
    }
  }
}

package org.ppsp.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ppsp.server.http.Messages.keepAlive;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.HttpFront.Entry;
import org.ppsp.server.http.RawClient.Reply;
import org.ppsp.server.proxy.Proxies;
import org.ppsp.server.proxy.ProxyHeader;

class AddressCountTest {
  private static final IpAddress ONE = IpAddress.parse("192.0.2.1");

  @Test
  void connectionsBeyondTheLimit_areToldSo_thenTurnedAway() {
    AddressCount count = new AddressCount(3);
    for (int i = 1; i <= 30; i++) {
      assertThat(count.enter(ONE))
          .isEqualTo(i <= 3 ? Entry.WELCOME : i <= 19 ? Entry.FULL : Entry.TURN_AWAY);
    }
    assertThat(count.enter(IpAddress.parse("192.0.2.2"))).isEqualTo(Entry.WELCOME);
  }

  @Test
  void nothingIsKept_ofAddressesWithoutConnections() {
    AddressCount count = new AddressCount(1);
    for (int i = 0; i < 1000; i++) {
      count.enter(IpAddress.v4(i / 2));
    }
    assertThat(count.size()).isEqualTo(500);
    for (int i = 0; i < 1000; i++) {
      count.leave(IpAddress.v4(i / 2));
    }
    assertThat(count.size()).isZero();
    assertThat(count.enter(IpAddress.v4(0))).isEqualTo(Entry.WELCOME);
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

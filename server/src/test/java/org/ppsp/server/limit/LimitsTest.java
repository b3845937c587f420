package org.ppsp.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.server.audit.Refusals.Reason;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Requests;
import org.ppsp.server.http.Sender;
import org.ppsp.server.limit.RateSettings.Rates;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Credential;
import org.ppsp.tracker.Work;

/// Bursts are of ten seconds.
class LimitsTest {
  private static final Rates FREE = new Rates(Optional.empty(), Optional.empty());
  private static final IpAddress ONE = IpAddress.parse("192.0.2.1");
  private static final IpAddress NEIGHBOUR = IpAddress.parse("192.0.2.2");
  private static final TransactionId ID = new TransactionId("t");
  private static final PeerId PEER = new PeerId("a");
  private static final Request ASK = new Request.KeepAlive(ID, PEER);
  private static final Request CONNECT =
      new Request.Connect(ID, PEER, null, List.of(), OptionalInt.empty(), List.of(), null);

  private static final Answer SERVED = new Answer(200, new Response.KeepAlive(ID, null), List.of());

  private long now = -5; // nanoTime may be negative

  private static Rates rates(String connects, String requests) {
    return new Rates(Optional.of(Rate.parse(connects)), Optional.of(Rate.parse(requests)));
  }

  private Limits limits(Rates address, Rates network, Rates credential, long most) {
    return new Limits(
        new RateSettings(
            address,
            network,
            credential,
            Duration.ofSeconds(10),
            List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1"))),
        () -> now,
        most);
  }

  private static int served(Limits limits, IpAddress address, Request request, int times) {
    int served = 0;
    for (int i = 0; i < times; i++) {
      served += limits.address(address, request) == null ? 1 : 0;
    }
    return served;
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void address_hasItsBurst_thenItsRate() {
    Limits limits = limits(rates("1/s", "2/s"), FREE, FREE, 100);
    assertThat(served(limits, ONE, ASK, 100)).isEqualTo(20);
    assertThat(served(limits, NEIGHBOUR, ASK, 100)).isEqualTo(20);
    pass(Duration.ofMillis(499));
    assertThat(served(limits, ONE, ASK, 1)).isZero();
    pass(Duration.ofMillis(1));
    assertThat(served(limits, ONE, ASK, 2)).isEqualTo(1);
    pass(Duration.ofSeconds(3));
    assertThat(served(limits, ONE, ASK, 100)).isEqualTo(6);
    pass(Duration.ofHours(1));
    assertThat(served(limits, ONE, ASK, 100)).isEqualTo(20);
  }

  @Test
  void connects_areLimitedBeside_andCountAsRequests() {
    Limits limits = limits(rates("1/s", "2/s"), FREE, FREE, 100);
    assertThat(served(limits, ONE, CONNECT, 10)).isEqualTo(10);
    Answer refused = limits.address(ONE, CONNECT);
    assertThat(refused.reason()).isEqualTo(Reason.CONNECTS_OF_ADDRESS);
    assertThat(served(limits, ONE, ASK, 100)).isEqualTo(9);
    assertThat(limits.address(ONE, CONNECT).reason()).isEqualTo(Reason.REQUESTS_OF_ADDRESS);
  }

  @Test
  void refusal_namesTheRequest_andTheTimeToWait() {
    Limits limits = limits(FREE, rates("1/m", "1/m"), FREE, 100);
    assertThat(limits.address(ONE, ASK)).isNull();
    Answer refused = limits.address(NEIGHBOUR, ASK);
    assertThat(refused.http()).isEqualTo(503);
    assertThat(refused.retryAfter()).isEqualTo(60);
    assertThat(refused.reason()).isEqualTo(Reason.REQUESTS_OF_NETWORK);
    assertThat(refused.response().status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
    assertThat(refused.response().transactionId()).isEqualTo(ID);
    pass(Duration.ofSeconds(59).plusMillis(500));
    assertThat(limits.address(NEIGHBOUR, ASK).retryAfter()).isEqualTo(1);
    pass(Duration.ofMillis(500));
    assertThat(limits.address(NEIGHBOUR, ASK)).isNull();
  }

  @Test
  void whatAnAddressMayNotAsk_isNotTakenFromItsNetwork() {
    Limits limits = limits(rates("1/s", "1/s"), rates("2/s", "2/s"), FREE, 100);
    assertThat(served(limits, ONE, ASK, 1000)).isEqualTo(10);
    assertThat(served(limits, NEIGHBOUR, ASK, 1000)).isEqualTo(10);
    IpAddress third = IpAddress.parse("192.0.2.3");
    assertThat(limits.address(third, ASK).reason()).isEqualTo(Reason.REQUESTS_OF_NETWORK);
    assertThat(limits.address(IpAddress.parse("192.0.3.1"), ASK)).isNull();
  }

  /// Many addresses of one network push each other out of the map, and are held by the network.
  @Test
  void manyAddresses_areHeldByTheirNetwork_andTakeNoMoreMemory() {
    Limits limits = limits(rates("1/s", "1/s"), rates("2/s", "2/s"), FREE, 16);
    int served = 0;
    for (int i = 0; i < 10_000; i++) {
      IpAddress other = new IpAddress(0x2001_0db8_0000_0000L | i & 0xff, i);
      served += limits.address(other, CONNECT) == null ? 1 : 0;
    }
    assertThat(served).isEqualTo(20);
    assertThat(limits.size()).isLessThanOrEqualTo(17);
  }

  @Test
  void manyNetworks_takeNoMoreMemory() {
    Limits limits = limits(rates("1/s", "1/s"), rates("2/s", "2/s"), FREE, 16);
    for (int i = 0; i < 10_000; i++) {
      limits.address(IpAddress.v4(i << 8), ASK);
    }
    assertThat(limits.size()).isLessThanOrEqualTo(32);
  }

  @Test
  void bucketsThatAreFullAgain_areForgotten() {
    Limits limits = limits(rates("1/s", "1/s"), rates("2/s", "2/s"), FREE, 100);
    assertThat(served(limits, ONE, ASK, 1)).isEqualTo(1);
    assertThat(limits.size()).isEqualTo(2);
    pass(Duration.ofSeconds(60));
    assertThat(limits.size()).isZero();
  }

  @Test
  void exempt_askAsOftenAsTheyLike() {
    Limits limits = limits(rates("1/m", "1/m"), rates("1/m", "1/m"), FREE, 100);
    assertThat(served(limits, IpAddress.parse("127.0.0.9"), CONNECT, 1000)).isEqualTo(1000);
    assertThat(served(limits, IpAddress.parse("::1"), ASK, 1000)).isEqualTo(1000);
    assertThat(limits.size()).isZero();
  }

  @Test
  void withoutLimits_nothingIsKept() {
    Limits limits = limits(FREE, FREE, FREE, 100);
    assertThat(served(limits, ONE, CONNECT, 1000)).isEqualTo(1000);
    assertThat(limits.credential(credential("a"), CONNECT)).isNull();
    assertThat(limits.size()).isZero();
  }

  private static Credential credential(String peer) {
    return new Credential() {
      @Override
      public PeerId peer() {
        return new PeerId(peer);
      }

      @Override
      public boolean allows(SwarmId swarm) {
        return true;
      }

      @Override
      public boolean isValid() {
        return true;
      }
    };
  }

  /// By the peer, so that several credentials of one are no more than one.
  @Test
  void credential_isLimitedWhereverItComesFrom() {
    Limits limits = limits(FREE, FREE, rates("6/m", "1/s"), 100);
    assertThat(limits.credential(credential("a"), CONNECT)).isNull();
    Answer refused = limits.credential(credential("a"), CONNECT);
    assertThat(refused.reason()).isEqualTo(Reason.CONNECTS_OF_CREDENTIAL);
    assertThat(refused.retryAfter()).isEqualTo(10);
    for (int i = 0; i < 8; i++) {
      assertThat(limits.credential(credential("a"), ASK)).isNull();
    }
    assertThat(limits.credential(credential("a"), ASK).reason())
        .isEqualTo(Reason.REQUESTS_OF_CREDENTIAL);
    assertThat(limits.credential(credential("b"), CONNECT)).isNull();
  }

  @Test
  void threadsAtOnce_getTheBurstTogether() throws Exception {
    Limits limits = limits(FREE, rates("100/s", "100/s"), FREE, 100);
    List<Thread> threads = new ArrayList<>();
    int[] served = new int[4];
    for (int t = 0; t < served.length; t++) {
      int own = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> served[own] = served(limits, IpAddress.v4(own), ASK, 1000)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(served[0] + served[1] + served[2] + served[3]).isEqualTo(1000);
  }

  private record From(Caller caller, int size, Work work) implements Sender {
    From(Caller caller) {
      this(caller, 500, new Work());
    }

    @Override
    public String authorization() {
      return null;
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String target() {
      return "/";
    }

    @Override
    public X509Certificate certificate() {
      return null;
    }

    @Override
    public byte[] body() {
      return new byte[size];
    }
  }

  /// A message of up to 2,048 bytes is one request; one of 60,000 is thirty.
  @Test
  void longMessage_isChargedForItsLength_andPutsItsAddressInDebt() {
    Limits limits = limits(rates("1/s", "1/s"), rates("4/s", "4/s"), rates("2/s", "2/s"), 100);
    Requests requests =
        new LimitedRequests(limits, new LimitedPeers(limits, (request, sender, later) -> SERVED));
    Sender plain = new From(new Caller(ONE, 1, null), 2048, new Work());
    Sender large = new From(new Caller(ONE, 1, null).with(credential("a")), 60_000, new Work());
    assertThat(requests.handle(ASK, plain, later -> {})).isSameAs(SERVED);
    assertThat(requests.beforeReading(large)).isNull();
    assertThat(requests.handle(ASK, large, later -> {})).isSameAs(SERVED);
    assertThat(limits.chargedBytes()).isEqualTo(29);
    Answer unread = requests.beforeReading(large);
    assertThat(unread.reason()).isEqualTo(Reason.REQUESTS_OF_ADDRESS);
    assertThat(unread.retryAfter()).isEqualTo(22); // 31 of 10
    assertThat(requests.beforeReading(plain)).as("short ones are read").isNull();
    assertThat(requests.handle(ASK, plain, later -> {}).retryAfter()).isEqualTo(22);
    // The network has 9 of its 40 left, the peer is in debt.
    assertThat(served(limits, NEIGHBOUR, ASK, 100)).isEqualTo(9);
    assertThat(limits.credential(credential("a"), ASK).retryAfter()).isEqualTo(6);
    pass(Duration.ofSeconds(22));
    assertThat(requests.beforeReading(large)).isNull();
    assertThat(requests.handle(ASK, plain, later -> {})).isSameAs(SERVED);
  }

  /// What cannot be read uses up what is left, and no more: others do not wait for it.
  @Test
  void unreadableMessage_isCharged_withoutDebt() {
    Limits limits = limits(rates("1/s", "1/s"), rates("4/s", "4/s"), FREE, 100);
    Requests requests = new LimitedRequests(limits, (request, sender, later) -> SERVED);
    Sender large = new From(new Caller(ONE, 1, null), 60_000, new Work());
    requests.unreadable(large);
    assertThat(requests.beforeReading(large).retryAfter()).isEqualTo(1);
    assertThat(served(limits, NEIGHBOUR, ASK, 100)).isEqualTo(10);
  }

  @Test
  void exempt_areNotCharged() {
    Limits limits = limits(rates("1/s", "1/s"), rates("4/s", "4/s"), FREE, 100);
    Requests requests = new LimitedRequests(limits, (request, sender, later) -> SERVED);
    Sender large = new From(new Caller(IpAddress.parse("127.0.0.1"), 1, null), 60_000, new Work());
    for (int i = 0; i < 100; i++) {
      assertThat(requests.beforeReading(large)).isNull();
      assertThat(requests.handle(ASK, large, later -> {})).isSameAs(SERVED);
      requests.unreadable(large);
    }
    assertThat(limits.size()).isZero();
  }

  @Test
  void decorators_askForAddressAndCredential() {
    Limits limits = limits(rates("1/s", "1/s"), FREE, rates("1/m", "1/m"), 100);
    Answer served = new Answer(200, new Response.KeepAlive(ID, null), List.of());
    Requests requests =
        new LimitedRequests(limits, new LimitedPeers(limits, (request, sender, later) -> served));
    Sender stranger = new From(new Caller(ONE, 1, null));
    Sender peer = new From(new Caller(ONE, 1, null).with(credential("a")));
    assertThat(requests.handle(ASK, peer, later -> {})).isSameAs(served);
    assertThat(requests.handle(ASK, peer, later -> {}).reason())
        .isEqualTo(Reason.REQUESTS_OF_CREDENTIAL);
    for (int i = 0; i < 8; i++) {
      assertThat(requests.handle(ASK, stranger, later -> {})).isSameAs(served);
    }
    assertThat(requests.handle(ASK, stranger, later -> {}).reason())
        .isEqualTo(Reason.REQUESTS_OF_ADDRESS);
  }
}

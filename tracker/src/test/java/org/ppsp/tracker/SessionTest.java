package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PackedPeer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// A session that one thread changes while another reads it, and the moment in which it ends.
class SessionTest {
  private static final int TIMES = 300_000;
  private static final TransactionId ID = new TransactionId("1");
  private static final PeerId PEER = new PeerId("peer");
  private static final IpAddress V4 = IpAddress.parse("192.0.2.1");
  private static final IpAddress V6 = IpAddress.parse("2001:db8::1");
  private static final PeerAddress PRIVATE = address("10.9.9.9");
  private static final PeerAddress PUBLIC = address("198.51.100.7");

  private static PeerAddress address(String ip) {
    return PeerAddress.of(IpAddress.parse(ip), 6778, AddressType.HOST);
  }

  private static Request.Connect connect(PeerAddress... addresses) {
    return new Request.Connect(
        ID, PEER, null, List.of(addresses), OptionalInt.empty(), List.of(), null);
  }

  private static Session session(IpAddress ip, PeerAddress... addresses) {
    return new Session(connect(addresses), ip, 1000, new SessionToken(1, 2), 0);
  }

  private static void connect(Session session, IpAddress ip, PeerAddress... addresses) {
    Whereabouts at = Whereabouts.of(List.of(addresses), new Caller(ip, 1000, null));
    session.connect(connect(addresses), at, 0);
  }

  /// Runs the change again and again until the check was made many times.
  private static void whileChanging(Runnable change, Runnable check) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    change.run();
                  }
                });
    try {
      for (int i = 0; i < TIMES; i++) {
        check.run();
      }
    } finally {
      done.set(true);
      writer.join();
    }
  }

  @Test
  void address_isReadAsAWhole() throws InterruptedException {
    Session session = session(V4);
    whileChanging(
        () -> {
          connect(session, V6);
          connect(session, V4);
        },
        () -> assertThat(session.ip()).isIn(V4, V6));
  }

  @Test
  void privateAddress_isNeverShownToAStranger() throws InterruptedException {
    Session session = session(V4, PUBLIC);
    Session stranger = session(IpAddress.parse("203.0.113.9"));
    whileChanging(
        () -> {
          connect(session, V4, PRIVATE, PUBLIC);
          connect(session, V4, PUBLIC);
          connect(session, V4, PUBLIC);
        },
        () -> {
          byte[] listing =
              session.listingFor(stranger, TrackerSettings.PrivateAddresses.SAME_PUBLIC_ADDRESS);
          assertThat(PackedPeer.hasPrivateAddress(listing, 0)).isFalse();
        });
  }

  @Test
  void session_expiresOnlyIfItWasNotHeardOf() {
    Session session = session(V4);
    session.heardOf(10);

    assertThat(session.expire(9)).isFalse();
    assertThat(session.isLive(9)).isTrue();
    assertThat(session.expire(10)).isTrue();
    assertThat(session.isClosed()).isTrue();
    session.heardOf(20);
    assertThat(session.isLive(0)).isFalse();
    assertThat(session.expire(10)).isTrue();
  }

  /// Two CONNECTs of one new peer at once: what makes the second one fail ends only its own
  /// session.
  @Test
  void refusedConnect_endsNoSessionThatAnotherOneMade() {
    Caller caller = new Caller(V4, 1000, null);
    SplittableRandom random = new SplittableRandom(1);
    Runnable[] meanwhile = {() -> {}};
    RandomGenerator seeds =
        () -> {
          Runnable once = meanwhile[0];
          meanwhile[0] = () -> {};
          once.run();
          return random.nextLong();
        };
    Tracker tracker =
        new Tracker(
            TrackerSettings.DEFAULT,
            () -> 0,
            InstantSource.system(),
            seeds,
            (peer, swarm) -> swarm.value().equals("open"));
    Response[] first = new Response[1];
    meanwhile[0] = () -> first[0] = tracker.handle(joining("open"), caller);

    Response second = tracker.handle(joining("closed"), caller);

    assertThat(first[0].status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(second.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(tracker.sessions()).isEqualTo(1);
    assertThat(tracker.totals(new SwarmId("open"))).isPresent();
  }

  private static Request joining(String swarm) {
    SwarmAction join =
        new SwarmAction(new SwarmId(swarm), SwarmAction.Action.JOIN, PeerMode.SEEDER);
    return new Request.SwarmActions(
        ID, PEER, List.of(PUBLIC), List.of(join), false, OptionalInt.empty(), List.of());
  }
}

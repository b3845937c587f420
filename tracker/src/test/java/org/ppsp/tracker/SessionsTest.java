package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.TransactionId;

class SessionsTest {
  private final Sessions sessions = new Sessions(new NameHash(1, 2));

  private static Session session(PeerId peer) {
    return new Session(
        new Request.Connect(
            new TransactionId("1"), peer, null, List.of(), OptionalInt.empty(), List.of(), null),
        IpAddress.parse("192.0.2.1"),
        1000,
        new SessionToken(1, 2),
        0);
  }

  private static PeerId peer(int number) {
    return new PeerId((number % 3 == 0 ? "p\u00e4r-" : "peer-") + number);
  }

  private List<Session> all() {
    List<Session> all = new ArrayList<>();
    sessions.iterator().forEachRemaining(all::add);
    return all;
  }

  /// Against a map, in many steps that make the table grow and shrink.
  @Test
  void table_holdsWhatAMapHolds() {
    SplittableRandom random = new SplittableRandom(20261123);
    Map<PeerId, Session> expected = new HashMap<>();
    for (int phase = 0; phase < 4; phase++) {
      for (int step = 0; step < 60_000; step++) {
        PeerId peer = peer(random.nextInt(40_000));
        Session known = expected.get(peer);
        assertThat(sessions.get(peer)).isSameAs(known);
        if (random.nextInt(8) < (phase % 2 == 0 ? 6 : 1)) {
          Session fresh = session(peer);
          assertThat(sessions.putIfAbsent(peer, fresh)).isSameAs(known);
          expected.putIfAbsent(peer, fresh);
        } else if (known != null) {
          sessions.remove(known);
          expected.remove(peer);
        }
      }
      assertThat(sessions.size()).isEqualTo(expected.size());
      assertThat(all()).hasSize(expected.size());
      assertThat(new HashSet<>(all())).isEqualTo(new HashSet<>(expected.values()));
    }
    all().forEach(sessions::remove);
    assertThat(sessions.size()).isZero();
    assertThat(all()).isEmpty();
  }

  @Test
  void sessionThatIsNotThere_isNotTakenOut() {
    PeerId peer = peer(1);
    Session first = session(peer);
    Session second = session(peer);
    assertThat(sessions.putIfAbsent(peer, first)).isNull();
    assertThat(sessions.putIfAbsent(peer, second)).isSameAs(first);

    sessions.remove(second);

    assertThat(sessions.get(peer)).isSameAs(first);
    sessions.remove(first);
    sessions.remove(first);
    assertThat(sessions.get(peer)).isNull();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void pass_ends() {
    Iterator<Session> none = sessions.iterator();
    assertThat(none.hasNext()).isFalse();
    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  /// Who is there all the time is found all the time, while others come and go around it.
  @Test
  void readers_findWhoIsThere_whileOthersWrite() throws InterruptedException {
    List<PeerId> staying = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      staying.add(peer(i));
      assertThat(sessions.putIfAbsent(peer(i), session(peer(i)))).isNull();
    }
    CountDownLatch written = new CountDownLatch(2);
    List<Thread> writers = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int w = 0; w < 2; w++) {
      int first = 10_000 * (w + 1);
      writers.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((t, e) -> failure.set(e))
              .start(
                  () -> {
                    try {
                      comeAndGo(first);
                    } finally {
                      written.countDown();
                    }
                  }));
    }
    long lost = 0;
    do {
      for (PeerId peer : staying) {
        Session found = sessions.get(peer);
        lost += found == null || !found.isOf(peer) ? 1 : 0;
      }
    } while (written.getCount() > 0);
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(failure.get()).isNull();
    assertThat(lost).isZero();
    assertThat(sessions.size()).isEqualTo(staying.size());
  }

  private void comeAndGo(int first) {
    for (int round = 0; round < 5; round++) {
      List<Session> here = new ArrayList<>();
      for (int i = first; i < first + 8000; i++) {
        Session fresh = session(peer(i));
        assertThat(sessions.putIfAbsent(peer(i), fresh)).isNull();
        here.add(fresh);
      }
      here.forEach(sessions::remove);
    }
  }
}

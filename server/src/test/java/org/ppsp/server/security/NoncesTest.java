package org.ppsp.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.PeerId;

class NoncesTest {
  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final PeerId PEER = new PeerId("alice");

  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());
  private final Hmac hmac = new Hmac(new SecureRandom());
  private final Nonces nonces = new Nonces(LIFETIME, time::get, new SecureRandom(), hmac);
  private final Challenges challenges = new Challenges(LIFETIME, time::get, hmac);

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void nonce_isGoodForItsTime_andStaleAfterwards() {
    String nonce = nonces.issue();
    assertThat(nonces.judge(nonce)).isEqualTo(Nonces.Verdict.GOOD);
    pass(LIFETIME.minusNanos(1));
    assertThat(nonces.judge(nonce)).isEqualTo(Nonces.Verdict.GOOD);
    pass(Duration.ofNanos(1));
    assertThat(nonces.judge(nonce)).isEqualTo(Nonces.Verdict.STALE);
  }

  @Test
  void nonceThatWasNotGivenOut_isForeign() {
    String nonce = nonces.issue();
    Nonces others =
        new Nonces(LIFETIME, time::get, new SecureRandom(), new Hmac(new SecureRandom()));
    assertThat(others.judge(nonce)).isEqualTo(Nonces.Verdict.FOREIGN);
    assertThat(nonces.judge("")).isEqualTo(Nonces.Verdict.FOREIGN);
    assertThat(nonces.judge("é".repeat(43))).isEqualTo(Nonces.Verdict.FOREIGN);
    for (int i = 0; i < nonce.length(); i++) {
      char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(nonces.judge(nonce.substring(0, i) + other + nonce.substring(i + 1)))
          .as("another character at %d", i)
          .isEqualTo(Nonces.Verdict.FOREIGN);
    }
  }

  @Test
  void useOfANumber_isDoneOnce_inWhicheverOrder() {
    String nonce = nonces.issue();
    for (long count : new long[] {1, 3, 2, 66, 4, 65}) {
      assertThat(nonces.use(nonce, count)).as("first use of %d", count).isTrue();
      assertThat(nonces.use(nonce, count)).as("second use of %d", count).isFalse();
    }
    assertThat(nonces.use(nonce, 0)).isFalse();
    assertThat(nonces.use(nonce, -1)).isFalse();
    assertThat(nonces.use(nonce, 0xffff_ffffL)).isTrue();
    assertThat(nonces.use(nonce, 66)).isFalse(); // too long ago to be known
  }

  @Test
  void useByManyAtOnce_isDoneByOne() throws Exception {
    String nonce = nonces.issue();
    assertThat(successes(() -> nonces.use(nonce, 1))).isEqualTo(1);
    String challenge = challenges.nonce(PEER);
    assertThat(successes(() -> challenges.use(PEER, challenge::equals))).isEqualTo(1);
  }

  private static long successes(Callable<Boolean> use) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(use);
      }
      long successes = 0;
      for (Future<Boolean> done : threads.invokeAll(all)) {
        successes += done.get() ? 1 : 0;
      }
      return successes;
    }
  }

  @Test
  void challenge_isGoodOnce() {
    String nonce = challenges.nonce(PEER);
    assertThat(challenges.nonce(PEER)).isEqualTo(nonce); // asking does not take it away
    assertThat(challenges.use(PEER, nonce::equals)).isTrue();
    assertThat(challenges.use(PEER, nonce::equals)).isFalse();
    String next = challenges.nonce(PEER);
    assertThat(next).isNotEqualTo(nonce);
    assertThat(challenges.use(PEER, next::equals)).isTrue();
  }

  @Test
  void challenge_isForOnePeer() {
    assertThat(challenges.nonce(new PeerId("bob"))).isNotEqualTo(challenges.nonce(PEER));
    String nonce = challenges.nonce(PEER);
    assertThat(challenges.use(new PeerId("bob"), nonce::equals)).isFalse();
  }

  @Test
  void challenge_expires_asItSays() {
    for (int i = 0; i < 10; i++) {
      String nonce = challenges.nonce(PEER);
      Duration lifetime = challenges.lifetime();
      assertThat(lifetime).isBetween(LIFETIME, LIFETIME.multipliedBy(2));
      pass(lifetime.minusNanos(1));
      assertThat(challenges.use(PEER, nonce::equals)).isTrue();
      String other = challenges.nonce(PEER);
      pass(challenges.lifetime());
      assertThat(challenges.use(PEER, other::equals)).isFalse();
      pass(Duration.ofSeconds(17));
    }
  }

  /// However long it takes, none comes back.
  @Test
  void challenge_neverComesBack() {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String nonce = challenges.nonce(PEER);
      assertThat(seen).doesNotContain(nonce);
      assertThat(challenges.use(PEER, nonce::equals)).isTrue();
      for (String old : seen) {
        assertThat(challenges.use(PEER, old::equals)).isFalse();
      }
      seen.add(nonce);
      pass(Duration.ofSeconds(i % 7 * 13L));
    }
  }
}
